package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.alarm.evaluate.PoorSignalRule;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.ReadingRing;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;

/** The rule of poor signal, which counts as few readings as it can, gives the same as counting all of them. */
class PoorSignalShareTest {
    private static final long MINUTE = 60_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 40, 80, 99, 100})
    void whereFewReadingsAreUnusableTheShareIsThatOfAllReadingsOfTheWindow(int share) {
        Random random = new Random(share);
        int held = 0;
        int judged = 0;
        for (int round = 0; round < 400; round++) {
            int readings = 1 + random.nextInt(12);
            PoorSignalRule rule = new PoorSignalRule("poor", Kind.TECHNICAL, Priority.LOW, share, share, 30 * MINUTE, readings);
            Patient patient = new Patient();
            ReadingRing ring = patient.ringToFill(Group.PULSE);
            int poorOfHundred = random.nextBoolean() ? share : random.nextInt(101);
            long time = 1_763_560_800_000L;
            for (int i = 0; i < 120; i++) {
                time += (1 + random.nextInt(random.nextInt(9) == 0 ? 60 : 3)) * MINUTE / 2;
                Verdict verdict = random.nextInt(100) < poorOfHundred ? Verdict.QUALITY
                        : random.nextInt(8) == 0 ? Verdict.NOT_WORN : Verdict.USABLE;
                int index = ring.insert(time, new Reading(Group.PULSE, 70_000, 0, 4, verdict), 0, 1000);
                if (i % 20 == 19) {
                    ring.evict(time - 75 * MINUTE, 4);
                    index = ring.size() - 1;
                }
                boolean holds = holds(ring, rule, index);
                assertThat(rule.judge(moment(patient, time, index), rule.freshLatches()).truth()).as("share %d, round %d, reading %d", share,
                        round, i).isEqualTo(holds ? Ternary.TRUE : Ternary.FALSE);
                held += holds ? 1 : 0;
                judged++;
            }
        }
        assertThat(held).isBetween(judged / 100, judged - judged / 100);
    }

    /** An alarm begins at an unusable reading, if there was one before the window and not longer ago than another window. */
    private static boolean holds(ReadingRing ring, PoorSignalRule rule, int newest) {
        long after = ring.time(newest) - rule.window();
        int poor = 0;
        int tried = 0;
        boolean before = false;
        for (int i = newest; i >= 0; i--) {
            if (ring.time(i) > after) {
                poor += ring.verdict(i).poorSignal() ? 1 : 0;
                tried += ring.verdict(i).poorSignal() || ring.usable(i) ? 1 : 0;
            }
            before |= ring.time(i) <= after && ring.time(i) > after - rule.window();
        }
        return ring.verdict(newest).poorSignal() && before && tried >= rule.readings() && 100 * poor >= rule.sharePercent() * tried;
    }

    private static Moment moment(Patient patient, long time, int index) {
        int[] placed = new int[Group.count()];
        java.util.Arrays.fill(placed, -1);
        placed[Group.PULSE.ordinal()] = index;
        Sample row = new Sample(SampleType.ACTIVITY, time, 60, Ternary.TRUE, Ternary.FALSE, 80, 7, 0, List.of());
        return new Moment(patient, row, true, false, false, placed).about(Group.PULSE);
    }
}
