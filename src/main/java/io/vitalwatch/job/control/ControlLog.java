package io.vitalwatch.job.control;

import io.vitalwatch.control.LoggedControl;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** The topic vitals.control as a job without state reads it. */
@FunctionalInterface
public interface ControlLog extends Serializable {
    /** There is no topic, as in a recording. */
    ControlLog NONE = () -> new Content(null, List.of());

    /**
     * Reads all records that exist now.
     *
     * @throws IOException if it cannot be read within its time
     */
    Content read() throws IOException;

    /**
     * What the topic holds.
     *
     * @param topicId Kafka's id of the topic, or null if there is none
     * @param records the records that can be read, in their order
     */
    record Content(String topicId, List<LoggedControl> records) {}
}
