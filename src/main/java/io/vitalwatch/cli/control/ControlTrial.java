package io.vitalwatch.cli.control;

import io.vitalwatch.control.ControlCounter;
import io.vitalwatch.control.ControlIntake;
import io.vitalwatch.control.ControlOutput;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.control.CopiedControl;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.wire.ControlRecordJson;

import java.util.List;

/** What the job would answer to a record: the job's own checks over the records that exist. */
final class ControlTrial implements ControlOutput {
    private final ControlIntake intake;
    private ControlAnswer answer;
    private long next;

    /** @param log the records that exist, in their order */
    ControlTrial(ControlSettings settings, List<LoggedControl> log) {
        this.intake = new ControlIntake(settings, ControlRecordJson::read, this, true);
        intake.start(0, Long.MAX_VALUE, null, log, user -> true);
        next = log.isEmpty() ? 0 : log.get(log.size() - 1).seq() + 1;
    }

    /**
     * The answer if the record were written now.
     *
     * @param now Unix milliseconds
     */
    ControlAnswer answer(ControlRecord record, long now) {
        intake.read(new CopiedControl(0, next, now, next++, null, now, null, ControlRecordJson.of(record)), Long.MIN_VALUE);
        return answer;
    }

    @Override
    public void toAll(ControlCopy copy, ControlRecord record) {}

    @Override
    public void toPatient(ControlCopy copy, ControlRecord record) {}

    @Override
    public void answer(ControlAnswer given) {
        answer = given;
    }

    @Override
    public void foreignTopic(int partition, String known, String found) {}

    @Override
    public void numbersBegin() {}

    @Override
    public void count(ControlCounter counter, int partition) {}
}
