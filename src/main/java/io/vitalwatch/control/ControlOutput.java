package io.vitalwatch.control;

import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlRecord;

/** Takes what becomes of copies. */
public interface ControlOutput {
    /** A change for many: it goes to every key group. Its copy has the content. */
    void toAll(ControlCopy copy, ControlRecord record);

    /** A change for one patient. */
    void toPatient(ControlCopy copy, ControlRecord record);

    /** What became of a record. */
    void answer(ControlAnswer answer);

    /** A copy that names another topic than the one that the job knows: somebody made vitals.control anew, or wrote the copy by hand. */
    void foreignTopic(int partition, String known, String found);

    /** Adds one to a counter. */
    void count(ControlCounter counter, int partition);

    /**
     * A copy counts although its number is not above that of the one that counted before it: somebody wrote that one by hand, or the partition
     * began without this one.
     */
    void outOfOrder(int partition, long seq, long before);
}
