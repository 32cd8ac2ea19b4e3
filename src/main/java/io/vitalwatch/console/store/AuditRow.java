package io.vitalwatch.console.store;

import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.AuditEvent;

import java.util.List;

/**
 * A row of the audit: a change, or what a person saw or tried.
 *
 * @param key its key in the store
 * @param at when it was written, Unix milliseconds
 * @param change the control record; null for an event, and for a control record that cannot be read
 * @param event the event; null for a control record
 * @param answers what became of a change, by partition
 */
public record AuditRow(long key, long at, ControlRecord change, AuditEvent event, List<ControlAnswer> answers) {
    /** The offset of the record in its topic. */
    public long offset() {
        return key >> 1;
    }

    /** Whether it is a record of vitals.control. */
    public boolean isControl() {
        return (key & 1) == 0;
    }

    /** The vendor's id of the patient that it is about, or null. */
    public String user() {
        return event != null ? event.user() : change != null && change.scope().isUser() ? change.scope().name() : null;
    }
}
