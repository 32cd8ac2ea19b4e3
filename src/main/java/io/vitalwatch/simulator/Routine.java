package io.vitalwatch.simulator;

/**
 * What a patient does with the day: sleep, rest, walks, now and then sport; and what becomes of the bracelet meanwhile: worn, off for a
 * minute, charged once a day. A function of time, so any moment can be asked for.
 *
 * <p>Healthy habits raise no alarm, not even a technical one: the bracelet is charged long before it is empty, and for less than the 15
 * minutes after which it counts as not worn.
 */
final class Routine {
    static final long MINUTE = 60_000;
    static final long HOUR = 3_600_000;
    static final long DAY = 86_400_000;
    private static final long SLOT = 20 * MINUTE;
    private static final long SPORT = 16 * MINUTE;
    private static final long COOL_DOWN = 8 * MINUTE;
    private static final long RECHARGE = 12 * MINUTE;
    private static final int LONGEST_WITHOUT_CHARGE_DAYS = 4;
    private static final double LOW = 10;

    /** What the patient does, with the vendor's code for it. */
    enum Doing {
        SLEEP(7), REST(7), OTHER(1), WALK(2), RUN(4), CYCLE(6);

        private final int code;

        Doing(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        boolean moves() {
            return this == WALK || this == RUN || this == CYCLE;
        }
    }

    /**
     * A moment of the day.
     *
     * @param exertion what the heart beats faster for it, per minute
     */
    record Moment(Doing doing, double exertion) {}

    private final Noise noise;
    private final Fate fate;
    private final long offsetMillis;
    private final double chronotype;
    private final double drainPerHour;
    private final double full;

    Routine(Noise noise, Fate fate, int offsetMinutes) {
        this.noise = noise;
        this.fate = fate;
        this.offsetMillis = offsetMinutes * MINUTE;
        this.chronotype = noise.between("chronotype", 0, -0.75, 1);
        this.drainPerHour = noise.between("drain", 0, 0.7, 1.2);
        this.full = noise.between("full", 0, 88, 97);
    }

    /** Hours since local midnight, 0 to 24. */
    double localHour(long millis) {
        return (double) Math.floorMod(millis + offsetMillis, DAY) / HOUR;
    }

    boolean asleep(long millis) {
        double hour = localHour(millis) - chronotype;
        return hour < 6.5 || hour >= 22.5;
    }

    Moment at(long millis) {
        if (fate.still(millis, millis)) {
            return new Moment(asleep(millis) ? Doing.SLEEP : Doing.REST, 0);
        }
        Moment sport = sport(millis);
        if (sport != null) {
            return sport;
        }
        if (asleep(millis)) {
            return new Moment(Doing.SLEEP, 0);
        }
        long slot = Math.floorDiv(millis, SLOT);
        long within = Math.floorMod(millis, SLOT);
        double length = noise.between("walk.length", slot, 5 * MINUTE, 14 * MINUTE);
        if (noise.chance("walk", slot, 0.18) && within < length) {
            double pace = noise.between("walk.pace", slot, 12, 24);
            return new Moment(Doing.WALK, pace * Math.min(1, Math.min(within + 20_000, length - within) / (double) MINUTE));
        }
        return noise.chance("other", slot, 0.5) ? new Moment(Doing.OTHER, 4) : new Moment(Doing.REST, 0);
    }

    /** Sport on one day in four, with a walk after it until the heart is calm again. */
    private Moment sport(long millis) {
        long day = day(millis);
        if (!noise.chance("sport", day, 0.25)) {
            return null;
        }
        long since = millis - localMidnight(day) - (long) (noise.between("sport.at", day, 16.5, 18.5) * HOUR);
        if (since < 0 || since >= SPORT + COOL_DOWN) {
            return null;
        }
        double effort = noise.between("sport.effort", day, 55, 80);
        if (since < SPORT) {
            Doing doing = noise.chance("sport.cycle", day, 0.3) ? Doing.CYCLE : Doing.RUN;
            return new Moment(doing, effort * Math.min(1, (since + 20_000) / (2.0 * MINUTE)));
        }
        return new Moment(Doing.WALK, effort * Math.exp(-(since - SPORT) / (2.0 * MINUTE)));
    }

