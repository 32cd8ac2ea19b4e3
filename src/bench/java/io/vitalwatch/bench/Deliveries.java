package io.vitalwatch.bench;

import java.nio.charset.StandardCharsets;

/**
 * Deliveries for the benchmarks: deterministic, so that every contender reads the same bytes and every run the same topic.
 *
 * <p>Each is the vendor's dictionary shape with rows as in the vendor's example: every value a string, an optical row and then a
 * blood-pressure row in which the optical fields are 0. A delivery holds a minute of a patient in {@link #ROWS} rows, three seconds
 * apart, and arrives at the time of its last row. About 525 bytes for a row.
 */
public final class Deliveries {
    /** The default number of rows in a delivery. */
    public static final int ROWS = 20;
    /** Arrival of the first delivery of a filled topic, Unix milliseconds. */
    public static final long BEGIN = 1_763_560_800_000L;

    /** One delivery in two thousand has a cardiac-arrest flag; one period of ten minutes in two hundred has high blood pressure. */
    private static final int ARREST_IN = 2000;
    private static final int HYPERTENSION_IN = 200;
    private static final int HYPERTENSION_MINUTES = 10;

    /** The last minutes have no alarms, so that no contender has an open window with an alarm at the end of the topic. */
    private static final int QUIET_AT_THE_END = 10;

    private static final long HOUR = 3_600_000;

    private final int rows;
    private final int patients;
    private final int rounds;
    private final long spacingMillis;
    private final long begin;
    private final int latePercent;
    private final StringBuilder json = new StringBuilder(ROWS * 560);

    /**
     * @param rounds deliveries of each patient
     * @param spacingMillis time between two rows of a patient; 3 s as in the vendor's example
     */
    public Deliveries(int patients, int rounds, long spacingMillis) {
        this(ROWS, patients, rounds, spacingMillis);
    }

    /** The same with deliveries of another number of rows. */
    public Deliveries(int rows, int patients, int rounds, long spacingMillis) {
        this(rows, patients, rounds, spacingMillis, BEGIN);
    }

    /** @param begin arrival of the first delivery, Unix milliseconds */
    Deliveries(int rows, int patients, int rounds, long spacingMillis, long begin) {
        this(rows, patients, rounds, spacingMillis, begin, 0);
    }

    private Deliveries(int rows, int patients, int rounds, long spacingMillis, long begin, int latePercent) {
        this.rows = rows;
        this.patients = patients;
        this.rounds = rounds;
        this.spacingMillis = spacingMillis;
        this.begin = begin;
        this.latePercent = latePercent;
    }

    /**
     * The same rows, of which a share arrives in a later delivery of its patient, by up to an hour. The delivery's own rows come last. A row
     * that would come after the last delivery comes with it.
     *
     * @param percent of the rows, 0 to 100
     */
    Deliveries late(int percent) {
        return new Deliveries(rows, patients, rounds, spacingMillis, begin, percent);
    }

    /** The user id of a patient, 36 characters. */
    public static String user(int patient) {
        long mixed = mix(patient, 77);
        return String.format("%08x-%04x-4c5c-8e96-%012x", (int) (mixed >>> 32), (int) (mixed >>> 16) & 0xFFFF, patient);
    }

    /** When the round's delivery of a patient arrives: patients are spread evenly over the time that a round takes. */
    public long arrival(int patient, int round) {
        long length = rows * spacingMillis;
        return begin + round * length + patient * length / patients;
    }

    /** A delivery of a filled topic, with its share of alarms. */
    public byte[] body(int patient, int round) {
        begin(user(patient));
        for (int from = latePercent == 0 ? round : Math.max(0, round - mostRoundsLate()); from <= round; from++) {
            boolean alarms = rounds <= 2 * QUIET_AT_THE_END || from < rounds - QUIET_AT_THE_END;
            long seed = mix(patient, from);
            boolean arrest = alarms && Long.remainderUnsigned(seed, ARREST_IN) == 0;
            long stretch = -1L - from / HYPERTENSION_MINUTES;
            boolean hypertension = alarms && Long.remainderUnsigned(mix(patient, stretch), HYPERTENSION_IN) == 0;
            for (int row = 0; row < rows; row++) {
                if (latePercent == 0 || from + roundsLate(seed, from, row) == round) {
                    row(row, arrival(patient, from), seed, arrest && row == Math.min(4, rows - 1), hypertension);
                }
            }
        }
        return finish();
    }

