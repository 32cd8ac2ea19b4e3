package io.vitalwatch.simulator;

import io.vitalwatch.simulator.ActivityRow.Key;
import io.vitalwatch.simulator.Routine.Doing;
import io.vitalwatch.simulator.Routine.Moment;

import java.util.ArrayList;
import java.util.List;

/**
 * A virtual bracelet: the rows that it stores. An optical row (pulse, respiration) at each tick, a row of its own for SpO2 at each fourth
 * while the patient is still, a blood-pressure row three seconds after a tick each half hour: some 1,850 activity rows a day at one tick
 * a minute, as the vendor's bracelets have.
 *
 * <p>Now and then the signal is poor: then the value is nonsense and the quality code says so. Poor readings are dealt evenly, never in
 * long runs, so that a healthy patient has no poor-signal alarm.
 */
final class Bracelet {
    private static final long HALF_HOUR = 1_800_000;
    private static final long BLOOD_PRESSURE_TRY = 240_000;
    /** After poor signal the bracelet sits well for as long as the alarm looks back, else a single poor reading tips the scales again. */
    private static final long SEATED_WELL = 2_400_000;
    private static final int[] POOR_SPO2 = {0, 1, 103, 104, 105};

    private final Noise noise;
    private final Fate fate;
    private final Routine routine;
    private final Physiology body;
    private final long tick;
    private final long firstTick;
    private final String timezone;
    private final boolean ios;

    /**
     * @param start beginning of the simulation, Unix milliseconds
     * @param rowsPerMinute ticks a minute
     */
    Bracelet(Noise noise, Fate fate, int offsetMinutes, long start, int rowsPerMinute) {
        this.noise = noise;
        this.fate = fate;
        this.routine = new Routine(noise, fate, offsetMinutes);
        this.body = new Physiology(noise, fate, routine);
        this.tick = 60_000 / rowsPerMinute;
        long whole = start - start % 1000;
        this.firstTick = whole + (tick < 1000 ? 0 : noise.below("phase", 0, (int) (tick / 1000)) * 1000L);
        this.timezone = Times.offset(offsetMinutes);
        this.ios = noise.chance("ios", 0, 0.3);
    }

    /** The activity rows with a true time after {@code from} and up to {@code to}, oldest first. */
    List<BraceletRow> activity(long from, long to) {
        List<BraceletRow> rows = new ArrayList<>();
        long second = tick >= 10_000 ? 2000 : tick / 4;
        long third = tick >= 10_000 ? 3000 : tick / 2;
        for (long index = Math.floorDiv(from - firstTick, tick); firstTick + index * tick <= to; index++) {
            long time = firstTick + index * tick;
            if (within(time, from, to)) {
                rows.add(optical(time, index));
            }
            if (Math.floorMod(index, 4) == 0 && within(time + second, from, to) && measures(time + second)
                    && !routine.at(time).doing().moves()) {
                rows.add(saturation(time + second, index / 4));
            }
            if (within(time + third, from, to) && isPressureTick(time) && measures(time + third)) {
                rows.add(pressure(time + third));
            }
        }
        return rows;
    }

    /** The temperature rows with a true time after {@code from} and up to {@code to}, oldest first. */
    List<BraceletRow> temperature(long from, long to) {
        List<BraceletRow> rows = new ArrayList<>();
        for (long index = Math.floorDiv(from - firstTick, tick); firstTick + index * tick <= to; index++) {
            long time = firstTick + index * tick;
            if (within(time, from, to)) {
                boolean on = !routine.off(time) && !routine.charging(time);
                int core = on ? (int) Math.round(body.core(time) * 100) : 0;
                int skin = on && routine.asleep(time) ? (int) Math.round(body.skin(time) * 100) : 0;
                rows.add(new TemperatureRow(time, core, skin, timezone));
            }
        }
        return rows;
    }

    private static boolean within(long time, long from, long to) {
        return time > from && time <= to;
    }

    /** Whether there is a living wrist to measure. */
    private boolean measures(long time) {
        return !routine.off(time) && !routine.charging(time) && fate.now(InjectionType.CARDIAC_ARREST, time) == null;
    }

    private ActivityRow common(long time) {
        boolean charging = routine.charging(time);
        return ActivityRow.empty(time, timezone)
                .with(Key.WEARING, charging || routine.off(time) ? 0 : 4)
                .with(Key.BATTERY, routine.battery(time))
                .with(Key.IS_CHARGING, charging ? 1 : 0);
    }

    private ActivityRow optical(long time, long index) {
        ActivityRow row = common(time);
        if (row.get(Key.WEARING) == 0) {
            return ios ? row.with(Key.SKIN_PROXIMITY, 0).with(Key.SPEED, 0) : row;
        }
        Moment moment = routine.at(time);
        Doing doing = moment.doing();
        row.with(Key.ACTIVITY_TYPE, doing.code())
                .with(Key.ACTIVITY_COUNT, doing == Doing.SLEEP ? noise.below("count", index, 4) : noise.between("count", index, 5, 30)
                        + moment.exertion() * 3)
                .with(Key.ENERGY_EXP, 1100 + moment.exertion() * 45 + noise.between("energy", index, 0, 120))
                .with(Key.PHA, 10).with(Key.PHA_Q, 10);
        if (doing == Doing.WALK || doing == Doing.RUN) {
            double pace = doing == Doing.RUN ? 165 : 104;
            row.with(Key.LAST_STEPS, (pace + noise.between("steps", index, -9, 9)) * tick / 60_000)
                    .with(Key.GAIT_ASYMMETRY, noise.between("asymmetry", index, 1, 6))
                    .with(Key.GAIT_SPEED, doing == Doing.RUN ? 3 : 1)
                    .with(Key.GAIT_VAR, noise.between("variance", index, 2, 8));
        }
        if (ios) {
            row.with(Key.SKIN_PROXIMITY, 1).with(Key.SPEED, doing == Doing.RUN || doing == Doing.CYCLE ? 3 : doing == Doing.WALK ? 1 : 0);
        }
        Injection arrest = fate.now(InjectionType.CARDIAC_ARREST, time);
        if (arrest != null) {
            row.with(Key.CARDIAC_ARREST, arrest.number("code")).with(Key.ACTIVITY_COUNT, 0);
            if (time - fate.from(arrest) >= 60_000) {
                return row;
            }
        }
        pulse(row, time, index, doing);
        respiration(row, time, index, doing);
        return row;
    }

