package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

/**
 * What is promised of changes. A: if stamps rise and changes are in time, the records are the same over any number of partitions and at any
 * parallelism. B: whatever the log is, the same log gives the same records at any parallelism, with the watermark held back and cut by
 * restores, also in a storm of changes and where people answer alarms and make changes at odd moments.
 *
 * <p>{@code -Dcontrol.suite=1000} sets the number of logs, {@code -Dcontrol.seed=…} the first seed.
 */
class ControlSuiteTest {
    private static final int LOGS = Integer.getInteger("control.suite", 4);
    private static final long SEED = Long.getLong("control.seed", 1);
    private static final int[] PARALLELISM = {1, 2, 4};

    @Test
    void suiteAInTimeTheNumberOfPartitionsAndTheParallelismChangeNothing() throws Exception {
        long changed = 0;
        for (long seed = SEED; seed < SEED + LOGS; seed++) {
            SteppedJob first = SteppedJob.inOrder(ChangeLog.inTime(seed, 1));
            List<String> expected = first.records();
            assertThat(first.answers).as("seed " + seed).noneMatch(each -> each.lateMillis() > 0);
            changed += expected.stream().filter(each -> each.contains("limits-changed")).count();
            for (int partitions : new int[] {3, 7}) {
                ChangeLog log = ChangeLog.inTime(seed, partitions);
                assertThat(SteppedJob.inOrder(log).records()).as("seed %d, %d partitions", seed, partitions).isEqualTo(expected);
                int parallelism = PARALLELISM[(int) (seed % PARALLELISM.length)];
                assertThat(SteppedJob.atRandom(log, parallelism, new Random(seed)).records())
                        .as("seed %d, %d partitions, parallelism %d", seed, partitions, parallelism).isEqualTo(expected);
            }
        }
        assertThat(changed).as("alarms that a change ended or altered").isGreaterThan(LOGS);
    }

    @Test
    void suiteBTheSameLogGivesTheSameRecordsWhateverIsWrongWithIt() throws Exception {
        long late = 0;
        long discharged = 0;
        long refused = 0;
        for (long seed = SEED; seed < SEED + LOGS; seed++) {
            ChangeLog log = ChangeLog.disturbed(seed, 3);
            SteppedJob expected = SteppedJob.inOrder(log);
            late += expected.answers.stream().filter(each -> each.lateMillis() > 0).count();
            discharged += expected.records().stream().filter(each -> each.contains("\"discharged\"")).count();
            refused += expected.answers.stream().filter(each -> each.outcome() == Outcome.REFUSED).count();
            for (int parallelism : PARALLELISM) {
                SteppedJob other = SteppedJob.atRandom(log, parallelism, new Random(seed));
                assertThat(other.records()).as("seed %d, parallelism %d", seed, parallelism).isEqualTo(expected.records());
                assertThat(sorted(other.answers)).as("answers, seed %d, parallelism %d", seed, parallelism).isEqualTo(sorted(expected.answers));
            }
        }
        assertThat(discharged).as("alarms that ended with a stay").isPositive();
        assertThat(late).as("changes that came late").isGreaterThan(LOGS);
        assertThat(refused).as("changes that were refused").isPositive();
    }

    @Test
    void inAStormOfChangesTheSameLogGivesTheSameRecords() throws Exception {
        for (long seed = SEED; seed < SEED + LOGS; seed++) {
            ChangeLog log = ChangeLog.storm(seed, 3);
            SteppedJob expected = SteppedJob.inOrder(log);
            for (int parallelism : PARALLELISM) {
                assertThat(SteppedJob.atRandom(log, parallelism, new Random(seed)).records()).as("seed %d, parallelism %d", seed, parallelism)
                        .isEqualTo(expected.records());
            }
        }
    }

    @Test
    void whateverPeopleDoAtOddMomentsTheSameLogGivesTheSameRecords() throws Exception {
        long answered = 0;
        long removed = 0;
        for (long seed = SEED; seed < SEED + LOGS; seed++) {
            ChangeLog log = ChangeLog.odd(seed, 3);
            SteppedJob expected = SteppedJob.inOrder(log);
            answered += expected.records().stream().filter(each -> each.contains("\"acknowledged\"")).count();
            removed += expected.records().stream().filter(each -> each.contains("\"rule-removed\"")).count();
            for (int parallelism : PARALLELISM) {
                SteppedJob other = SteppedJob.atRandom(log, parallelism, new Random(seed));
                assertThat(other.records()).as("seed %d, parallelism %d", seed, parallelism).isEqualTo(expected.records());
                assertThat(sorted(other.answers)).as("answers, seed %d, parallelism %d", seed, parallelism).isEqualTo(sorted(expected.answers));
            }
        }
        assertThat(answered).as("alarms that were acknowledged").isPositive();
        assertThat(removed).as("open alarms of rules that were removed").isPositive();
    }

    /** In this log a patient goes to another study, which had other limits, while a change of the study before takes effect. */
    @Test
    void untilAPatientGoesToAnotherStudyTheChangesOfTheOneBeforeCount() throws Exception {
        ChangeLog log = ChangeLog.odd(876, 3);
        SteppedJob expected = SteppedJob.inOrder(log);
        for (int parallelism : PARALLELISM) {
            assertThat(SteppedJob.atRandom(log, parallelism, new Random(876)).records()).as("parallelism %d", parallelism)
                    .isEqualTo(expected.records());
        }
    }

    /** In this log more of a patient's own limits come at once than are kept, before the patient has come to the changes before them. */
    @Test
    void beforeLimitsOfAPatientAreForgottenAllThatTookEffectIsApplied() throws Exception {
        ChangeLog log = ChangeLog.storm(123, 3);
        SteppedJob expected = SteppedJob.inOrder(log);
        for (int parallelism : PARALLELISM) {
            assertThat(SteppedJob.atRandom(log, parallelism, new Random(123)).records()).as("parallelism %d", parallelism)
                    .isEqualTo(expected.records());
        }
    }

    private static List<String> sorted(List<ControlAnswer> answers) {
        return answers.stream().map(ControlAnswer::toString).sorted().toList();
    }
}
