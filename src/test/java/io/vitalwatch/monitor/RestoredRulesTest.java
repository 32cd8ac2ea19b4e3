package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A job that is restored with other rules: they are in force from the restored clock on, and yesterday is not judged by them. */
class RestoredRulesTest {
    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));
    private static final long BEGINNING = 1_763_560_800_000L;
    private static final int KEY_GROUPS = 128;
    private static final CatalogueText STRICT = rules("90");
    private static final CatalogueText MILD = rules("84");

    private static CatalogueText rules(String limit) {
        return new CatalogueText("""
                cardiac-arrest: {type: flag, kind: physiological, codes: {1: high}, clear.after: 5min}
                no-data: {type: silence, kind: technical, priority: medium, after: 10min}
                spo2-low:
                  type: reading
                  kind: physiological
                  vital: spo2
                  medium: spo2 <= 91
                  confirm: {count: 2, of: 3, duration: 15s}
                  clear: {margin: 2}
                """, "rules.yaml", Map.of("spo2-low.medium", limit), Ages.defaults());
    }

    private static final class Run {
        private final List<String> lines = new ArrayList<>();
        private KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> harness;
        private final StateBackend backend;

        private Run(StateBackend backend) throws Exception {
            this.backend = backend;
            harness = open(STRICT, null, 1, 0);
        }

        private KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> open(CatalogueText rules, OperatorSubtaskState state,
                int parallelism, int subtask) throws Exception {
            MonitorOperator operator = new MonitorOperator(Rules.settings(), rules.catalogue(), Set.of(), false, WINDOWS, REJECTED)
                    .keeping(rules, 7 * 86_400_000L);
            var opened = new KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>(operator, Delivery::user,
                    new ValueType<>(String.class, new UserSerializer()), KEY_GROUPS, parallelism, subtask);
            if (backend != null) {
                opened.setStateBackend(backend);
            }
            opened.setup();
            if (state != null) {
                opened.initializeState(state);
            }
            opened.open();
            return opened;
        }

        private Run spo2(int seconds, int arriving, int percent) throws Exception {
            return spo2("u", seconds, arriving, percent);
        }

        private Run spo2(String user, int seconds, int arriving, int percent) throws Exception {
            Reading reading = new Reading(Group.SPO2, percent * 1000, 0, 4, Verdict.USABLE);
            Sample sample = new Sample(SampleType.ACTIVITY, BEGINNING + seconds * 1000L, 60, Ternary.TRUE, Ternary.FALSE, 80, 7, 0,
                    List.of(reading));
            Delivery delivery = new Delivery(user, "S", BEGINNING + arriving * 1000L, new Origin("t", 0, 0), List.of(sample));
            harness.processElement(new StreamRecord<>(delivery, delivery.arrival()));
            return this;
        }

        /** A delivery of a worn bracelet with a usable oxygen reading each minute, from the newest to the oldest; one row has the flag. */
        private Run newestFirst(String user, int from, int to, int arriving, int flagAt) throws Exception {
            for (int first = to; first > from; first -= 600) {
                List<Sample> samples = new ArrayList<>();
                for (int seconds = Math.max(from, first - 540); seconds <= first; seconds += 60) {
                    samples.add(new Sample(SampleType.ACTIVITY, BEGINNING + seconds * 1000L, 60, Ternary.TRUE, Ternary.FALSE, 80, 7,
                            seconds == flagAt ? 1 : 0, List.of(new Reading(Group.PULSE, 60_000, 0, 4, Verdict.USABLE))));
                }
                Delivery delivery = new Delivery(user, "S", BEGINNING + arriving * 1000L, new Origin("t", 0, 0), samples);
                harness.processElement(new StreamRecord<>(delivery, delivery.arrival()));
            }
            return this;
        }

        private Run clock(int seconds) throws Exception {
            harness.processWatermark(BEGINNING + seconds * 1000L);
            return this;
        }

        private Run restored(CatalogueText rules) throws Exception {
            OperatorSubtaskState state = harness.snapshot(1, 1);
            story();
            harness.close();
            harness = open(rules, state, 1, 0);
            return this;
        }

        private List<String> story() {
            harness.extractOutputValues().forEach(alert -> lines.add(String.join(" ", alert.phase().label(), alert.rule(),
                    alert.priority().label(), alert.reason().label(), "@" + (alert.observed() - BEGINNING) / 1000)));
            harness.getOutput().clear();
            return lines;
        }
    }

    @Test
    void anOpenAlarmIsAskedAgainWhenTheRulesTakeEffect() throws Exception {
        for (StateBackend backend : new StateBackend[] {null, new EmbeddedRocksDBStateBackend()}) {
            Run run = new Run(backend).spo2(0, 1, 89).spo2(60, 61, 89).restored(MILD);
            assertThat(run.clock(61).story()).containsExactly("start spo2-low medium confirmed @60");
            assertThat(run.clock(62).story()).containsExactly("start spo2-low medium confirmed @60", "end spo2-low medium limits-changed @61");
            assertThat(run.spo2(120, 121, 89).spo2(180, 181, 89).story()).hasSize(2);
        }
    }

    @Test
    void whatHappenedBeforeIsJudgedByTheRulesOfThatTime() throws Exception {
        Run run = new Run(null).spo2(0, 1, 97).spo2(300, 301, 97).restored(MILD).restored(MILD);
        run.spo2(60, 310, 89).spo2(120, 311, 89).spo2(330, 331, 89).spo2(360, 361, 89);
        assertThat(run.story()).containsExactly("start spo2-low medium confirmed @120", "end spo2-low medium passed @301");
    }

    @Test
    void rulesThatWereReplacedBeforeTheyJudgedAnythingLeaveTheRulesOfBefore() throws Exception {
        Run run = new Run(null).spo2(0, 1, 97).spo2(300, 301, 97).restored(MILD).restored(rules("83")).restored(rules("82"));
        run.spo2(60, 310, 89).spo2(120, 311, 89);
        assertThat(run.story()).contains("start spo2-low medium confirmed @120");
    }

    /** No patient sends anything: the clock of the state is that of the deadline. */
    @Test
    void otherRulesTakeEffectAfterTheDeadlinesThatWereJudgedByThoseOfBefore() throws Exception {
        Run run = new Run(null).spo2(0, 1, 97).clock(700).restored(STRICT.with(Map.of("no-data.after", "20min"))).clock(701);
        assertThat(run.story()).containsExactly("start no-data medium confirmed @601", "end no-data medium limits-changed @601");
    }

    @Test
    void withoutOtherRulesARestoreChangesNothing() throws Exception {
        Run whole = new Run(null).spo2(0, 1, 89).spo2(60, 61, 89).spo2(120, 121, 95).spo2(180, 181, 95);
        Run parts = new Run(null).spo2(0, 1, 89).restored(STRICT).spo2(60, 61, 89).restored(STRICT).spo2(120, 121, 95).restored(STRICT)
                .spo2(180, 181, 95);
        assertThat(parts.story()).isEqualTo(whole.story()).hasSize(2);
    }

    @Test
    void rulesThatComeBackAreAVersionToo() throws Exception {
        Run run = new Run(null).spo2(0, 1, 97).restored(MILD).spo2(60, 61, 89).spo2(120, 121, 89).restored(STRICT).spo2(240, 241, 89);
        assertThat(run.story()).containsExactly("start spo2-low medium confirmed @240");
    }

    @Test
    void aLateFlagIsJudgedTheSameWhateverOtherRulesWereRestoredMeanwhile() throws Exception {
        for (int flag : new int[] {7380, 8040, 9000, 12_060, 15_000, 21_000}) {
            List<String> expected = new Run(null).spo2("u", 7200, 7201, 97).clock(9000).clock(14_000).clock(21_590)
                    .newestFirst("u", 7260, 21_600, 21_600, flag).story();
            List<String> found = new Run(null).spo2("u", 7200, 7201, 97).clock(9000).restored(MILD).clock(14_000).restored(STRICT)
                    .clock(21_590).newestFirst("u", 7260, 21_600, 21_600, flag).story();
            assertThat(found).as("flag at %d s", flag).isEqualTo(expected).hasSize(4);
        }
    }

    @Test
    void eachSubtaskRestoresTheSameVersions() throws Exception {
        Run run = new Run(null).spo2("a", 0, 1, 89).spo2("a", 60, 61, 89).spo2("b", 0, 62, 89).spo2("b", 60, 63, 89);
        OperatorSubtaskState state = run.harness.snapshot(1, 1);
        for (int subtask = 0; subtask < 3; subtask++) {
            run.harness.close();
            run.harness = run.open(MILD, AbstractStreamOperatorTestHarness.repartitionOperatorState(state, KEY_GROUPS, 1, 3, subtask), 3,
                    subtask);
            run.clock(64).story();
        }
        assertThat(run.lines).filteredOn(line -> line.equals("end spo2-low medium limits-changed @63")).hasSize(2);
    }
}
