package io.vitalwatch.console.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.settings.SettingsException;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.wire.AuditJson;
import io.vitalwatch.wire.ControlRecordJson;
import io.vitalwatch.wire.ControlStateJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class StoreTest {
    /** Of how many seeds the moments of kills are taken. */
    private static final int SEEDS = Integer.getInteger("console.seeds", 3);
    private static final long MINUTE_NANOS = 60_000_000_000L;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aStoreKilledAtAnyMomentBecomesTheSameAsOneNeverInterrupted(Databases kind) throws SQLException {
        int first = Integer.getInteger("console.seed", 1);
        for (int seed = first; seed < first + SEEDS; seed++) {
            List<RandomLog.Entry> log = new RandomLog(seed).entries(7, 400);
            List<String> uninterrupted = run(kind, log, new Random(seed), 0);
            assertThat(uninterrupted).as("seed %d", seed).hasSizeGreaterThan(100);
            assertThat(run(kind, log, new Random(seed), 25)).as("seed %d", seed).isEqualTo(uninterrupted);
        }
    }

    @Test
    void whileNothingCanBeWrittenNothingGathers() throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(14).entries(7, 400);
        try (Store store = Store.open(Database.open(Databases.SQLITE.address(folder)))) {
            log.subList(0, 200).forEach(each -> add(store, each, 0));
            store.flush(0, false);
            List<Store.Position> before = store.positions();
            log.subList(200, 300).forEach(each -> add(store, each, 0));
            store.drop();
            for (int i = 0; i < 100_000; i++) {
                add(store, log.get(200 + i % 200), 0);
                assertThat(store.recordsWait() || store.full()).isFalse();
            }
            for (StoredPatientRow each : store.patients()) {
                assertThat(store.rows(each, RandomLog.BEGIN - 40_000_000, RandomLog.BEGIN + 90_000_000)).isEmpty();
            }
            store.flush(0, true);
            assertThat(store.positions()).isEqualTo(before);
            store.requireWritable();
            assertThat(store.recover()).isEqualTo(before);
            unread(store, log).forEach(each -> add(store, each, 0));
            store.flush(0, true);
            assertThat(StoreContent.of(store)).isEqualTo(run(Databases.SQLITE, log, new Random(1), 0));
        }
    }

    @Test
    void sqliteAndPostgresqlHoldTheSame() throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(9).entries(9, 500);
        assertThat(run(Databases.POSTGRESQL, log, new Random(1), 0)).isEqualTo(run(Databases.SQLITE, log, new Random(2), 3));
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsIsReadAsIfItWereWritten(Databases kind) throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(4).entries(3, 60);
        List<List<Sample>> waiting = new ArrayList<>();
        List<List<Sample>> written = new ArrayList<>();
        try (Store store = Store.open(Database.open(kind.address(folder)))) {
            for (int i = 0; i < log.size(); i++) {
                add(store, log.get(i), 0);
                if (i == 30) {
                    store.flush(0, true);
                }
            }
            for (boolean flushed : new boolean[] {false, true}) {
                if (flushed) {
                    store.flush(0, true);
                }
                for (int patient = 0; patient < 3; patient++) {
                    (flushed ? written : waiting).add(store.rows(store.patient(Patients.id("user-" + patient)), RandomLog.BEGIN - 40_000_000,
                            RandomLog.BEGIN + 90_000_000));
                }
            }
        }
        assertThat(waiting).isEqualTo(written);
    }

    @ParameterizedTest
    @EnumSource
    void episodesAreListedNewestFirstByFilterAndInPages(Databases kind) throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(5).entries(6, 600);
        Map<String, Alert> last = new HashMap<>();
        try (Store store = Store.open(Database.open(kind.address(folder)))) {
            for (RandomLog.Entry each : log) {
                add(store, each, 0);
                if (each.alert() != null) {
                    last.merge(each.alert().episode(), each.alert(), (one, other) -> one.sequence() > other.sequence() ? one : other);
                }
            }
            store.flush(0, false);
            List<Alert> all = last.values().stream().sorted(Comparator.comparingLong(Alert::onset).thenComparing(Alert::episode).reversed())
                    .toList();

            assertThat(alerts(store.episodes(filter(null, null, null, null, 1000)))).isEqualTo(all);
            assertThat(alerts(store.episodes(filter(Set.of("EZTJD", "PILOT"), null, null, null, 1000)))).isEqualTo(all);
            assertThat(alerts(store.episodes(filter(Set.of("PILOT"), "high", true, null, 1000)))).isEqualTo(all.stream()
                    .filter(each -> each.study().equals("PILOT") && each.priority().label().equals("high") && each.phase() != Alert.Phase.END)
                    .toList());
            assertThat(store.episodes(filter(Set.of(), null, null, null, 1000))).isEmpty();
            List<Alert> paged = new ArrayList<>();
            EpisodeFilter.Cursor cursor = null;
            do {
                List<Alert> page = alerts(store.episodes(filter(null, null, null, cursor, 7)));
                paged.addAll(page);
                cursor = page.isEmpty() ? null : new EpisodeFilter.Cursor(page.get(page.size() - 1).onset(),
                        page.get(page.size() - 1).episode());
            } while (cursor != null);
            assertThat(paged).isEqualTo(all);
            assertThat(alerts(store.openEpisodes())).containsExactlyInAnyOrderElementsOf(
                    all.stream().filter(each -> each.phase() != Alert.Phase.END).toList());
            for (Alert each : all) {
                assertThat(store.records(each.episode())).isEqualTo(log.stream().map(RandomLog.Entry::alert)
                        .filter(alert -> alert != null && alert.episode().equals(each.episode())).toList());
            }
            assertThat(store.episode("none")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void episodesByWhatPeopleHearAreThoseOfTheWholeListWhateverTheNumberOfSilentOnesBetween(Databases kind) throws SQLException {
        try (Store store = Store.open(Database.open(kind.address(folder)))) {
            RandomLog.Entry any = new RandomLog(5).entries(6, 600).stream().filter(each -> each.alert() != null).findFirst().orElseThrow();
            for (int i = 0; i < 1300; i++) {
                Alert alert = signalled(any.alert(), i, i % 600 == 7 ? Alert.Signal.ON : Alert.Signal.ACKNOWLEDGED);
                store.add("vitals.alerts", 0, i, alert, AlertJson.of(alert));
            }
            store.flush(0, false);
            List<Alert> all = alerts(store.episodes(filter(null, null, null, null, 2000)));
            assertThat(all).hasSize(1300);
            for (Alert.Signal signal : Alert.Signal.values()) {
                List<Alert> expected = all.stream().filter(each -> each.heard() == signal).toList();
                assertThat(alerts(store.episodes(heard(signal, null, 2000)))).isEqualTo(expected);
                List<Alert> first = alerts(store.episodes(heard(signal, null, 2)));
                assertThat(first).isEqualTo(expected.subList(0, Math.min(2, expected.size())));
                if (!first.isEmpty()) {
                    Alert last = first.get(first.size() - 1);
                    assertThat(alerts(store.episodes(heard(signal, new EpisodeFilter.Cursor(last.onset(), last.episode()), 2000))))
                            .isEqualTo(expected.subList(first.size(), expected.size()));
                }
            }
        }
    }

    /** The first record of another episode. */
    private static Alert signalled(Alert like, int number, Alert.Signal signal) {
        return new Alert("id-" + number, "episode-" + number, 0, Alert.Phase.START, like.state(), like.reason(), like.kind(), like.rule(),
                like.priority(), like.user(), like.study(), RandomLog.BEGIN + number, like.observed(), like.arrived(), like.offsetMinutes(),
                like.freshness(), like.readings(), like.limit(), like.message()).with(signal, null);
    }

    private static EpisodeFilter heard(Alert.Signal signal, EpisodeFilter.Cursor before, int limit) {
        return new EpisodeFilter(null, null, null, null, null, null, signal, null, null, before, limit);
    }

    @ParameterizedTest
    @EnumSource
    void oldHoursAndEndedEpisodesAreRemovedAndOpenOnesStay(Databases kind) throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(6).entries(3, 600);
        long limit = RandomLog.BEGIN + 5 * 3_600_000;
        try (Store store = Store.open(Database.open(kind.address(folder)))) {
            log.forEach(each -> add(store, each, 0));
            store.flush(0, true);
            List<Alert> before = alerts(store.episodes(filter(null, null, null, null, 1000)));
            List<Sample> rows = store.rows(store.patient(Patients.id("user-0")), RandomLog.BEGIN - 40_000_000, RandomLog.BEGIN + 90_000_000);
            store.prune(limit);
            assertThat(alerts(store.episodes(filter(null, null, null, null, 1000)))).isEqualTo(before.stream()
                    .filter(each -> each.phase() != Alert.Phase.END || each.arrived() >= limit).toList()).hasSizeLessThan(before.size());
            assertThat(store.rows(store.patient(Patients.id("user-0")), RandomLog.BEGIN - 40_000_000, RandomLog.BEGIN + 90_000_000))
                    .isEqualTo(rows.stream().filter(row -> row.time() >= limit).toList()).hasSizeLessThan(rows.size());
        }
    }

    /** A server that takes over for another one may lack its last transactions. A number without its patient would go to another one. */
    @ParameterizedTest
    @EnumSource
    void patientsThatTheDatabaseHasLostAreWrittenAgain(Databases kind) throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(8).entries(4, 100);
        String address = kind.address(folder);
        List<String> before;
        try (Store store = Store.open(Database.open(address)); Connection connection = DriverManager.getConnection(address);
                Statement other = connection.createStatement()) {
            log.forEach(each -> add(store, each, 0));
            store.flush(0, true);
            before = StoreContent.of(store);
            for (String table : List.of("patient WHERE no >= 2", "patient_hour", "episode", "episode_record", "position")) {
                other.execute("DELETE FROM " + table);
            }
            store.drop();
            store.recover();
            log.forEach(each -> add(store, each, 0));
            store.flush(0, true);
        }
        assertThat(StoreContent.at(address)).isEqualTo(before);
    }

    @Test
    void removingWhatIsOldMayTakeLongerThanAnAnswer() throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(6).entries(3, 60);
        String address = Databases.POSTGRESQL.address(folder) + "&socketTimeout=1";
        try (Store store = Store.open(Database.open(address)); Connection connection = DriverManager.getConnection(address);
                Statement other = connection.createStatement()) {
            log.forEach(each -> add(store, each, 0));
            store.flush(0, true);
            other.execute("CREATE FUNCTION slow() RETURNS trigger AS 'BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END' LANGUAGE plpgsql");
            other.execute("CREATE TRIGGER slow BEFORE DELETE ON patient_hour FOR EACH STATEMENT EXECUTE FUNCTION slow()");
            store.prune(Long.MAX_VALUE);
            assertThat(store.rows(store.patient(Patients.id("user-0")), RandomLog.BEGIN - 40_000_000, RandomLog.BEGIN + 90_000_000)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStoreOfANewerVersionIsRefused(Databases kind) throws SQLException {
        String address = kind.address(folder);
        try (Database database = Database.open(address); Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO version (number) VALUES (99)");
        }
        assertThatThrownBy(() -> Database.open(address)).isInstanceOf(SettingsException.class).hasMessageContaining("version 99");
    }

    @Test
    void anAddressThatCannotBeUsedIsRefusedWithoutItsPassword() {
        assertThatThrownBy(() -> Database.open("jdbc:mysql://x")).isInstanceOf(SettingsException.class).hasMessageContaining("jdbc:sqlite:FILE");
        assertThatThrownBy(() -> Database.open("jdbc:sqlite:" + folder.resolve("no/such/folder.db"))).isInstanceOf(SettingsException.class)
                .hasMessageContaining("cannot be opened");
    }

    /**
     * Fills a store from a log, and returns all that it holds, by natural keys. It is killed now and then; between, what waits is dropped as
     * where the database is away, after a write of which nobody knows whether it was done.
     */
    private List<String> run(Databases kind, List<RandomLog.Entry> log, Random random, int kills) throws SQLException {
        String address = kind.address(folder);
        long now = 0;
        for (int kill = 0; kill < kills; kill++) {
            try (Store store = Store.open(Database.open(address))) {
                for (int life = random.nextInt(4); life >= 0; life--) {
                    now = read(store, log, random, now);
                    if (life > 0) {
                        store.drop();
                        read(store, log, random, now);
                        store.recover();
                    }
                }
            }
        }
        try (Store store = Store.open(Database.open(address))) {
            for (RandomLog.Entry each : unread(store, log)) {
                add(store, each, now);
                now += MINUTE_NANOS / 30;
                store.flush(now, false);
            }
            store.flush(now, true);
            assertThat(store.positions()).allSatisfy(each -> assertThat(each.low()).isEqualTo(each.next()));
            return StoreContent.of(store);
        }
    }

    /** Reads on for a while, and returns the time. */
    private static long read(Store store, List<RandomLog.Entry> log, Random random, long from) throws SQLException {
        long now = from;
        int left = random.nextInt(60);
        for (RandomLog.Entry each : unread(store, log)) {
            if (left-- == 0) {
                break;
            }
            add(store, each, now);
            now += random.nextInt(20) * 1_000_000_000L;
            if (random.nextInt(3) == 0) {
                store.flush(now, false);
            }
        }
        return now;
    }

    private static List<RandomLog.Entry> unread(Store store, List<RandomLog.Entry> log) throws SQLException {
        Map<String, Long> low = new HashMap<>();
        store.positions().forEach(each -> low.put(each.topic() + each.partition(), each.low()));
        return log.stream().filter(each -> each.offset() >= low.getOrDefault(each.topic() + each.partition(), 0L)).toList();
    }

    private static void add(Store store, RandomLog.Entry each, long now) {
        if (each.delivery() != null) {
            store.add(each.topic(), each.partition(), each.offset(), each.delivery(), now);
        } else if (each.alert() != null) {
            store.add(each.topic(), each.partition(), each.offset(), each.alert(), AlertJson.of(each.alert()));
        } else if (each.other() instanceof ControlRecord record) {
            store.add(each.topic(), each.partition(), each.offset(), RandomLog.BEGIN + each.offset(), record, ControlRecordJson.of(record));
        } else if (each.other() instanceof ControlAnswer answer) {
            store.add(each.topic(), each.partition(), each.offset(), answer, ControlStateJson.of(answer));
        } else if (each.other() instanceof AuditEvent event) {
            store.add(each.topic(), each.partition(), each.offset(), RandomLog.BEGIN + each.offset(), event, AuditJson.of(event));
        }
    }

    private static AuditFilter audit(Set<String> studies, Set<String> what, AuditFilter.Cursor before, int limit) {
        return new AuditFilter(studies, what, null, null, null, null, before, limit);
    }

    @ParameterizedTest
    @EnumSource
    void changesAndEventsAreListedNewestFirstInPagesAndOnlyToThoseWhoMaySeeThem(Databases kind) throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(7).entries(6, 800);
        try (Store store = Store.open(Database.open(kind.address(folder)))) {
            log.forEach(each -> add(store, each, 0));
            store.flush(0, false);
            log.forEach(each -> add(store, each, 0));
            store.flush(0, false);
            List<AuditRow> all = store.audit(audit(null, null, null, 10_000));
            assertThat(all).hasSize((int) log.stream().filter(each -> each.other() != null && !(each.other() instanceof ControlAnswer)).count());
            assertThat(all).isSortedAccordingTo(Comparator.comparingLong(AuditRow::at).thenComparingLong(AuditRow::key).reversed());
            List<AuditRow> paged = new ArrayList<>();
            List<AuditRow> page = store.audit(audit(null, null, null, 7));
            while (!page.isEmpty()) {
                paged.addAll(page);
                AuditRow last = page.get(page.size() - 1);
                page = store.audit(audit(null, null, new AuditFilter.Cursor(last.at(), last.key()), 7));
            }
            assertThat(paged).isEqualTo(all);
            assertThat(store.audit(audit(null, Set.of("limits"), null, 10_000))).isEqualTo(all.stream().filter(AuditRow::isControl).toList());

            List<AuditRow> pilot = store.audit(audit(Set.of("PILOT"), null, null, 10_000));
            assertThat(pilot).isEqualTo(all.stream().filter(row -> mayBeSeen(store, row, "PILOT")).toList()).isNotEmpty()
                    .hasSizeLessThan(all.size());
            assertThat(store.audit(audit(Set.of(), null, null, 10_000))).allMatch(row -> row.change().scope().type() == Scope.Type.ALL);
            String patient = Patients.id("user-3");
            assertThat(store.audit(new AuditFilter(null, null, "ben", patient, null, null, null, 10_000))).isNotEmpty()
                    .allMatch(row -> row.event().user().equals("user-3"));
            assertThat(all).anySatisfy(row -> assertThat(row.answers()).isNotEmpty());

            store.forgetAudit(true);
            assertThat(store.audit(audit(null, null, null, 10_000))).isNotEmpty().noneMatch(AuditRow::isControl);
            assertThat(store.controls()).isEmpty();
        }
    }

    private static boolean mayBeSeen(Store store, AuditRow row, String study) {
        if (row.user() != null) {
            return store.patientOf(row.user()) != null && store.patientOf(row.user()).study().equals(study);
        }
        return row.change().scope().type() == Scope.Type.ALL || row.change().scope().equals(new Scope(Scope.Type.STUDY, study));
    }

    @Test
    void aControlRecordThatCannotBeReadIsListedForThoseWhoMaySeeAll() throws SQLException {
        try (Store store = Store.open(Database.open(Databases.SQLITE.address(folder)))) {
            store.add("vitals.control", 0, 0, RandomLog.BEGIN, (ControlRecord) null, new byte[] {'{'});
            store.flush(0, false);
            assertThat(store.audit(audit(null, null, null, 10))).containsExactly(new AuditRow(0, RandomLog.BEGIN, null, null, List.of()));
            assertThat(store.audit(audit(Set.of("EZTJD"), null, null, 10))).isEmpty();
            assertThat(store.controls()).isEmpty();
        }
    }

    @Test
    void aControlRecordThatAnotherReleaseStoredAndThisOneCannotReadDoesNotPreventTheStart() throws SQLException {
        try (Store store = Store.open(Database.open(Databases.SQLITE.address(folder)))) {
            ControlRecord record = new ControlRecord("id-1", Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "emil", "r",
                    ControlRecord.ANY_SEQUENCE, new ShadowChange(null));
            store.add("vitals.control", 0, 0, RandomLog.BEGIN, record, "{\"kind\":\"of another release\"}".getBytes(StandardCharsets.UTF_8));
            store.flush(0, false);
            assertThat(store.audit(audit(null, null, null, 10))).containsExactly(new AuditRow(0, RandomLog.BEGIN, null, null, List.of()));
            assertThat(store.controls()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void textsThatADatabaseCannotHoldAreFoundAgain(Databases kind) throws SQLException {
        String address = kind.address(folder);
        List<String> texts = List.of("a\u0000b", "a", "ab", "\ud800", "\udc00", "?", "\u001a0000", "\u001ad800", "\ud83d\ude00", "x\ud83d",
                "\u0000");
        try (Store store = Store.open(Database.open(address))) {
            for (int i = 0; i < texts.size(); i++) {
                Delivery delivery = new Delivery(texts.get(i), texts.get(i), RandomLog.BEGIN, new Origin("corsano.raw", 0, i), List.of());
                store.add("vitals.samples", 0, i, delivery, 0);
                AuditEvent event = new AuditEvent(AuditEvent.What.VIEW_PATIENT, texts.get(i), "viewer", null, null, texts.get(i), null);
                store.add("vitals.audit", 0, i, RandomLog.BEGIN, event, AuditJson.of(event));
            }
            store.flush(0, true);
        }
        try (Store store = Store.open(Database.open(address))) {
            for (String each : texts) {
                assertThat(store.patientOf(each).study()).isEqualTo(each);
                assertThat(store.audit(new AuditFilter(null, null, each, null, null, null, null, 10))).as(each).hasSize(1);
                assertThat(store.audit(new AuditFilter(Set.of(each), null, null, null, null, null, null, 10))).as(each).hasSize(1);
            }
            assertThat(store.patients()).hasSize(texts.size());
            assertThatThrownBy(() -> store.add("vitals.samples", 0, 99, new Delivery("u".repeat(401), "s", RandomLog.BEGIN,
                    new Origin("corsano.raw", 0, 0), List.of()), 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatHoldAllConnectionsDoNotKeepRecordsFromBeingWritten(Databases kind) throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(11).entries(3, 50);
        Database database = Database.open(kind.address(folder));
        List<Connection> held = new ArrayList<>();
        try (Store store = Store.open(database)) {
            for (int i = 0; i < Database.CONNECTIONS; i++) {
                held.add(database.connection());
            }
            log.forEach(each -> add(store, each, 0));
            store.flush(0, true);
            for (Connection each : held) {
                each.close();
            }
            assertThat(StoreContent.of(store)).hasSizeGreaterThan(20);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSequenceThatIsNoneChangesNoOtherEpisode(Databases kind) throws SQLException {
        List<RandomLog.Entry> log = new RandomLog(8).entries(4, 300);
        try (Store store = Store.open(Database.open(kind.address(folder)))) {
            log.forEach(each -> add(store, each, 0));
            store.flush(0, true);
            List<String> before = StoreContent.of(store);
            Alert any = log.stream().map(RandomLog.Entry::alert).filter(java.util.Objects::nonNull).findFirst().orElseThrow();
            for (int sequence : new int[] {-1, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                Alert wrong = new Alert("id", any.episode(), sequence, any.phase(), any.state(), any.reason(), any.kind(), any.rule(),
                        any.priority(), "another", "another", any.onset(), any.observed(), any.arrived(), 0, any.freshness(), List.of(),
                        any.limit(), "m");
                assertThatThrownBy(() -> store.add("vitals.alerts", 0, 999, wrong, AlertJson.of(wrong)))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> store.addShadow("vitals.alerts.shadow", 0, 999, wrong, AlertJson.of(wrong)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            store.flush(0, true);
            assertThat(StoreContent.of(store)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTopicThatWasCreatedAgainIsReadFromItsBeginningWheneverTheConsoleStops(Databases kind) throws SQLException {
        String address = kind.address(folder);
        List<RandomLog.Entry> log = new RandomLog(10).entries(4, 300);
        try (Store store = Store.open(Database.open(address))) {
            log.forEach(each -> add(store, each, 0));
            store.flush(0, false);
            long next = store.positions().stream().filter(each -> each.topic().equals("vitals.samples")).findFirst().orElseThrow().next();
            assertThat(next).isGreaterThan(50);
            store.beginAgain("vitals.samples", 0, 0, 0);
            store.beginAgain("vitals.control", 0, 0, 0);
            RandomLog.Entry first = log.stream().filter(each -> each.delivery() != null && each.partition() == 0).findFirst().orElseThrow();
            store.add("vitals.samples", 0, 0, first.delivery(), 0);
            store.flush(0, false);
        }
        try (Store store = Store.open(Database.open(address))) {
            assertThat(store.positions()).filteredOn(each -> each.topic().equals("vitals.samples") && each.partition() == 0)
                    .containsExactly(new Store.Position("vitals.samples", 0, 1, 0));
            assertThat(store.positions()).filteredOn(each -> each.topic().equals("vitals.control"))
                    .containsExactly(new Store.Position("vitals.control", 0, 0, 0));
            store.flush(2 * MINUTE_NANOS, true);
            assertThat(store.positions()).filteredOn(each -> each.topic().equals("vitals.samples") && each.partition() == 1)
                    .allMatch(each -> each.low() > 50);
        }
    }

    private static List<Alert> alerts(List<EpisodeRow> rows) {
        return rows.stream().map(EpisodeRow::last).toList();
    }

    private static EpisodeFilter filter(Set<String> studies, String priority, Boolean open, EpisodeFilter.Cursor before, int limit) {
        return new EpisodeFilter(studies, null, null, priority, null, open, null, null, null, before, limit);
    }
}