    private void pulse(ActivityRow row, long time, long index, Doing doing) {
        int oneIn = doing == Doing.RUN || doing == Doing.CYCLE ? 3 : doing == Doing.WALK ? 5 : 14;
        if (poor(time, "pulse.poor", index, oneIn)) {
            row.with(Key.BPM, noise.between("pulse.artefact", index, 22, 215)).with(Key.BPM_Q, noise.below("pulse.bad", index, 2));
        } else {
            row.with(Key.BPM, body.pulse(time)).with(Key.BPM_Q, good("pulse.good", index, doing));
        }
    }

    private void respiration(ActivityRow row, long time, long index, Doing doing) {
        boolean sport = doing == Doing.RUN || doing == Doing.CYCLE;
        // In sport three of four are poor: breathing is read from the pulse wave, and the arm swings.
        boolean poor = sport ? Math.floorMod(index, 4) != 0 : poor(time, "breaths.poor", index, doing == Doing.WALK ? 4 : 12);
        if (poor) {
            row.with(Key.RESPIRATION_RATE, noise.between("breaths.artefact", index, 4, 52))
                    .with(Key.RESP_Q, noise.below("breaths.bad", index, 2));
        } else {
            double most = fate.struck(time, time) ? 60 : 21;
            row.with(Key.RESPIRATION_RATE, Math.min(most, body.respiration(time))).with(Key.RESP_Q, good("breaths.good", index, doing));
        }
    }

    private ActivityRow saturation(long time, long index) {
        ActivityRow row = common(time);
        if (poor(time, "spo2.poor", index, 9)) {
            int code = POOR_SPO2[noise.below("spo2.bad", index, POOR_SPO2.length)];
            return row.with(Key.SPO2, noise.between("spo2.artefact", index, 58, 99)).with(Key.SPO2_Q, poorOnly(time) ? code % 2 : code);
        }
        return row.with(Key.SPO2, body.saturation(time)).with(Key.SPO2_Q, good("spo2.good", index, Doing.REST));
    }

    private ActivityRow pressure(long time) {
        long slot = Math.floorDiv(time, HALF_HOUR);
        double[] longTerm = body.pressure(time);
        // The single measurement's error is larger in movement; the combined series is the mean of the other two.
        double error = routine.at(time).doing().moves() ? 9 : 5;
        long high = Math.round(longTerm[0] + error * (2 * noise.unit("systolic.error", slot) - 1));
        long low = Math.round(longTerm[1] + error * 0.6 * (2 * noise.unit("diastolic.error", slot) - 1));
        return common(time)
                .with(Key.NIBP_SYSTOLIC, high).with(Key.NIBP_DIASTOLIC, low)
                .with(Key.NIBP_SYSTOLIC_LONG_TERM, longTerm[0]).with(Key.NIBP_DIASTOLIC_LONG_TERM, longTerm[1])
                .with(Key.NIBP_SYSTOLIC_COMBINE, (high + Math.round(longTerm[0])) / 2)
                .with(Key.NIBP_DIASTOLIC_COMBINE, (low + Math.round(longTerm[1])) / 2);
    }

    /** Each half hour once: at the first try while the patient is still, else at the last, in movement or not. */
    private boolean isPressureTick(long time) {
        long begin = firstTick + Math.floorDiv(time - firstTick, HALF_HOUR) * HALF_HOUR;
        if (time - begin >= BLOOD_PRESSURE_TRY * 7 + tick || (time - begin) % BLOOD_PRESSURE_TRY >= tick) {
            return false;
        }
        for (long each = begin; each < time - tick; each += BLOOD_PRESSURE_TRY) {
            if (pressureSuits(each)) {
                return false;
            }
        }
        return time - begin >= BLOOD_PRESSURE_TRY * 7 || pressureSuits(time);
    }

    private boolean pressureSuits(long time) {
        return measures(time) && measures(time + 3000) && !routine.at(time).doing().moves();
    }

    /** One of so many is poor; a poor-signal injection makes all of them so. */
    private boolean poor(long time, String stream, long index, int oneIn) {
        return poorOnly(time)
                || !fate.justOver(InjectionType.POOR_SIGNAL, time, SEATED_WELL)
                && Math.floorMod(index, oneIn) == noise.below(stream, Math.floorDiv(index, oneIn), oneIn);
    }

    private boolean poorOnly(long time) {
        return fate.now(InjectionType.POOR_SIGNAL, time) != null;
    }

    private int good(String stream, long index, Doing doing) {
        return doing.moves() ? 2 + noise.below(stream, index, 2) : 2 + noise.below(stream, index, 3);
    }
}
