package io.vitalwatch.simulator.patient;

import io.vitalwatch.simulator.patient.BodyFault.Charge;
import io.vitalwatch.simulator.patient.PatientInjections.BodyEffect;

/**
 * What a patient does during the day: sleep, rest, walks, sometimes sport; and where the bracelet is during that time: worn, off for a few
 * minutes, on the charger once a day. A function of time: moments can be asked for in any order.
 *
 * <p>Healthy habits raise no alarm, not even a technical one: the bracelet is charged long before it is empty, and for less than 15
 * minutes, after which it would count as not worn.
 */
final class Routine {
    static final long MINUTE = 60_000;
    static final long HOUR = 3_600_000;
    static final long DAY = 86_400_000;
    private static final long SLOT = 20 * MINUTE;
    private static final long SPORT = 16 * MINUTE;
    private static final long COOL_DOWN = 8 * MINUTE;
    private static final int LONGEST_WITHOUT_CHARGE_DAYS = 4;

    /** What the patient does, with the vendor's code. */
    enum Occupation {
        SLEEP(7), REST(7), OTHER(1), WALK(2), RUN(4), CYCLE(6);

        private final int code;

        Occupation(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        boolean moves() {
            return this == WALK || sport();
        }

        boolean sport() {
            return this == RUN || this == CYCLE;
        }
    }

    /**
     * A moment of the day.
     *
     * @param exertion how much faster the heart beats because of it, per minute
     */
    record DayMoment(Occupation occupation, double exertion) {}

    private final Noise noise;
    private final PatientInjections injections;
    private final long offsetMillis;
    private final double chronotype;
    private final double drainPerHour;
    private final double full;

    Routine(Noise noise, PatientInjections injections, int offsetMinutes) {
        this.noise = noise;
        this.injections = injections;
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

    DayMoment at(long millis) {
        if (injections.still(millis, millis)) {
            return new DayMoment(asleep(millis) ? Occupation.SLEEP : Occupation.REST, 0);
        }
        DayMoment sport = sport(millis);
        if (sport != null) {
            return sport;
        }
        if (asleep(millis)) {
            return new DayMoment(Occupation.SLEEP, 0);
        }
        long slot = Math.floorDiv(millis, SLOT);
        long within = Math.floorMod(millis, SLOT);
        double length = noise.between("walk.length", slot, 5 * MINUTE, 14 * MINUTE);
        if (noise.chance("walk", slot, 0.18) && within < length) {
            double pace = noise.between("walk.pace", slot, 12, 24);
            return new DayMoment(Occupation.WALK, pace * Math.min(1, Math.min(within + 20_000, length - within) / (double) MINUTE));
        }
        return noise.chance("other", slot, 0.5) ? new DayMoment(Occupation.OTHER, 4) : new DayMoment(Occupation.REST, 0);
    }

    /** Sport on one day in four, followed by a walk until the heart is calm again. */
    private DayMoment sport(long millis) {
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
            Occupation occupation = noise.chance("sport.cycle", day, 0.3) ? Occupation.CYCLE : Occupation.RUN;
            return new DayMoment(occupation, effort * Math.min(1, (since + 20_000) / (2.0 * MINUTE)));
        }
        return new DayMoment(Occupation.WALK, effort * Math.exp(-(since - SPORT) / (2.0 * MINUTE)));
    }

    /** Whether the bracelet is off the wrist and not on the charger. */
    boolean off(long millis) {
        for (BodyEffect effect : injections.effects()) {
            if (effect.fault().off(effect.injection(), millis)) {
                return true;
            }
        }
        long day = day(millis);
        long from = localMidnight(day) + (long) (noise.between("bath.at", day, 19, 21) * HOUR);
        long to = from + (long) noise.between("bath.length", day, 2 * MINUTE, 5 * MINUTE);
        return millis >= from && millis < to && noise.chance("bath", day, 0.5) && !injections.still(from, to);
    }

    boolean charging(long millis) {
        Charge injected = injectedCharge(millis);
        if (injected != null) {
            return injected.charging();
        }
        long day = day(millis);
        return millis >= chargeFrom(day) && millis < chargeTo(day) && charges(day);
    }

    /** Per cent, 0 to 100. */
    int battery(long millis) {
        Charge injected = injectedCharge(millis);
        if (injected != null) {
            return (int) Math.floor(injected.percent());
        }
        long day = day(millis);
        if (charges(day) && millis >= chargeFrom(day) && millis < chargeTo(day)) {
            double before = drained(chargeFrom(day), day - 1);
            double done = (millis - chargeFrom(day)) / (double) (chargeTo(day) - chargeFrom(day));
            return (int) Math.floor(before + (full - before) * done);
        }
        return (int) Math.floor(drained(millis, millis >= chargeFrom(day) ? day : day - 1));
    }

    /** The charge of a full battery, per cent: an old one does not reach 100. */
    double full() {
        return full;
    }

    /** The charge at this moment if the bracelet was last charged on the day before or earlier, per cent. */
    double drainedUncharged(long millis) {
        return drained(millis, day(millis) - 1);
    }

    private double drained(long millis, long lastDay) {
        long charged = Long.MIN_VALUE;
        for (long day = lastDay; day > lastDay - LONGEST_WITHOUT_CHARGE_DAYS && charged == Long.MIN_VALUE; day--) {
            if (charges(day)) {
                charged = chargeTo(day);
            }
        }
        for (BodyEffect effect : injections.effects()) {
            long recharged = effect.fault().fullAt(effect.injection());
            if (recharged <= millis) {
                charged = Math.max(charged, recharged);
            }
        }
        return charged == Long.MIN_VALUE ? 30 : Math.max(20, full - drainPerHour * (millis - charged) / HOUR);
    }

    /** The charge that an injection decides, or null where none does. */
    private Charge injectedCharge(long millis) {
        for (BodyEffect effect : injections.effects()) {
            Charge charge = effect.fault().charge(effect.injection(), millis, this);
            if (charge != null) {
                return charge;
            }
        }
        return null;
    }

    private boolean charges(long day) {
        long from = chargeFrom(day);
        long to = chargeTo(day);
        if (injections.still(from, to)) {
            return false;
        }
        for (BodyEffect effect : injections.effects()) {
            boolean near = to >= effect.injection().fromMillis() - HOUR && from < effect.injection().toMillis() + HOUR;
            if (near && effect.fault().keepsOffCharger()) {
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
