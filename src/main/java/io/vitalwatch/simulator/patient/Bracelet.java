package io.vitalwatch.simulator.patient;

import io.vitalwatch.simulator.patient.BodyFault.Signal;
import io.vitalwatch.simulator.patient.PatientInjections.BodyEffect;
import io.vitalwatch.simulator.patient.Routine.DayMoment;
import io.vitalwatch.simulator.patient.Routine.Occupation;
import io.vitalwatch.simulator.patient.SimulatedVital.RowPlace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A virtual bracelet: the rows that it stores. An optical row (pulse, respiration) at each tick, a row of its own for SpO2 at each fourth
 * tick while the patient is still, a blood-pressure row three seconds after a tick in each half hour: some 1,850 activity rows a day at one
 * tick a minute, as the vendor's bracelets have.
 *
 * <p>Now and then the signal is poor: then the value is nonsense and the quality code says so.
 */
public final class Bracelet {
    private static final long HALF_HOUR = 1_800_000;
    private static final long BLOOD_PRESSURE_TRY = 240_000;
    private static final int TICKS_BETWEEN_OWN_ROWS = 4;
    private static final List<SimulatedVital> OPTICAL = at(RowPlace.OPTICAL_ROW);
    private static final List<SimulatedVital> OWN_ROWS = at(RowPlace.ROW_OF_ITS_OWN);
    private static final List<SimulatedVital> TEMPERATURES = at(RowPlace.TEMPERATURE_ROW);

    private final Noise noise;
    private final PatientInjections injections;
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
    Bracelet(Noise noise, PatientInjections injections, int offsetMinutes, long start, int rowsPerMinute) {
        this.noise = noise;
        this.injections = injections;
        this.routine = new Routine(noise, injections, offsetMinutes);
        this.body = new Physiology(noise, injections, routine);
        this.tick = 60_000 / rowsPerMinute;
        long whole = start - start % 1000;
        this.firstTick = whole + (tick < 1000 ? 0 : noise.below("phase", 0, (int) (tick / 1000)) * 1000L);
        this.timezone = IsoTimes.offset(offsetMinutes);
        this.ios = noise.chance("ios", 0, 0.3);
    }

    /** The activity rows that are made after {@code from} and up to {@code to}, Unix milliseconds of true time, oldest first. */
    public List<BraceletRow> activity(long from, long to) {
        List<BraceletRow> rows = new ArrayList<>();
        for (long index = Math.floorDiv(from - firstTick, tick); firstTick + index * tick <= to; index++) {
            long time = firstTick + index * tick;
            if (within(time, from, to)) {
                store(rows, optical(time, index));
            }
            if (Math.floorMod(index, TICKS_BETWEEN_OWN_ROWS) == 0) {
                ownRows(rows, time, index / TICKS_BETWEEN_OWN_ROWS, from, to);
            }
            long third = time + after(2);
            if (within(third, from, to) && isPressureTick(time) && measures(SimulatedVital.SYSTOLIC, third)) {
                store(rows, pressure(third));
            }
        }
        return rows;
    }

    /** The temperature rows that are made after {@code from} and up to {@code to}, likewise. */
    public List<BraceletRow> temperature(long from, long to) {
        List<BraceletRow> rows = new ArrayList<>();
        for (long index = Math.floorDiv(from - firstTick, tick); firstTick + index * tick <= to; index++) {
            long time = firstTick + index * tick;
            if (within(time, from, to)) {
                BraceletRow row = BraceletRow.empty(RowLayout.TEMPERATURE, time, timezone);
                for (SimulatedVital vital : TEMPERATURES) {
                    if (measures(vital, time) && vital.measuredIn(body, time)) {
                        row.with(vital.field(), body.reading(vital, time));
                    }
                }
                store(rows, row);
            }
        }
        return rows;
    }

    private static List<SimulatedVital> at(RowPlace place) {
        return Arrays.stream(SimulatedVital.values()).filter(vital -> vital.place() == place).toList();
    }

    private static boolean within(long time, long from, long to) {
        return time > from && time <= to;
    }

    /** When a further row of a tick is made, after the optical one: the first 2 s, the second 3 s, sooner where ticks are close. */
    private long after(int position) {
        return tick >= 10_000 ? (position + 1) * 1000L : tick * position / 4;
    }

    /** Adds a row as the bracelet stores it. */
    private void store(List<BraceletRow> rows, BraceletRow row) {
        List<BraceletRow> stored = List.of(row);
        for (BodyEffect effect : injections.effects()) {
            if (effect.holds(row.time())) {
                stored = stored.stream().flatMap(each -> effect.fault().store(effect.injection(), each, noise).stream()).toList();
            }
        }
        rows.addAll(stored);
    }

    /** Whether there is a living wrist to measure, and the sensor measures it. */
    private boolean measures(SimulatedVital vital, long time) {
        return !routine.off(time) && !routine.charging(time) && !hidden(vital, time);
    }

    private boolean hidden(SimulatedVital vital, long time) {
        for (BodyEffect effect : injections.effects()) {
            if (effect.fault().hides(effect.injection(), vital, time)) {
                return true;
            }
        }
        return false;
    }