    /** How many rounds after its own a row arrives; 0 for most rows. */
    private int roundsLate(long seed, int round, int row) {
        long random = mix(seed, -1L - row);
        if (Long.remainderUnsigned(random, 100) >= latePercent) {
            return 0;
        }
        return Math.min(rounds - 1 - round, 1 + (int) Long.remainderUnsigned(random >>> 8, mostRoundsLate()));
    }

    private int mostRoundsLate() {
        return (int) Math.max(1, HOUR / (rows * spacingMillis));
    }

    /**
     * Any delivery.
     *
     * @param arrest index of the row with the flag, or −1
     */
    public byte[] body(String user, long arrival, long seed, int arrest, boolean hypertension) {
        begin(user);
        for (int row = 0; row < rows; row++) {
            row(row, arrival, seed, row == arrest, hypertension);
        }
        return finish();
    }

    private void begin(String user) {
        json.setLength(0);
        json.append("{\"study\":\"EZTJD\",\"type\":\"activity\",\"data\":{\"user_uuid\":\"").append(user).append("\",\"data\":[[");
    }

    /** @param arrival of the delivery whose row it is, if it is not late */
    private void row(int row, long arrival, long seed, boolean arrest, boolean hypertension) {
        long random = mix(seed, row);
        json.append(json.charAt(json.length() - 1) == '[' ? "{" : ",{");
        first("timestamp", arrival / 1000 * 1000 - (rows - 1 - row) * spacingMillis);
        if (row % 2 == 0) {
            optical(random, arrest);
        } else {
            pressure(random, arrest, hypertension);
        }
        json.append('}');
    }

    private byte[] finish() {
        return json.append("]]}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private void optical(long random, boolean arrest) {
        boolean poor = pick(random, 0, 100) < 5;
        boolean oxygen = pick(random, 1, 100) < 70;
        field("bpm", 60 + pick(random, 2, 36));
        field("bpm_q", poor ? 1 : 2 + pick(random, 3, 3));
        field("last_steps", pick(random, 4, 20));
        field("activity_type", 7);
        field("activity_count", pick(random, 5, 40));
        field("spo2", oxygen ? 95 + pick(random, 6, 5) : 0);
        field("spo2_q", oxygen ? 3 : 0);
        field("energy_exp", 1100 + pick(random, 7, 300));
        field("respiration_rate", 12 + pick(random, 8, 8));
        field("pha", 10);
        field("pha_q", 10);
        field("resp_q", poor ? 1 : 3);
        rest(arrest);
        field("nibp_systolic", 0);
        field("nibp_diastolic", 0);
        field("nibp_systolic_long_term", 0);
        field("nibp_diastolic_long_term", 0);
        field("nibp_systolic_combine", 0);
        field("nibp_diastolic_combine", 0);
        end();
    }

    private void pressure(long random, boolean arrest, boolean hypertension) {
        int systolic = (hypertension ? 188 : 112) + pick(random, 0, 20);
        int diastolic = (hypertension ? 95 : 66) + pick(random, 1, 16);
        for (String zero : new String[] {"bpm", "bpm_q", "last_steps", "activity_type", "activity_count", "spo2", "spo2_q", "energy_exp",
            "pha", "pha_q", "resp_q"}) {
            field(zero, 0);
        }
        rest(arrest);
        field("nibp_systolic", systolic + 2);
        field("nibp_diastolic", diastolic + 2);
        field("nibp_systolic_long_term", systolic - 2);
        field("nibp_diastolic_long_term", diastolic - 2);
        field("nibp_systolic_combine", systolic);
        field("nibp_diastolic_combine", diastolic);
        end();
    }

    private void rest(boolean arrest) {
        field("wearing", 4);
        field("battery", 37);
        field("gait_asymmetry", 0);
        field("gait_speed", 0);
        field("gait_var", 0);
        field("cardiac_arrest", arrest ? 1 : 0);
    }

    private void end() {
        field("is_charging", 0);
        json.append(",\"timezone\":\"+01:00\"");
    }

    private void field(String name, long value) {
        json.append(',');
        first(name, value);
    }

    private void first(String name, long value) {
        json.append('"').append(name).append("\":\"").append(value).append('"');
    }

    private static int pick(long random, int index, int bound) {
        return (int) Long.remainderUnsigned(mix(random, index), bound);
    }

    /** Mixes two numbers to 64 pseudo-random bits, the same on every machine (SplitMix64). */
    static long mix(long a, long b) {
        long z = a * 0x9E3779B97F4A7C15L + b * 0xD1B54A32D192ED03L + 0x632BE59BD9B4E019L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
