package io.vitalwatch.control;

import java.io.Serializable;
import java.util.Map;

/**
 * How copies of control records are taken.
 *
 * @param leadMillis {@code control.lead}: how long after it was written a change for many takes effect at the earliest
 * @param topicId {@code control.topic-id}: the id of a topic that replaces the one that was known, or null
 * @param check whether rules can be used
 * @param yaml the catalogue of the submission
 * @param fields fields of rules that the submission sets
 */
public record ControlSettings(long leadMillis, String topicId, CatalogueCheck check, String yaml, Map<String, String> fields)
        implements Serializable {
    /** The longest lead, milliseconds. */
    public static final long LONGEST_LEAD_MILLIS = 3_600_000;
}
