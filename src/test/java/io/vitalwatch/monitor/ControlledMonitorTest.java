package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.Ids;
import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.job.control.KeyGroupKeys;
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
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.PatientChange.Verb;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Limits, catalogues and groups that change while the job runs. */
class ControlledMonitorTest {
    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));
    private static final long BEGINNING = 1_763_560_800_000L;
    private static final int KEY_GROUPS = 16;
    private static final int PARTITIONS = 3;
    private static final String[] KEYS = KeyGroupKeys.of(KEY_GROUPS);
    /** Contents by their bytes: what is read of them is tested elsewhere. */
    private static final Map<String, ControlRecord> CONTENTS = new ConcurrentHashMap<>();

    private static ControlRecord content(byte[] content) {
        return CONTENTS.get(new String(content, StandardCharsets.UTF_8));
    }

    private static String catalogue(int spo2, String silence) {
        return """
                cardiac-arrest: {type: flag, kind: physiological, codes: {1: high}, clear.after: 5min}
                no-data: {type: silence, kind: technical, priority: medium, after: %s}
                spo2-low:
                  type: reading
                  kind: physiological
                  vital: spo2
                  medium: spo2 <= %d
                  confirm: {count: 2, of: 3, duration: 15s}
                  clear: {margin: 2}
                """.formatted(silence, spo2);
    }

    private static final CatalogueText RULES = new CatalogueText(catalogue(91, "10min"), "rules.yaml", Map.of(), Ages.defaults());

    private static ControlRecord record(Scope scope, int until, Change change) {
        return new ControlRecord("id", scope, ControlRecord.NOT_SET, until == 0 ? ControlRecord.NOT_SET : at(until), "nurse", "because",
                ControlRecord.ANY_SEQUENCE, change);
    }

    private static LimitsChange spo2(int limit) {
        return new LimitsChange(Map.of("spo2-low.medium", Integer.toString(limit)), List.of());
    }

    private static LimitsChange silence(String after) {
        return new LimitsChange(Map.of("no-data.after", after), List.of());
    }

    private static long at(int seconds) {
        return BEGINNING + seconds * 1000L;
    }

    /** One or more subtasks and what they write. */
    private static final class Job implements AutoCloseable {
        private final StateBackend backend;
        private final Map<String, List<String>> stories = new TreeMap<>();
        /** The number of each content, as in the control topic, and the last number of each partition. */
        private final Map<String, Long> numbers = new HashMap<>();
        private final Map<Integer, Long> last = new HashMap<>();
        private List<KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>> subtasks = new ArrayList<>();
        private long seq;
        private long clock;

        private Job(StateBackend backend, int parallelism) throws Exception {
            this.backend = backend;
            for (int i = 0; i < parallelism; i++) {
                subtasks.add(open(null, parallelism, i));
            }
        }

        private KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> open(OperatorSubtaskState state, int parallelism, int subtask)
                throws Exception {
            MonitorOperator operator = new MonitorOperator(Rules.settings(), RULES.catalogue(), Set.of(), false, WINDOWS, REJECTED, 2)
                    .keeping(RULES, 7 * 86_400_000L)
                    .controlledBy(ControlledMonitorTest::content, PARTITIONS)
                    .answering(new OutputTag<>("answers", TypeInformation.of(ControlAnswer.class)), SignalSettings.DEFAULTS);
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

        private void send(Delivery delivery) throws Exception {
            subtasks.get(KeyGroupRangeAssignment.assignKeyToParallelOperator(delivery.user(), KEY_GROUPS, subtasks.size()))
                    .processElement(new StreamRecord<>(delivery, delivery.arrival()));
        }

        /** A change that counts in a partition from so many seconds on. */
        private Job change(int partition, int from, ControlRecord record) throws Exception {
            return change(partition, from, ControlCopy.NO_CLOCK, record);
        }

        /** A change that counts from the next moment of its partition's clock. */
        private Job changeAtOnce(int partition, int from, ControlRecord record) throws Exception {
            return change(partition, from, at(from) - 1, record);
        }

        private Job change(int partition, int from, long partitionClock, ControlRecord record) throws Exception {
            String content = record.toString();
            CONTENTS.put(content, record);
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            boolean user = record.scope().isUser();
            Long known = numbers.get(content);
            boolean again = known != null && known > last.getOrDefault(partition, -1L);
            long number = again ? known : seq++;
            numbers.put(content, number);
            last.put(partition, number);
            ControlCopy copy = new ControlCopy(partition, number, at(from), at(from), partitionClock, content, user || !again ? bytes : null);
            for (String key : user ? new String[] {record.scope().name()} : KEYS) {
                send(Delivery.control(key, at(from), new Origin("t", partition, copy.seq()), copy));
            }
            return this;
        }

        private Job spo2(String user, int seconds, int percent) throws Exception {
            return spo2(user, 0, seconds, seconds, percent);
        }

        private Job spo2(String user, int partition, int seconds, int arriving, int percent) throws Exception {
            Reading reading = new Reading(Group.SPO2, percent * 1000, 0, 4, Verdict.USABLE);
            Sample sample = new Sample(SampleType.ACTIVITY, at(seconds), 60, Ternary.TRUE, Ternary.FALSE, 80, 7, 0, List.of(reading));
            send(new Delivery(user, "S", at(arriving), new Origin("t", partition, 0), List.of(sample)));
            return this;
        }

        private Job clock(int seconds) throws Exception {
            clock = Math.max(clock, at(seconds));
            for (var each : subtasks) {
                each.processWatermark(clock);
                while (each.getProcessingTimeService().getNumActiveTimers() > 0) {
                    each.setProcessingTime(each.getProcessingTime() + 1);
                }
            }
            return this;
        }

        private Job restored(int parallelism) throws Exception {
            List<OperatorSubtaskState> states = new ArrayList<>();
            for (var each : subtasks) {
                states.add(each.snapshot(1, 1));
            }
            stories();
            int before = subtasks.size();
            close();
            OperatorSubtaskState all = AbstractStreamOperatorTestHarness.repackageState(states.toArray(OperatorSubtaskState[]::new));
            List<KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>> opened = new ArrayList<>();
            for (int i = 0; i < parallelism; i++) {
                opened.add(open(AbstractStreamOperatorTestHarness.repartitionOperatorState(all, KEY_GROUPS, before, parallelism, i), parallelism,
                        i));
            }
            subtasks = opened;
            return this;
        }

        /** Patient, rule and study of the records that were not asked for yet; they stay. */
        private List<String> studies() {
            return subtasks.stream().flatMap(each -> each.extractOutputValues().stream())
                    .map(alert -> alert.user() + " " + alert.rule() + " " + alert.study()).toList();
        }

        private Map<String, List<String>> stories() {
            for (var each : subtasks) {
                each.extractOutputValues().forEach(alert -> stories.computeIfAbsent(alert.user(), user -> new ArrayList<>())
                        .add(String.join(" ", alert.phase().label(), alert.rule(), alert.priority().label(), alert.reason().label(),
                                "@" + (alert.observed() - BEGINNING) / 1000)));
                each.getOutput().clear();
            }
            return stories;
        }

        private List<String> story(String user) {
            return stories().getOrDefault(user, List.of());
        }

        @Override
        public void close() throws Exception {
            for (var each : subtasks) {
                each.close();
            }
        }
    }

    @Test
    void aChangeCountsFromItsMomentOnAndAsksOpenAlarmsAgain() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.spo2("a", 0, 89).spo2("a", 60, 89).spo2("b", 0, 89).change(0, 70, record(new Scope(Scope.Type.STUDY, "S"), 0, spo2(84)));
            job.spo2("b", 65, 89);
            assertThat(job.clock(69).story("a")).containsExactly("start spo2-low medium confirmed @60");
            assertThat(job.clock(70).story("a")).endsWith("end spo2-low medium limits-changed @70");
            assertThat(job.story("b")).as("judged at 65 by the limit of then").containsExactly("start spo2-low medium confirmed @65",
                    "end spo2-low medium limits-changed @70");
            assertThat(job.spo2("a", 120, 89).spo2("a", 180, 89).story("a")).hasSize(2);
        }
    }

    /** Acknowledged at 100 s; medium comes back after ten minutes, a restore between or not. */
    @Test
    void anAnswerToAnAlarmIsARecordOfItAndItsTimeRunsOutByTheArrivalClock() throws Exception {
        String episode = Ids.episode("a", "spo2-low", at(0));
        try (Job job = new Job(null, 1)) {
            job.spo2("a", 0, 89).spo2("a", 60, 89)
                    .change(0, 100, record(Scope.user("a"), 0, new ActionChange(ActionChange.Verb.ACKNOWLEDGE, episode, null)))
                    .change(0, 101, record(Scope.user("a"), 0, new ActionChange(ActionChange.Verb.ACKNOWLEDGE, "another", null)));
            job.change(0, 150, new ControlRecord("id", Scope.user("a"), at(150), ControlRecord.NOT_SET, "nurse", "", ControlRecord.ANY_SEQUENCE,
                    new ActionChange(ActionChange.Verb.NOTE, episode, null)));
            assertThat(job.clock(300).restored(2).spo2("a", 400, 89).clock(699).story("a")).containsExactly(
                    "start spo2-low medium confirmed @60", "update spo2-low medium acknowledged @100");
            assertThat(job.clock(700).story("a")).endsWith("update spo2-low medium re-alarm @700");
        }
    }

    @Test
    void aChangeOfAnotherStudyOrPartitionChangesNothing() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.change(0, 5, record(new Scope(Scope.Type.STUDY, "T"), 0, spo2(84))).change(1, 5, record(Scope.ALL, 0, spo2(84)));
            assertThat(job.spo2("a", 10, 89).spo2("a", 70, 89).clock(71).story("a")).containsExactly("start spo2-low medium confirmed @70");
        }
    }

    /** Temporary over patient over group over study over all, a field at a time. */
    @Test
    void theNarrowerScopeCounts() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.change(0, 1, record(Scope.ALL, 0, spo2(84))).change(0, 1, record(new Scope(Scope.Type.STUDY, "S"), 0, spo2(86)));
            assertThat(job.spo2("a", 10, 85).spo2("a", 40, 85).story("a")).containsExactly("start spo2-low medium confirmed @40");
            job.change(0, 50, record(Scope.user("a"), 0, new PatientChange(PatientChange.Verb.GROUPS, List.of("copd"))))
                    .change(0, 50, record(new Scope(Scope.Type.GROUP, "copd"), 0, spo2(80)));
            assertThat(job.clock(50).story("a")).endsWith("end spo2-low medium limits-changed @50");
            job.change(0, 60, record(Scope.user("a"), 0, spo2(82)));
            assertThat(job.spo2("a", 70, 82).spo2("a", 100, 82).story("a")).endsWith("start spo2-low medium confirmed @100");
            job.change(0, 110, record(Scope.user("a"), 200, spo2(75)));
            assertThat(job.clock(110).story("a")).endsWith("end spo2-low medium limits-changed @110");
            assertThat(job.spo2("a", 150, 80).spo2("a", 190, 80).story("a")).hasSize(4);
            assertThat(job.spo2("a", 201, 80).story("a")).as("the temporary one is over").endsWith("start spo2-low medium confirmed @201");
            job.change(0, 210, record(Scope.user("a"), 0, new LimitsChange(Map.of(), List.of("*"))));
            assertThat(job.clock(210).story("a")).as("80 meets the group's limit too").hasSize(5);
            job.change(0, 220, record(Scope.user("a"), 0, new PatientChange(PatientChange.Verb.GROUPS, List.of())))
                    .change(0, 220, record(new Scope(Scope.Type.STUDY, "S"), 0, new LimitsChange(Map.of(), List.of("spo2-low"))))
                    .change(0, 230, record(Scope.ALL, 0, spo2(70)));
            assertThat(job.clock(230).story("a")).endsWith("end spo2-low medium limits-changed @230");
        }
    }

    @Test
    void aChangeThatIsFarAheadLeavesWhatIsInForceNow() throws Exception {
        int month = 30 * 86_400;
        try (Job job = new Job(null, 1)) {
            job.change(0, 5, record(Scope.ALL, 86_400, spo2(84)));
            job.change(0, month, new ControlRecord("ahead", Scope.ALL, at(month), ControlRecord.NOT_SET, "nurse", "because",
                    ControlRecord.ANY_SEQUENCE, spo2(90)));
            assertThat(job.spo2("a", 10, 89).spo2("a", 70, 89).clock(71).story("a")).isEmpty();
            job.spo2("a", 86_410, 89).spo2("a", 86_470, 89);
            assertThat(job.story("a")).endsWith("start spo2-low medium confirmed @86470");
        }
    }

    @Test
    void aCatalogueReplacesTheWholeOne() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.spo2("a", 0, 97).change(0, 120, record(Scope.ALL, 0, new CatalogueChange(catalogue(91, "5min"))));
            assertThat(job.clock(299).story("a")).isEmpty();
            assertThat(job.clock(301).story("a")).containsExactly("start no-data medium confirmed @300");
            job.change(0, 400, record(Scope.ALL, 0, new CatalogueChange(catalogue(91, "20min"))));
            assertThat(job.clock(400).story("a")).endsWith("end no-data medium limits-changed @400");
            assertThat(job.clock(1201).story("a")).endsWith("start no-data medium confirmed @1200");
        }
    }

    /** A later release does not know a field of a catalogue that is in force. */
    @Test
    void aCatalogueThatTheReleaseCannotReadLeavesTheOneBeforeInForce() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.change(0, 5, record(Scope.ALL, 0, new CatalogueChange(catalogue(85, "10min"))))
                    .change(0, 10, record(Scope.ALL, 0, new CatalogueChange(catalogue(95, "10min") + "  field-of-old: 1\n"))).restored(1);
            assertThat(job.spo2("a", 20, 86).spo2("a", 50, 86).clock(50).story("a")).as("86 is above 85").isEmpty();
            assertThat(job.spo2("a", 80, 84).spo2("a", 110, 84).clock(110).story("a")).containsExactly("start spo2-low medium confirmed @110");
        }
    }

    @Test
    void aHandoverEndsAlarmsAndLimitsOfThePatientBefore() throws Exception {
        try (Job job = new Job(new EmbeddedRocksDBStateBackend(), 1)) {
            job.change(0, 1, record(Scope.user("a"), 0, spo2(84))).change(0, 2,
                    record(Scope.user("b"), 0, new PatientChange(Verb.ADMIT, List.of())));
            job.spo2("a", 10, 83).spo2("a", 70, 83).change(0, 100, record(Scope.user("a"), 0, new PatientChange(Verb.HANDOVER, List.of())));
            job.restored(1).spo2("a", 110, 89).spo2("a", 170, 89).clock(180);
            assertThat(job.story("a")).containsExactly("start spo2-low medium confirmed @70", "end spo2-low medium discharged @100",
                    "start spo2-low medium confirmed @170");
            job.change(0, 200, record(Scope.user("b"), 0, new PatientChange(Verb.DISCHARGE, List.of()))).clock(5000);
            assertThat(job.story("b")).isEmpty();
            assertThat(job.spo2("c", 5000, 97).clock(5001).story("b")).isEmpty();
        }
    }

    @Test
    void silenceOfAnAdmittedPatientWhoNeverSendsIsNoticed() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.change(0, 100, record(Scope.user("a"), 0, new PatientChange(Verb.ADMIT, List.of())));
            assertThat(job.clock(699).story("a")).isEmpty();
            assertThat(job.clock(700).story("a")).containsExactly("start no-data medium confirmed @700");
        }
    }

    /** Whoever sees only one study would not see the alarm else. */
    @Test
    void alarmsOfAPatientWhoHasNotSentAnythingHaveTheStudyOfTheAdmissionAndItsLimits() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.change(0, 10, record(new Scope(Scope.Type.STUDY, "S2"), 0, new LimitsChange(Map.of("no-data.after", "5min"), List.of())));
            job.change(0, 100, record(Scope.user("a"), 0, new PatientChange(Verb.ADMIT, List.of(), "S2")));
            assertThat(job.clock(399).story("a")).isEmpty();
            assertThat(job.restored(1).clock(400).studies()).containsExactly("a no-data S2");
            assertThat(job.story("a")).containsExactly("start no-data medium confirmed @400");
        }
    }

    @Test
    void deliveriesNameTheStudyAndAnAdmissionAfterThemDoesNot() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.change(0, 100, record(Scope.user("a"), 0, new PatientChange(Verb.ADMIT, List.of(), "S2"))).spo2("a", 110, 97);
            job.change(0, 120, record(Scope.user("a"), 0, new PatientChange(Verb.ADMIT, List.of("copd"), "S3")));
            assertThat(job.clock(1000).studies()).containsExactly("a no-data S");
        }
    }

    /** Two readings of 89 each, the second arriving a second before, at and after the moment of a limit that they meet. */
    @Test
    void aChangeDoesNotCountForADeliveryThatArrivedBeforeItsMoment() throws Exception {
        for (int arrival : new int[] {99, 100, 101}) {
            for (int ahead : new int[] {0, 1, 30}) {
                try (Job job = new Job(null, 1)) {
                    job.change(0, 1, record(Scope.ALL, 0, spo2(88))).spo2("a", 40, 89).change(0, 100, record(Scope.ALL, 0, spo2(90)));
                    job.spo2("a", 0, arrival + ahead, arrival, 89);
                    List<String> before = job.story("a");
                    if (arrival < 100) {
                        assertThat(before).as("arrival %d, sample %d s ahead", arrival, ahead).isEmpty();
                    } else {
                        assertThat(before).as("arrival %d, sample %d s ahead", arrival, ahead).hasSize(1);
                    }
                }
            }
        }
    }

    /** Another partition's copy of the same record comes after a checkpoint, and refers to content that nothing uses any more. */
    @Test
    void aCopyThatComesLaterFindsItsContent() throws Exception {
        try (Job job = new Job(null, 1)) {
            ControlRecord limits = record(Scope.ALL, 0, spo2(84));
            job.change(0, 5, limits).change(0, 8 * 86_400, record(Scope.ALL, 0, new LimitsChange(Map.of(), List.of("*"))));
            job.subtasks.get(0).snapshot(1, 1);
            job.change(0, 16 * 86_400, record(Scope.ALL, 0, spo2(83)));
            job.subtasks.get(0).snapshot(2, 2);
            job.change(1, 16 * 86_400, limits).restored(1);
            assertThat(job.spo2("a", 1, 16 * 86_400 + 10, 16 * 86_400 + 10, 89).spo2("a", 1, 16 * 86_400 + 70, 16 * 86_400 + 70, 89).story("a"))
                    .isEmpty();
        }
    }

    @Test
    void limitsOfAPatientWhoHasSentNothingYetWait() throws Exception {
        try (Job job = new Job(new EmbeddedRocksDBStateBackend(), 1)) {
            job.change(0, 1, record(Scope.user("a"), 0, spo2(84))).restored(1);
            assertThat(job.spo2("a", 10, 89).spo2("a", 70, 89).clock(71).story("a")).isEmpty();
        }
    }

    @Test
    void ofTwoShorterDeadlinesThatTakeEffectOneAfterTheOtherTheFirstOneCounts() throws Exception {
        try (Job job = new Job(null, 1)) {
            job.spo2("a", 10, 97).change(0, 20, record(Scope.ALL, 0, silence("8min"))).clock(21);
            job.change(0, 30, record(Scope.ALL, 0, silence("3min"))).clock(31);
            assertThat(job.clock(195).story("a")).endsWith("start no-data medium confirmed @190");
        }
    }

    /** The patient's own limit keeps a shorter one of all away. What is in force is known of the newest 64 changes only. */
    @Test
    void beforeOldLimitsOfAPatientAreForgottenAllThatTookEffectIsApplied() throws Exception {
        try (Job job = new Job(null, 1)) {
            Scope own = Scope.user("a");
            job.spo2("a", 10, 97).changeAtOnce(0, 20, record(own, 0, silence("30min"))).changeAtOnce(0, 300, record(Scope.ALL, 0, silence("3min")));
            for (int i = 0; i < 80; i++) {
                job.changeAtOnce(0, 400 + i, record(own, 0, spo2(80 + i % 8)));
            }
            assertThat(job.clock(1_000).story("a")).isEmpty();
        }
    }

    @Test
    void beforeOldChangesForManyAreForgottenAllThatTookEffectIsApplied() throws Exception {
        try (Job job = new Job(null, 1)) {
            Scope study = new Scope(Scope.Type.STUDY, "S");
            job.spo2("a", 10, 97).changeAtOnce(0, 20, record(study, 0, silence("30min"))).changeAtOnce(0, 300, record(Scope.ALL, 0, silence("3min")));
            for (int i = 0; i < 200; i++) {
                job.changeAtOnce(0, 400 + i, record(study, 0, silence(30 + i % 2 + "min")));
            }
            assertThat(job.clock(1_000).story("a")).isEmpty();
        }
    }

    @Test
    void limitsOfAPatientOutliveTheTimeToLive() throws Exception {
        int week = 7 * 86_400;
        try (Job job = new Job(null, 1)) {
            job.change(0, 1, record(Scope.user("a"), 0, spo2(84))).spo2("a", 10, 97).clock(week + 100);
            assertThat(job.story("a")).endsWith("end no-data medium expired @" + (week + 10));
            job.spo2("a", week + 200, 89).spo2("a", week + 260, 89).clock(week + 270);
            assertThat(job.story("a")).endsWith("end no-data medium expired @" + (week + 10));
        }
    }

    /** Changes and deliveries of three partitions; what is written depends on neither watermarks nor restores nor the number of subtasks. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void watermarksAndRestoresChangeNothing(long seed) throws Exception {
        Map<String, List<String>> whole = run(seed, null, 1, false, new Random(seed));
        assertThat(whole.values().stream().flatMap(List::stream)).as("seed " + seed).anyMatch(line ->
                line.contains("limits-changed") || line.contains("discharged"));
        assertThat(run(seed, null, 1, true, new Random(seed + 100))).as("seed " + seed).isEqualTo(whole);
        assertThat(run(seed, null, 3, true, new Random(seed + 200))).as("seed " + seed).isEqualTo(whole);
        assertThat(run(seed, new EmbeddedRocksDBStateBackend(), 2, true, new Random(seed + 300))).as("seed " + seed).isEqualTo(whole);
    }

    private static Map<String, List<String>> run(long seed, StateBackend backend, int parallelism, boolean disturbed, Random how)
            throws Exception {
        Random log = new Random(seed);
        try (Job job = new Job(backend, parallelism)) {
            int[] changed = new int[3];
            for (int i = 1; i <= 150; i++) {
                int now = i * 20;
                if (log.nextInt(12) == 0) {
                    Scope scope = switch (log.nextInt(4)) {
                        case 0 -> Scope.ALL;
                        case 1 -> new Scope(Scope.Type.STUDY, "S");
                        case 2 -> new Scope(Scope.Type.GROUP, "g");
                        default -> Scope.user("u" + log.nextInt(9));
                    };
                    int until = log.nextInt(3) == 0 ? now + 30 + log.nextInt(400) : 0;
                    Change change = scope.isUser() && log.nextInt(2) == 0
                            ? new PatientChange(PatientChange.Verb.GROUPS, log.nextBoolean() ? List.of("g") : List.of())
                            : log.nextInt(5) == 0 ? new LimitsChange(Map.of(), List.of("*")) : spo2(80 + log.nextInt(14));
                    ControlRecord record = record(scope, change instanceof PatientChange ? 0 : until, change);
                    if (scope.isUser() && log.nextInt(4) == 0) {
                        Verb verb = List.of(Verb.ADMIT, Verb.DISCHARGE, Verb.HANDOVER).get(log.nextInt(3));
                        record = record(scope, 0, new PatientChange(verb, verb.setsGroups() ? List.of("g") : List.of()));
                    }
                    boolean atItsPlace = record.change() instanceof PatientChange stay && stay.verb() != Verb.GROUPS;
                    for (int partition = 0; partition < 3; partition++) {
                        int from = atItsPlace ? now + 1 : now + 1 + log.nextInt(25);
                        if (!scope.isUser() || partition == Integer.parseInt(scope.name().substring(1)) % 3) {
                            job.change(partition, from, record);
                            changed[partition]++;
                        }
                    }
                }
                int user = log.nextInt(9);
                int late = log.nextInt(6) == 0 ? log.nextInt(1200) : 0;
                job.spo2("u" + user, user % 3, now - late, now, 78 + log.nextInt(18));
                if (!disturbed || how.nextInt(5) == 0) {
                    job.clock(now - 1 - (disturbed ? how.nextInt(200) : 0));
                }
                if (disturbed && how.nextInt(25) == 0) {
                    job.restored(parallelism == 1 ? 1 : 1 + how.nextInt(3));
                }
            }
            job.clock(4_000);
            return new HashMap<>(job.stories());
        }
    }
}