    /** Off the wrist, not on the charger. */
    boolean off(long millis) {
        if (fate.now(InjectionType.OFF, millis) != null) {
            return true;
        }
        long day = day(millis);
        long from = localMidnight(day) + (long) (noise.between("bath.at", day, 19, 21) * HOUR);
        long to = from + (long) noise.between("bath.length", day, 2 * MINUTE, 5 * MINUTE);
        return millis >= from && millis < to && noise.chance("bath", day, 0.5) && !fate.still(from, to);
    }

    boolean charging(long millis) {
        Injection empty = nearEmpty(millis);
        if (empty != null) {
            return millis >= fate.to(empty);
        }
        long day = day(millis);
        return millis >= chargeFrom(day) && millis < chargeTo(day) && charges(day);
    }

    /** Per cent, 0 to 100. */
    int battery(long millis) {
        Injection empty = nearEmpty(millis);
        if (empty != null) {
            return (int) Math.floor(runningOut(empty, millis));
        }
        long day = day(millis);
        if (charges(day) && millis >= chargeFrom(day) && millis < chargeTo(day)) {
            double before = drained(chargeFrom(day), day - 1);
            double done = (millis - chargeFrom(day)) / (double) (chargeTo(day) - chargeFrom(day));
            return (int) Math.floor(before + (full - before) * done);
        }
        return (int) Math.floor(drained(millis, millis >= chargeFrom(day) ? day : day - 1));
    }

    private double drained(long millis, long lastDay) {
        long charged = Long.MIN_VALUE;
        for (long day = lastDay; day > lastDay - LONGEST_WITHOUT_CHARGE_DAYS && charged == Long.MIN_VALUE; day--) {
            if (charges(day)) {
                charged = chargeTo(day);
            }
        }
        for (Injection injection : fate.all()) {
            long recharged = fate.to(injection) + RECHARGE;
            if (injection.type() == InjectionType.BATTERY && recharged <= millis) {
                charged = Math.max(charged, recharged);
            }
        }
        return charged == Long.MIN_VALUE ? 30 : Math.max(20, full - drainPerHour * (millis - charged) / HOUR);
    }

    /** The injection that decides about the battery now: from an hour before it until the bracelet is charged after it. */
    private Injection nearEmpty(long millis) {
        for (Injection injection : fate.all()) {
            if (injection.type() == InjectionType.BATTERY && millis >= fate.from(injection) - HOUR
                    && millis < fate.to(injection) + RECHARGE) {
                return injection;
            }
        }
        return null;
    }

    private double runningOut(Injection empty, long millis) {
        long from = fate.from(empty);
        long to = fate.to(empty);
        double end = empty.number("value");
        if (millis < from) {
            // Some charge is lost within an hour, as an old battery does, so that 11 % is the last before the injection begins.
            double before = drained(from - HOUR, day(from - HOUR) - 1);
            return LOW + 1 + Math.max(0, before - LOW - 1) * (from - millis) / HOUR;
        }
        if (millis < to) {
            return LOW - (LOW - end) * (millis - from) / (to - from);
        }
        return end + (full - end) * (millis - to) / RECHARGE;
    }

    private boolean charges(long day) {
        long from = chargeFrom(day);
        long to = chargeTo(day);
        if (fate.still(from, to)) {
            return false;
        }
        for (Injection injection : fate.all()) {
            boolean decides = injection.type() == InjectionType.BATTERY || injection.type() == InjectionType.OFF;
            if (decides && to >= fate.from(injection) - HOUR && from < fate.to(injection) + HOUR) {
                return false;
            }
        }
        return true;
    }

    private long chargeFrom(long day) {
        return localMidnight(day) + (long) ((7 + chronotype + noise.unit("charge.at", day)) * HOUR);
    }

    private long chargeTo(long day) {
        return chargeFrom(day) + (long) noise.between("charge.length", day, 9 * MINUTE, 12 * MINUTE);
    }

    private long day(long millis) {
        return Math.floorDiv(millis + offsetMillis, DAY);
    }

    private long localMidnight(long day) {
        return day * DAY - offsetMillis;
    }
}
