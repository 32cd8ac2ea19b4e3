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
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs a simulated week of many patients through decoder, gate and monitor in one thread, and prints the heap of their state after each
 * simulated day. It stays constant if the state of a patient is bounded. Patients are closed between their deliveries, as the job does with
 * all but the most recent thousand.
 */
public final class WeekOfPatients {
    private static final int DAYS = 7;
    private static final int ROWS = 2;
    private static final long DAY = 86_400_000L;

    private WeekOfPatients() {}

    /** @param args number of patients, and minutes between two rows of a patient; default 100000 and 15 */
    public static void main(String[] args) throws IOException {
        int patients = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        long spacing = (args.length > 1 ? Integer.parseInt(args[1]) : 15) * 60_000L;
        JobSettings settings = JobSettingsReader.read(List.of());
        BodyDecoder decoder = new BodyDecoder(settings.decoding().defaultStudy(), settings.decoding().maxBodyBytes());
        QualityGate gate = new QualityGate(settings.gate());
        PatientMonitor monitor = new PatientMonitor(settings.monitor(), settings.catalogue(), Set.of());
        int aDay = (int) (DAY / spacing / ROWS);
        Deliveries deliveries = new Deliveries(ROWS, patients, DAYS * aDay, spacing);
        byte[][] state = new byte[patients][];
        DataOutputSerializer bytes = new DataOutputSerializer(1024);
        String[] users = new String[patients];
        for (int patient = 0; patient < patients; patient++) {
            users[patient] = Deliveries.user(patient);
        }
        System.out.printf("%,d patients, a row each %d minutes%n", patients, spacing / 60_000);
        long before = usedBytes();
        for (int round = 0; round < DAYS * aDay; round++) {
            for (int patient = 0; patient < patients; patient++) {
                List<Sample> samples = new ArrayList<>(ROWS);
                for (Row row : decoder.decode(deliveries.body(patient, round)).rows()) {
                    samples.add(gate.judge(row));
                }
                Patient known = state[patient] == null ? null : PatientCodec.read(new DataInputDeserializer(state[patient]));
                Patient after = monitor.deliver(known, new Delivery(users[patient], "EZTJD",
                        deliveries.arrival(patient, round), new Origin("corsano.raw", 0, round), samples), new Steps.Nothing());
                bytes.clear();
                PatientCodec.write(after, bytes);
                state[patient] = bytes.getCopyOfBuffer();
            }
            if ((round + 1) % aDay == 0) {
                long used = usedBytes() - before;
                System.out.printf("day %d: %,d MiB of state on the heap, %,d bytes a patient%n", (round + 1) / aDay, used >> 20,
                        used / patients);
            }
        }
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
