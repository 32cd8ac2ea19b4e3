package io.vitalwatch.console;

import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.console.live.IngestState;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.console.store.Database;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.AuditJson;
import io.vitalwatch.wire.ControlRecordJson;
import io.vitalwatch.wire.ControlStateJson;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A console over a store that is filled by hand, without Kafka: patients of two studies with hours of readings and alarms of every kind.
 * Its clock stands still until {@link #advance} is called.
 */
public final class SimulatedWard implements AutoCloseable {
    /** When the ward begins. */
    public static final long NOW = 1_763_562_154_000L;
    private static final String[] STUDIES = {"EZTJD", "PILOT"};

    private final AtomicLong clock = new AtomicLong(NOW);
    private final AtomicLong steady = new AtomicLong();
    private final Random random = new Random(1);
    private final Store store;
    private final Ward ward;
    private final ConsoleServer server;
    private final List<ControlRecord> written = new CopyOnWriteArrayList<>();
    private final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
    private final ControlHistory controls;
    private volatile String problem;
    private volatile String storeProblem;
    private volatile long catchingUp;
    private long offset;
    private long answers;
    private long shadows;
    private int audits;

    private SimulatedWard(String database, List<String> settings) throws SQLException, IOException {
        store = Store.open(Database.open(database));
        ward = new Ward(clock::get, () -> System.nanoTime() + steady.get() * 1_000_000, false);
        Map<Boolean, List<String>> ofJob = settings.stream().collect(Collectors.partitioningBy(each -> each.startsWith("--rule.")));
        controls = new ControlHistory(JobSettingsReader.read(ofJob.get(true)).control().intake());
        List<String> all = new ArrayList<>(List.of("--kafka.bootstrap.servers=localhost:1"));
        all.addAll(settings.stream().anyMatch(each -> each.startsWith("--listen.port")) ? List.of() : List.of("--listen.port=0"));
        all.addAll(ofJob.get(false));
        server = new ConsoleServer(ConsoleSettings.read(all, Map.of()), new ConsoleServer.Parts(() -> store, ward, new IngestState() {
            @Override
            public String problem() {
                return problem;
            }

            @Override
            public String storeProblem() {
                return storeProblem;
            }

            @Override
            public long behind() {
                return 0;
            }

            @Override
            public long catchingUp() {
                return catchingUp;
            }

            @Override
            public long unreadable() {
                return 0;
            }
        }, controls, this::write, new AuditLog(audited::add, System::nanoTime), () -> 0, clock::get));
        server.start();
    }

    /** Writes a change, as Kafka and the reading of its topic would. */
    public synchronized long write(ControlRecord record) throws IOException {
        if (problem != null) {
            throw new IOException(problem);
        }
        written.add(record);
        long seq = written.size() - 1;
        byte[] body = ControlRecordJson.of(record);
        controls.take(new LoggedControl(seq, clock.get(), body, record));
        try {
            store.add("vitals.control", 0, seq, clock.get(), record, body);
            store.flush(0, false);
        } catch (SQLException e) {
            throw new IOException(e);
        }
        return seq;
    }

    /** The job's answer to a change. */
    public synchronized void answer(ControlAnswer answer) throws SQLException {
        store.add("vitals.control.state", answer.partition(), answers++, answer, ControlStateJson.of(answer));
        store.flush(0, false);
    }

    /** Puts what people did since the last call into the store, as the reading of its topic would. */
    public synchronized List<AuditEvent> storeAudit() throws SQLException {
        for (; audits < audited.size(); audits++) {
            store.add("vitals.audit", 0, audits, clock.get() + audits, audited.get(audits), AuditJson.of(audited.get(audits)));
        }
        store.flush(0, false);
        return List.copyOf(audited);
    }

    /** Starts a console with settings of {@link ConsoleOptions} besides the broker and the port, beside a job with those of rules. */
    public static SimulatedWard start(String database, String... settings) throws SQLException, IOException {
        return new SimulatedWard(database, List.of(settings));
    }

    public URI uri() {
        return server.uri();
    }

    /** Every route that its server has. */
    List<io.vitalwatch.web.Routes.Listed> routes() {
        return server.routes();
    }

    /** A new link that signs in once. */
    public URI link() {
        return server.link();
    }

    public Store store() {
        return store;
    }

    /** The control records that were written. */
    public List<ControlRecord> written() {
        return written;
    }

    /** The rules with which the job was started. */
    public String rules() {
        return controls.settings().yaml();
    }

    /** The opaque id of a patient. */
    public String id(int patient) {
        return store.patients().stream().filter(each -> each.user().equals(user(patient))).findFirst().orElseThrow().id();
    }

    public static String user(int patient) {
        return "user-" + patient;
    }

    public static String study(int patient) {
        return STUDIES[patient % 2];
    }

    public long now() {
        return clock.get();
    }

    public void advance(long millis) {
        clock.addAndGet(millis);
        steady.addAndGet(millis);
    }

    /** Sets the clock by so much; no time passes. */
    public void setClockBy(long millis) {
        clock.addAndGet(millis);
    }

    /** Says why the store is behind the ward, or null. */
    public void storeProblem(String text) {
        storeProblem = text;
    }

    /** What the pages say of the reading of topics; null for nothing. */
    public void problem(String text) {
        problem = text;
    }

    /** @param records that must be read before what is shown is the present */
    public void catchingUp(long records) {
        catchingUp = records;
    }

    /** Hours of readings of patients, one a minute, up to now; every seventh patient has none of the last twenty minutes. */
    public synchronized SimulatedWard readings(int patients, int minutes) throws SQLException {
        for (int patient = 0; patient < patients; patient++) {
            List<Sample> rows = new ArrayList<>();
            for (int minute = minutes; minute >= (patient % 7 == 6 ? 20 : 0); minute--) {
                rows.add(row(patient, clock.get() - 20_000 - minute * 60_000L, minute % 30 == patient % 30));
            }
            deliver(patient, rows);
        }
        store.flush(0, true);
        return this;
    }

    /** One row of a patient now. */
    public synchronized void reading(int patient, Reading... readings) {
        deliver(patient, List.of(new Sample(SampleType.ACTIVITY, clock.get() - 1000, 60, Ternary.TRUE, Ternary.FALSE, 71, 7, 0,
                List.of(readings))));
    }

    /** A delivery of a patient who is in another study now. */
    public synchronized void moves(int patient, String study) {
        Delivery delivery = new Delivery(user(patient), study, clock.get() + 1000, new Origin("corsano.raw", 0, offset), List.of());
        ward.apply(store.add("vitals.samples", 0, offset++, delivery, 0), delivery);
    }

    private void deliver(int patient, List<Sample> rows) {
        Delivery delivery = new Delivery(user(patient), study(patient), clock.get(), new Origin("corsano.raw", 0, offset), rows);
        ward.apply(store.add("vitals.samples", 0, offset++, delivery, 0), delivery);
    }

    /** A record of an episode, written to the store at once. */
    public synchronized Alert alarm(int patient, String rule, int sequence, Phase phase, Kind kind, Priority priority, AlarmState state,
            Freshness freshness, String condition, String message, Alert.Evidence... evidence) throws SQLException {
        String episode = String.format("%016x%016x", rule.hashCode() & 0xffffffffL, 1000L + patient);
        Reason reason = sequence == 0 ? Reason.CONFIRMED : phase == Phase.END ? Reason.CLEARED : Reason.ESCALATED;
        Alert alert = new Alert(episode + "-" + sequence, episode, sequence, phase, state, reason, kind, rule, priority, user(patient),
                study(patient), clock.get() - 240_000 - patient % 50 * 60_000L, clock.get() - 10_000, clock.get(), 60, freshness,
                List.of(evidence), new Alert.Limit(condition, 2, 3, 0), message).with(
                        phase == Phase.END || freshness == Freshness.HISTORICAL ? Alert.Signal.OFF : Alert.Signal.ON, null);
        ward.apply(store.add("vitals.alerts", 0, offset++, alert, AlertJson.of(alert)), alert);
        store.flush(0, false);
        return alert;
    }

    /** Puts a patient into groups. */
    public void groups(int patient, String... groups) throws IOException {
        write(new ControlRecord("groups-of-" + patient, Scope.user(user(patient)), ControlRecord.NOT_SET, ControlRecord.NOT_SET, "local", "",
                ControlRecord.ANY_SEQUENCE, new PatientChange(PatientChange.Verb.GROUPS, List.of(groups))));
    }

    /** Somebody acknowledged an alarm. */
    public synchronized void answered(int patient, String rule) throws SQLException {
        more(patient, rule, Phase.UPDATE, null, Reason.ACKNOWLEDGED, Alert.Signal.ACKNOWLEDGED, new Alert.By("anna", null, Alert.NO_TIME, 0));
    }

    /** The time of an acknowledgement is over. */
    public synchronized void signalCameBack(int patient, String rule) throws SQLException {
        more(patient, rule, Phase.UPDATE, null, Reason.RE_ALARM, Alert.Signal.ON, null);
    }

    /** The condition of an alarm is over, and nobody has answered it. */
    public synchronized void latched(int patient, String rule) throws SQLException {
        more(patient, rule, Phase.END, AlarmState.ENDED, Reason.CLEARED, Alert.Signal.LATCHED, null);
    }

    private void more(int patient, String rule, Phase phase, AlarmState state, Reason reason, Alert.Signal signal, Alert.By by)
            throws SQLException {
        Alert last = ward.open(id(patient)).stream().filter(each -> each.rule().equals(rule)).findFirst().orElseThrow();
        int sequence = last.sequence() + 1;
        Alert next = new Alert(last.episode() + "-" + sequence, last.episode(), sequence, phase, state == null ? last.state() : state, reason,
                last.kind(), last.rule(), last.priority(), last.user(), last.study(), last.onset(), last.observed(), clock.get(), 60,
                last.freshness(), last.readings(), last.limit(), last.message()).with(signal, by);
        ward.apply(store.add("vitals.alerts", 0, offset++, next, AlertJson.of(next)), next);
        store.flush(0, false);
    }

    /** A record of the shadow catalogue. */
    public synchronized void shadow(Alert alert) throws SQLException {
        store.addShadow("vitals.alerts.shadow", 0, shadows++, alert, AlertJson.of(alert));
        store.flush(0, false);
    }

    /** Alarms of every kind, at about one patient in ten. */
    public synchronized SimulatedWard alarms(int patients) throws SQLException {
        for (int patient = 0; patient < patients; patient++) {
            switch (patient % 40) {
                case 2 -> alarm(patient, "cardiac-arrest", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE,
                        Freshness.LIVE, "cardiac-arrest = 1", "The bracelet reports cardiac arrest (code 1); pulse 79 /min.",
                        new Alert.Evidence(Vital.PULSE, 79_000, 4, clock.get() - 10_000));
                case 5 -> alarm(patient, "spo2-low", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.MEDIUM, AlarmState.ACTIVE, Freshness.LIVE,
                        "spo2 <= 91", "SpO2 90 % is at or below 91 % in 2 of 3 readings.",
                        new Alert.Evidence(Vital.SPO2, 90_000, 4, clock.get() - 10_000));
                case 9 -> alarm(patient, "no-data", 0, Phase.START, Kind.TECHNICAL, Priority.MEDIUM, AlarmState.ACTIVE, Freshness.LIVE,
                        "silence >= 15 min", "Nothing has arrived for 15 min.");
                case 12 -> alarm(patient, "pulse-high", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.UNKNOWN, Freshness.LIVE,
                        "pulse >= 131", "Pulse was 134 /min; there is no usable reading now.",
                        new Alert.Evidence(Vital.PULSE, 134_000, 4, clock.get() - 10_000));
                case 17 -> alarm(patient, "temperature-high", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.LOW, AlarmState.ACTIVE,
                        Freshness.LIVE, "temperature >= 38.1", "Temperature 38.3 °C is at or above 38.1 °C.",
                        new Alert.Evidence(Vital.TEMPERATURE, 38_300, Reading.NO_QUALITY, clock.get() - 10_000));
                case 23 -> alarm(patient, "battery-low", 0, Phase.START, Kind.TECHNICAL, Priority.LOW, AlarmState.ACTIVE, Freshness.LIVE,
                        "battery <= 15", "The battery has 12 %.");
                case 31 -> alarm(patient, "blood-pressure-high", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.MEDIUM, AlarmState.ACTIVE,
                        Freshness.HISTORICAL, "systolic > 180 or diastolic > 120", "Systolic pressure was 186 mmHg.",
                        new Alert.Evidence(Vital.SYSTOLIC, 186_000, Reading.NO_QUALITY, clock.get() - 10_000));
                default -> { }
            }
        }
        return this;
    }

    private Sample row(int patient, long time, boolean pressure) {
        double wave = Math.sin(time / 4_000_000.0 + patient);
        List<Reading> readings = new ArrayList<>();
        boolean poor = random.nextInt(12) == 0;
        Verdict verdict = poor ? Verdict.QUALITY : Verdict.USABLE;
        readings.add(new Reading(Group.PULSE, (int) (72 + 14 * wave + random.nextInt(5)) * 1000, 0, poor ? 1 : 4, verdict));
        readings.add(new Reading(Group.SPO2, (96 + random.nextInt(3)) * 1000, 0, 4, Verdict.USABLE));
        readings.add(new Reading(Group.RESPIRATION, (15 + random.nextInt(3)) * 1000, 0, 4, Verdict.USABLE));
        readings.add(new Reading(Group.TEMPERATURE, 36_700 + random.nextInt(4) * 100, 0, Reading.NO_QUALITY, Verdict.USABLE));
        if (pressure) {
            readings.add(new Reading(Group.BLOOD_PRESSURE, (118 + random.nextInt(14)) * 1000, (74 + random.nextInt(8)) * 1000,
                    Reading.NO_QUALITY, Verdict.USABLE));
        }
        return new Sample(SampleType.ACTIVITY, time, 60, Ternary.TRUE, Ternary.FALSE, 30 + patient % 70, 7, 0, readings);
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    /** Serves a ward until the process ends, for looking at it: arguments are patients, minutes of readings and a database. */
    public static void main(String[] args) throws Exception {
        SimulatedWard shown = start(args[2], "--unprotected=true", "--listen.port=" + args[3]);
        shown.clock.set(System.currentTimeMillis());
        int patients = Integer.parseInt(args[0]);
        shown.readings(patients, Integer.parseInt(args[1])).alarms(patients);
        System.out.println(shown.uri());
        for (int next = 0; ; next++) {
            Thread.sleep(Math.max(1, 60_000 / patients));
            shown.clock.set(System.currentTimeMillis());
            shown.deliver(next % patients, List.of(shown.row(next % patients, shown.clock.get() - 1000, next % 30 == 0)));
        }
    }
}
