package io.vitalwatch.bench;

import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientCodec;
import io.vitalwatch.alarm.patient.PatientMonitor;
import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Sample;
import io.vitalwatch.quality.QualityGate;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Size of a patient's state after a delivery of 20 rows and after a day, at different rates: bytes in a checkpoint, exact, and heap of
 * patients that are kept as objects, by the used memory of this process. Without a cluster.
 */
public final class StateSize {
    private static final long DAY = 86_400_000L;
    /** Patients whose heap is measured: after one delivery, and after a day. */
    private static final int MANY = 5_000;
    private static final int FEW = 100;

    private final JobSettings settings;
    private final BodyDecoder decoder;
    private final QualityGate gate;
    private final PatientMonitor monitor;

    private StateSize(JobSettings settings) {
        this.settings = settings;
        this.decoder = new BodyDecoder(settings.decoding().defaultStudy(), settings.decoding().maxBodyBytes());
        this.gate = new QualityGate(settings.gate());
        this.monitor = new PatientMonitor(settings.monitor(), settings.catalogue(), Set.of());
    }

    /** @param args parameters of the job */
    public static void main(String[] args) throws Exception {
        StateSize size = new StateSize(JobSettingsReader.read(List.of(args)));
        System.out.printf("late.reach %d min%n%-14s %10s %16s %16s %16s%n", size.settings.monitor().lateReach() / 60_000, "rows a minute",
                "after", "in a checkpoint", "most of it", "of the heap");
        size.measure(1, 1, MANY);
        for (int perMinute : new int[] {1, 6, 60}) {
            print(perMinute, "a delivery", size.measure(perMinute, 1, MANY));
            print(perMinute, "a day", size.measure(perMinute, (int) (DAY / 60_000 * perMinute / Deliveries.ROWS), FEW));
        }
    }

    private static void print(int perMinute, String after, long[] bytes) {
        System.out.printf("%-14d %10s %,16d %,16d %,16d%n", perMinute, after, bytes[0], bytes[1], bytes[2]);
    }

    /** Bytes of a patient: in a checkpoint at the end, the most before, on the heap. */
    private long[] measure(int perMinute, int rounds, int number) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(1 << 16);
        Patient[] patients = new Patient[number];
        int most = 0;
        long before = used();
        for (int i = 0; i < number; i++) {
            Deliveries deliveries = new Deliveries(1, rounds, 60_000 / perMinute);
            for (int round = 0; round < rounds; round++) {
                List<Sample> samples = new ArrayList<>();
                for (Row row : decoder.decode(deliveries.body(0, round)).rows()) {
                    samples.add(gate.judge(row));
                }
                patients[i] = monitor.deliver(patients[i], new Delivery(Deliveries.user(0), "EZTJD",
                        deliveries.arrival(0, round), new Origin("corsano.raw", 0, round), samples), new Steps.Nothing());
                if (i == 0) {
                    out.clear();
                    PatientCodec.write(patients[i], out);
                    most = Math.max(most, out.length());
                }
            }
        }
        long heap = (used() - before) / number;
        long bytes = 0;
        for (Patient patient : patients) {
            out.clear();
            PatientCodec.write(patient, out);
            bytes += out.length();
        }
        Arrays.fill(patients, null);
        return new long[] {bytes / number, most, heap};
    }

    /** Used heap after garbage collections, bytes. */
    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
