package io.vitalwatch.alarm.patient;

import io.vitalwatch.corsano.Field;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Seeded stories of one bracelet: taken off, put on the charger, drained and charged; bad signal, implausible values, a patient who cools
 * down or has fever, flags, rows that do not say whether it is worn, and several rows of one sample time, some of them in conflict.
 */
final class BraceletTraces {
    private final Random random;
    private final List<Sample> samples = new ArrayList<>();
    private Ternary worn = Ternary.TRUE;
    private boolean charging;
    private int battery = 30;
    private boolean poor;
    private boolean odd;
    private double pulse = 80;
    private double temperature = 36.5;
    /** The fields that rows leave out now, a bit for each by ordinal, and the names that they have instead. */
    private int without;
    private List<String> instead = List.of();

    private BraceletTraces(Random random) {
        this.random = random;
    }

    /** So many minutes of rows in order of sample time; rows of one time in any order. */
    static List<Sample> samples(long seed, int minutes) {
        BraceletTraces trace = new BraceletTraces(new Random(seed));
        long time = Timeline.BEGINNING;
        long end = time + minutes * Rules.MINUTE;
        while (time < end) {
            trace.step(time);
            time += trace.random.nextInt(30) == 0 ? trace.random.nextInt(1_500_000) : 1000L * (10 + trace.random.nextInt(170));
        }
        return trace.samples;
    }

    private void step(long time) {
        if (random.nextInt(12) == 0) {
            worn = random.nextInt(4) == 0 ? Ternary.UNKNOWN : Ternary.of(random.nextInt(3) > 0);
            charging = worn != Ternary.TRUE && random.nextInt(2) == 0;
        }
        poor = random.nextInt(14) == 0 ? !poor : poor;
        odd = random.nextInt(9) == 0 ? random.nextInt(3) == 0 : odd;
        battery = Math.max(0, Math.min(100, battery + (charging ? random.nextInt(8) : -random.nextInt(3))));
        pulse = Math.max(25, Math.min(200, pulse + random.nextGaussian() * 12));
        temperature = Math.max(33, Math.min(41, temperature + random.nextGaussian() * 0.5));
        if (random.nextInt(3) > 0) {
            samples.add(fields(activity(time)));
        }
        if (random.nextInt(2) == 0) {
            samples.add(fields(temperature(time)));
        }
        if (random.nextInt(15) == 0) {
            samples.add(fields(activity(time)));
        }
        if (random.nextInt(40) == 0) {
            samples.add(fields(temperature(time)));
        }
    }

    private Sample fields(Sample row) {
        if (random.nextInt(25) == 0) {
            without = random.nextInt(3) > 0 ? 0
                    : 1 << Field.BPM.ordinal() + random.nextInt(3) | 1 << Field.TEMP_SK1.ordinal() * random.nextInt(2);
            instead = random.nextInt(4) > 0 ? List.of() : List.of("field" + random.nextInt(40));
        }
        int fields = random.nextInt(60) == 0 ? 0
                : (row.type() == SampleType.ACTIVITY ? Sample.EVERY_FIELD : 1 | 1 << Field.TEMP_SK1.ordinal()) & ~(without & ~1);
        List<String> names = random.nextInt(80) == 0 ? List.of("once") : random.nextInt(6) == 0 ? instead : List.of();
        return new Sample(row.type(), row.time(), row.offsetMinutes(), row.worn(), row.charging(), row.battery(), row.activity(),
                row.cardiacArrest(), row.readings(), fields, names);
    }

    private Sample activity(long time) {
        boolean off = worn == Ternary.FALSE || charging;
        List<Reading> readings = new ArrayList<>();
        if (random.nextInt(5) > 0) {
            readings.add(reading(Group.PULSE, pulse, 0, off));
        }
        if (random.nextInt(3) > 0) {
            readings.add(reading(Group.SPO2, 88 + random.nextInt(12), 0, off));
        }
        if (random.nextInt(8) == 0) {
            readings.add(reading(Group.BLOOD_PRESSURE, 80 + random.nextInt(110), 40 + random.nextInt(30), off));
        }
        int charge = random.nextInt(12) == 0 ? Sample.MISSING : battery + (random.nextInt(20) == 0 && battery < 99 ? 1 : 0);
        int flag = random.nextInt(50) == 0 ? 1 + random.nextInt(2) : 0;
        return new Sample(SampleType.ACTIVITY, time, random.nextInt(3) == 0 ? 120 : 60, random.nextInt(20) == 0 ? Ternary.UNKNOWN : worn,
                Ternary.of(charging), charge, random.nextInt(8), flag, readings);
    }

    private Reading reading(Group group, double value, double second, boolean off) {
        Verdict verdict = off ? charging ? Verdict.CHARGING : Verdict.NOT_WORN
                : poor && random.nextInt(8) > 0 ? Verdict.QUALITY
                : odd && random.nextInt(2) == 0 ? Verdict.IMPLAUSIBLE : Verdict.USABLE;
        if (verdict == Verdict.QUALITY && !group.hasQuality()) {
            return new Reading(group, group.round(Math.round(value * 1000)), 0, Reading.NO_QUALITY, Verdict.INCOMPLETE);
        }
        int quality = !group.hasQuality() ? Reading.NO_QUALITY : verdict == Verdict.QUALITY ? random.nextInt(3) : 3 + random.nextInt(2);
        return new Reading(group, group.round(Math.round((verdict == Verdict.IMPLAUSIBLE ? 500 + value : value) * 1000)),
                group.round(Math.round(second * 1000)), quality, verdict);
    }

    private Sample temperature(long time) {
        Verdict verdict = odd && random.nextInt(3) == 0 ? Verdict.IMPLAUSIBLE : Verdict.USABLE;
        double celsius = verdict == Verdict.IMPLAUSIBLE ? temperature - 20 : temperature;
        return new Sample(SampleType.TEMPERATURE, time, 60, Ternary.UNKNOWN, Ternary.UNKNOWN, Sample.MISSING, Sample.MISSING, Sample.MISSING,
                List.of(new Reading(Group.TEMPERATURE, Group.TEMPERATURE.round(Math.round(celsius * 1000)), 0, Reading.NO_QUALITY, verdict)));
    }
}
