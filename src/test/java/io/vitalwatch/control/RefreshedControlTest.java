package io.vitalwatch.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.ControlRecordJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class RefreshedControlTest {
    private static final long T = 1_770_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final Scope STUDY = new Scope(Scope.Type.STUDY, "S");
    private static final String FEW_RULES = """
            cardiac-arrest: {type: flag, kind: physiological, codes: {1: high}, clear: {after: 5min}}
            no-data: {type: silence, kind: technical, priority: medium, after: 10min}
            """;
    /** It has no rule for silence. */
    private static final String UNWATCHED = "cardiac-arrest: {type: flag, kind: physiological, codes: {1: high}, clear: {after: 5min}}\n";

    private final ControlSettings settings = JobSettingsReader.read(List.of()).control().intake();
    private final RefreshedControl refreshed = new RefreshedControl(settings, ControlRecordJson::read);
    private long seq;

    @ParameterizedTest
    @ValueSource(strings = {UNWATCHED, "no YAML: [", "cardiac-arrest: {type: unknown}"})
    void aCatalogueThatTheJobRefusesDoesNotTakeThePlaceOfTheOneInForce(String yaml) {
        take("good", Scope.ALL, new CatalogueChange(FEW_RULES));
        take("bad", Scope.ALL, new CatalogueChange(yaml));

        assertThat(seqs()).contains(0L);
    }

    @Test
    void limitsThatTheJobRefusesDoNotTakeThePlaceOfThoseInForce() {
        take("good", STUDY, new LimitsChange(Map.of("spo2-low.medium", "88"), List.of()));
        take("bad", STUDY, new LimitsChange(Map.of("spo2-low.medium", "50"), List.of(LimitsChange.EVERYTHING)));

        assertThat(seqs()).contains(0L);
    }

    @Test
    void aShadowCatalogueThatTheJobRefusesDoesNotTakeThePlaceOfTheOneThatRuns() {
        take("good", Scope.ALL, new ShadowChange(FEW_RULES));
        take("bad", Scope.ALL, new ShadowChange("no YAML: ["));

        assertThat(seqs()).contains(0L);
    }

    @Test
    void aRecordThatRepeatsAnotherOneTakesThePlaceOfNone() {
        take("first", STUDY, new LimitsChange(Map.of("spo2-low.medium", "88"), List.of()));
        take("second", STUDY, new LimitsChange(Map.of("spo2-low.medium", "89"), List.of()));
        take("first", STUDY, new LimitsChange(Map.of("spo2-low.medium", "88"), List.of()));

        assertThat(seqs()).containsExactly(1L);
    }

    @Test
    void whatIsReplacedIsGone() {
        take("first", Scope.ALL, new CatalogueChange(FEW_RULES));
        take("second", Scope.ALL, new CatalogueChange(FEW_RULES + "# again\n"));

        assertThat(seqs()).containsExactly(1L);
    }

    /** The job may have parameters that are not known here. */
    @Test
    void theNewestOfWhatIsRefusedIsCopiedAgainToo() {
        for (int i = 0; i < RefreshedControl.MOST_REFUSED + 5; i++) {
            take("limit-" + i, STUDY, new LimitsChange(Map.of("rule-of-the-house.medium", "88"), List.of()));
        }

        assertThat(seqs()).hasSize(RefreshedControl.MOST_REFUSED).contains(seq - 1).doesNotContain(0L);
    }

    @Test
    void largeRefusedRecordsDoNotFillTheMemory() {
        String large = "no YAML: [" + "x".repeat(400_000);
        for (int i = 0; i < 100; i++) {
            take("large-" + i, Scope.ALL, new CatalogueChange(large));
        }

        assertThat(refreshed.records().stream().mapToLong(each -> each.content().length).sum()).isPositive()
                .isLessThanOrEqualTo(RefreshedControl.MOST_REFUSED_BYTES);
    }

    @Test
    void limitsThatFitOnlyTheCatalogueThatTheyWereWrittenUnderAreTakenAgain() {
        take("with-a-rule", Scope.ALL, new CatalogueChange(FEW_RULES + "house: {type: reading, kind: physiological, vital: spo2,"
                + " medium: spo2 <= 91, confirm: {count: 2, of: 3, duration: 15s, within: 4h}, clear: {margin: 2}}\n"));
        take("limit-of-the-rule", STUDY, new LimitsChange(Map.of("house.medium", "86"), List.of()));
        for (int i = 0; i < 3; i++) {
            take("without-it-" + i, Scope.ALL, new CatalogueChange(FEW_RULES + "# " + i + "\n"));
        }

        assertThat(seqs()).containsExactly(0L, 1L, 4L);
        assertThat(new ControlTrial(settings, ControlRecordJson::read, refreshed.records()).taken()).extracting(LoggedControl::seq)
                .containsExactly(0L, 1L, 4L);
        take("cleared", STUDY, new LimitsChange(Map.of(), List.of(LimitsChange.EVERYTHING)));
        assertThat(seqs()).containsExactly(4L);
    }

    /** A partition that begins with the copies must refuse what all others have refused. */
    @Test
    void limitsThatWereRefusedUnderAReplacedCatalogueAreRefusedAgain() {
        take("without-the-rule", Scope.ALL, new CatalogueChange(FEW_RULES));
        take("limit-of-the-rule", STUDY, new LimitsChange(Map.of("spo2-low.medium", "86"), List.of()));
        take("all-rules", Scope.ALL, new CatalogueChange(settings.yaml()));

        assertThat(seqs()).contains(1L, 2L);
        assertThat(takenAgain()).containsExactly(0L, 2L);
    }

    @Test
    void limitsThatWereRefusedUnderACatalogueThatIsForgottenAreForgottenToo() {
        take("without-the-rule", Scope.ALL, new CatalogueChange(FEW_RULES));
        take("limit-of-the-rule", STUDY, new LimitsChange(Map.of("spo2-low.medium", "86"), List.of()));
        String padding = "#" + "x".repeat(400_000) + "\n";
        for (int i = 0; i < 30; i++) {
            take("large-" + i, Scope.ALL, new CatalogueChange(settings.yaml() + padding));
        }

        assertThat(takenAgain()).containsExactly(seq - 1);
        assertThat(seqs()).containsExactly(seq - 1);
    }

    @Test
    void aCatalogueThatFoundNoPlaceAmongThePlannedOnesFindsNoneLater() {
        for (int i = 0; i <= PartitionControl.MOST_PLANNED; i++) {
            ControlRecord record = new ControlRecord("planned-" + i, Scope.ALL, T + HOUR + i, ControlRecord.NOT_SET, "me", "why", -1,
                    new CatalogueChange(FEW_RULES + "# " + i + "\n"));
            refreshed.take(new LoggedControl(i, T, ControlRecordJson.of(record), record));
        }

        assertThat(takenAgain()).containsExactly(PartitionControl.MOST_PLANNED - 1L);
    }

    @Test
    void largeReplacedCataloguesDoNotFillTheMemory() {
        String padding = "#" + "x".repeat(400_000) + "\n";
        for (int i = 0; i < 30; i++) {
            take("large-" + i, Scope.ALL, new CatalogueChange(FEW_RULES + padding));
            take("limit-" + i, new Scope(Scope.Type.GROUP, "g" + i), new LimitsChange(Map.of("no-data.after", "9min"), List.of()));
        }

        assertThat(seqs()).contains(seq - 1, seq - 2);
        assertThat(refreshed.records().stream().mapToLong(each -> each.content().length).sum())
                .isLessThanOrEqualTo(RefreshedControl.MOST_REPLACED_BYTES + 600_000);
    }

    private void take(String id, Scope scope, Change change) {
        ControlRecord record = new ControlRecord(id, scope, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "me", "why", -1, change);
        refreshed.take(new LoggedControl(seq, T + seq * 1_000, ControlRecordJson.of(record), record));
        seq++;
    }

    /** What a partition takes that begins with the copies. */
    private List<Long> takenAgain() {
        seqs();
        return new ControlTrial(settings, ControlRecordJson::read, refreshed.records()).taken().stream().map(LoggedControl::seq).toList();
    }

    private List<Long> seqs() {
        refreshed.forget(T + 2 * HOUR);
        return refreshed.records().stream().map(LoggedControl::seq).toList();
    }
}
