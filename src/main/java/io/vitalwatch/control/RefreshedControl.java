package io.vitalwatch.control;

import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What a relay copies again: the records for studies, groups and all that are in force, found by the job's own checks as the records are read. A
 * record that the job refuses, or that repeats another one, takes the place of none.
 *
 * <p>The newest refused ones are copied again too, because the job may run with parameters that are not known here: it refuses them again, or
 * takes them as it did before. Not for several threads.
 */
public final class RefreshedControl {
    /** So many refused records are kept at most, and so many bytes of them; the oldest is forgotten first. */
    static final int MOST_REFUSED = 1_000;
    static final int MOST_REFUSED_BYTES = 1 << 23;

    private final InForce inForce = new InForce();
    private final Deque<LoggedControl> refused = new ArrayDeque<>();
    private final ControlIntake intake;
    private int refusedBytes;
    private Outcome outcome;

    /** @param settings how the job takes records: its parameters, the catalogue of its submission */
    public RefreshedControl(ControlSettings settings, ControlReader reader) {
        this.intake = new ControlIntake(settings, reader, new Verdict(), true);
    }

    /** Takes the next record; records come in their order. */
    public void take(LoggedControl logged) {
        if (logged.record().scope().isUser()) {
            return;
        }
        outcome = Outcome.REPEATED;
        intake.read(new CopiedControl(0, logged.seq(), logged.appendedAt(), logged.seq(), null, logged.appendedAt(), null, logged.content()),
                Long.MIN_VALUE);
        if (outcome == Outcome.REFUSED) {
            refused.addLast(logged);
            refusedBytes += logged.content().length;
            while (refused.size() > MOST_REFUSED || refusedBytes > MOST_REFUSED_BYTES) {
                refusedBytes -= refused.removeFirst().content().length;
            }
        } else if (outcome != Outcome.REPEATED) {
            inForce.take(logged);
        }
    }

    /**
     * Forgets what changes nothing any more.
     *
     * @param now the arrival clock, Unix milliseconds
     */
    public void forget(long now) {
        inForce.forget(now);
    }

    /** The records to copy again, in their order. */
    public List<LoggedControl> records() {
        List<LoggedControl> all = new ArrayList<>(inForce.records());
        all.addAll(refused);
        all.sort(Comparator.comparingLong(LoggedControl::seq));
        return all;
    }

    /** Notes what the job would answer. */
    private final class Verdict implements ControlOutput {
        @Override
        public void toAll(ControlCopy copy, ControlRecord record) {}

        @Override
        public void toPatient(ControlCopy copy, ControlRecord record) {}

        @Override
        public void answer(ControlAnswer answer) {
            outcome = answer.outcome();
        }

        @Override
        public void foreignTopic(int partition, String known, String found) {}

        @Override
        public void numbersBegin() {}

        @Override
        public void count(ControlCounter counter, int partition) {}
    }
}
