package io.vitalwatch.alarm.patient;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded random stories of one patient: drifting vitals, bad readings, gaps, late and repeated rows, flags. */
public final class Traces {
    private Traces() {}

    /** So many deliveries of one user in order of arrival. */
    public static List<Delivery> random(String user, long seed, int deliveries) {
        Random random = new Random(seed);
        List<Delivery> trace = new ArrayList<>();
        long time = Timeline.BEGINNING + random.nextInt(60_000);
        double pulse = 75;
        double spo2 = 96;
        double systolic = 125;
        List<Sample> sent = new ArrayList<>();
        for (int i = 0; i < deliveries; i++) {
            List<Sample> samples = new ArrayList<>();
            int rows = 1 + random.nextInt(6);
            for (int r = 0; r < rows; r++) {
                time += random.nextInt(20) == 0 ? random.nextInt(3_600_000) : 1000L * (1 + random.nextInt(120));
                pulse = Math.max(25, Math.min(200, pulse + random.nextGaussian() * 12));
                spo2 = Math.max(70, Math.min(100, spo2 + random.nextGaussian() * 2));
                systolic = Math.max(55, Math.min(230, systolic + random.nextGaussian() * 18));
                boolean late = random.nextInt(12) == 0;
                long at = late ? time - random.nextInt(7_200_000) : time;
                Sample sample = sample(random, at, pulse, spo2, systolic);
                samples.add(sample);
                sent.add(sample);
                if (random.nextInt(15) == 0) {
                    samples.add(sent.get(random.nextInt(sent.size())));
                }
            }
            long arrival = time + random.nextInt(random.nextInt(10) == 0 ? 3_600_000 : 60_000);
            time = Math.max(time, arrival - 30_000);
            samples.sort(java.util.Comparator.comparingLong(Sample::time));
            trace.add(new Delivery(user, "S", arrival, new Origin("t", 0, i), samples));
        }
        for (int i = 1; i < trace.size(); i++) {
            Delivery each = trace.get(i);
            long arrival = Math.max(each.arrival(), trace.get(i - 1).arrival());
            trace.set(i, new Delivery(user, "S", arrival, each.origin(), each.samples()));
        }
        return trace;
    }

    private static Sample sample(Random random, long at, double pulse, double spo2, double systolic) {
        List<Reading> readings = new ArrayList<>();
        if (random.nextInt(5) > 0) {
            readings.add(reading(random, Group.PULSE, pulse, 0));
        }
        if (random.nextInt(3) > 0) {
            readings.add(reading(random, Group.SPO2, spo2, 0));
        }
        if (random.nextInt(6) == 0) {
            readings.add(reading(random, Group.BLOOD_PRESSURE, systolic, systolic * 0.6));
        }
        int flag = random.nextInt(60) == 0 ? 1 + random.nextInt(2) : 0;
        Ternary worn = random.nextInt(10) == 0 ? Ternary.FALSE : Ternary.TRUE;
        return new Sample(SampleType.ACTIVITY, at, 60, worn, Ternary.FALSE, random.nextInt(101), random.nextInt(8), flag, readings);
    }

    private static Reading reading(Random random, Group group, double value, double second) {
        Verdict verdict = random.nextInt(5) == 0 ? Verdict.QUALITY : Verdict.USABLE;
        return new Reading(group, group.round(Math.round(value * 1000)), group.round(Math.round(second * 1000)), 3, verdict);
    }
}
