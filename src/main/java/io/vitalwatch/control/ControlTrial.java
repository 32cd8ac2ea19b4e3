package io.vitalwatch.control;

import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the job would answer to a record: the job's own checks over the records that exist. Not for several threads. */
public final class ControlTrial implements ControlOutput {
    private final Set<Long> sent = new HashSet<>();
    private final List<LoggedControl> taken;
    private final ControlIntake intake;
    private final long next;
    private ControlAnswer answer;

    /** @param log the records that exist, in their order */
    public ControlTrial(ControlSettings settings, ControlReader reader, List<LoggedControl> log) {
        this.intake = new ControlIntake(settings, reader, this, true);
        intake.start(0, Long.MAX_VALUE, null, log, user -> true);
        taken = log.stream().filter(each -> sent.contains(each.seq())).toList();
        next = log.isEmpty() ? 0 : log.get(log.size() - 1).seq() + 1;
    }

    /**
     * Over the records that another intake has read.
     *
     * @param snapshot of that intake
     * @param next a number that no record has yet
     */
    public ControlTrial(ControlSettings settings, ControlReader reader, List<byte[]> snapshot, long next) {
        this.intake = new ControlIntake(settings, reader, this, true);
        this.next = next;
        this.taken = List.of();
        try {
            intake.restore(snapshot);
            intake.isStarted(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the records that were given to the constructor those that the job takes, without those that only set something until a time. */
    public List<LoggedControl> taken() {
        return taken;
    }

    /**
     * Takes the next record; the trial goes on behind it.
     *
     * @return what becomes of it
     */
    Outcome take(LoggedControl logged) {
        answer = null;
        sent.clear();
        intake.read(new CopiedControl(0, logged.seq(), logged.appendedAt(), logged.seq(), null, logged.appendedAt(), null, logged.content()),
                Long.MIN_VALUE);
        return answer == null ? Outcome.REPEATED : answer.outcome();
    }

    /**
     * The answer if the record were written now; the last one of a trial.
     *
     * @param content the record's bytes
     * @param now Unix milliseconds
     */
    public ControlAnswer answer(byte[] content, long now) {
        intake.read(new CopiedControl(0, next, now, next, null, now, null, content), Long.MIN_VALUE);
        return answer;
    }

    @Override
    public void toAll(ControlCopy copy, ControlRecord record) {
        sent.add(copy.seq());
    }

    @Override
    public void toPatient(ControlCopy copy, ControlRecord record) {
        sent.add(copy.seq());
    }

    @Override
    public void answer(ControlAnswer given) {
        answer = given;
    }

    @Override
    public void foreignTopic(int partition, String known, String found) {}

    @Override
    public void outOfOrder(int partition, long seq, long before) {}

    @Override
    public void count(ControlCounter counter, int partition) {}
}