    private BraceletRow common(long time) {
        boolean charging = routine.charging(time);
        return BraceletRow.empty(RowLayout.ACTIVITY, time, timezone)
                .with(RowLayout.WEARING, charging || routine.off(time) ? 0 : 4)
                .with(RowLayout.BATTERY, routine.battery(time))
                .with(RowLayout.IS_CHARGING, charging ? 1 : 0);
    }

    private BraceletRow optical(long time, long index) {
        BraceletRow row = common(time);
        if (row.get(RowLayout.WEARING) == 0) {
            return ios ? row.with(RowLayout.SKIN_PROXIMITY, 0).with(RowLayout.SPEED, 0) : row;
        }
        DayMoment moment = routine.at(time);
        Occupation occupation = moment.occupation();
        row.with(RowLayout.ACTIVITY_TYPE, occupation.code())
                .with(RowLayout.ACTIVITY_COUNT, occupation == Occupation.SLEEP ? noise.below("count", index, 4)
                        : noise.between("count", index, 5, 30) + moment.exertion() * 3)
                .with(RowLayout.ENERGY_EXP, 1100 + moment.exertion() * 45 + noise.between("energy", index, 0, 120))
                .with(RowLayout.PHA, 10).with(RowLayout.PHA_Q, 10);
        if (occupation == Occupation.WALK || occupation == Occupation.RUN) {
            double pace = occupation == Occupation.RUN ? 165 : 104;
            row.with(RowLayout.LAST_STEPS, (pace + noise.between("steps", index, -9, 9)) * tick / 60_000)
                    .with(RowLayout.GAIT_ASYMMETRY, noise.between("asymmetry", index, 1, 6))
                    .with(RowLayout.GAIT_SPEED, occupation == Occupation.RUN ? 3 : 1)
                    .with(RowLayout.GAIT_VAR, noise.between("variance", index, 2, 8));
        }
        if (ios) {
            row.with(RowLayout.SKIN_PROXIMITY, 1)
                    .with(RowLayout.SPEED, occupation.sport() ? 3 : occupation == Occupation.WALK ? 1 : 0);
        }
        for (BodyEffect effect : injections.effects()) {
            if (effect.holds(time)) {
                effect.fault().mark(effect.injection(), row);
            }
        }
        for (SimulatedVital vital : OPTICAL) {
            if (!hidden(vital, time)) {
                read(row, vital, time, index, occupation);
            }
        }
        return row;
    }

    private void ownRows(List<BraceletRow> rows, long tickTime, long index, long from, long to) {
        for (SimulatedVital vital : OWN_ROWS) {
            int position = 1 + 2 * OWN_ROWS.indexOf(vital);
            long time = tickTime + after(position);
            if (within(time, from, to) && measures(vital, time) && !routine.at(tickTime).occupation().moves()) {
                BraceletRow row = common(time);
                read(row, vital, time, index, Occupation.REST);
                store(rows, row);
            }
        }
    }

    /** Enters a reading with its quality. */
    private void read(BraceletRow row, SimulatedVital vital, long time, long index, Occupation occupation) {
        Signal signal = signal(time);
        if (signal == Signal.POOR || signal != Signal.GOOD && vital.poor(noise, index, occupation)) {
            row.with(vital.field(), vital.artefact(noise, index))
                    .with(vital.quality(), vital.poorQuality(noise, index, signal == Signal.POOR));
        } else {
            row.with(vital.field(), body.reading(vital, time)).with(vital.quality(), vital.goodQuality(noise, index, occupation));
        }
    }

    private Signal signal(long time) {
        Signal found = null;
        for (BodyEffect effect : injections.effects()) {
            Signal signal = effect.fault().signal(effect.injection(), time);
            if (signal == Signal.POOR) {
                return signal;
            }
            found = signal == null ? found : signal;
        }
        return found;
    }

    private BraceletRow pressure(long time) {
        long slot = Math.floorDiv(time, HALF_HOUR);
        double systolic = body.reading(SimulatedVital.SYSTOLIC, time);
        double diastolic = body.reading(SimulatedVital.DIASTOLIC, time);
        // The single measurement's error is larger in movement; the combined series is the mean of the other two.
        double error = routine.at(time).occupation().moves() ? 9 : 5;
        long high = Math.round(systolic + error * (2 * noise.unit("systolic.error", slot) - 1));
        long low = Math.round(diastolic + error * 0.6 * (2 * noise.unit("diastolic.error", slot) - 1));
        return common(time)
                .with(SimulatedVital.SYSTOLIC.field(), high).with(SimulatedVital.DIASTOLIC.field(), low)
                .with(RowLayout.SYSTOLIC_LONG_TERM, systolic).with(RowLayout.DIASTOLIC_LONG_TERM, diastolic)
                .with(RowLayout.SYSTOLIC_COMBINE, (high + Math.round(systolic)) / 2)
                .with(RowLayout.DIASTOLIC_COMBINE, (low + Math.round(diastolic)) / 2);
    }

    /** Once in each half hour: at the first try while the patient is still, else at the last try, in movement or not. */
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
        return measures(SimulatedVital.SYSTOLIC, time) && measures(SimulatedVital.SYSTOLIC, time + 3000)
                && !routine.at(time).occupation().moves();
    }
}
