package io.vitalwatch.bench;

import io.vitalwatch.alarm.Patient;
import io.vitalwatch.alarm.PatientCodec;
import io.vitalwatch.alarm.PatientMonitor;
import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.job.Settings;
import io.vitalwatch.job.SettingsReader;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Row;
import io.vitalwatch.model.Sample;
import io.vitalwatch.quality.QualityGate;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Bytes of one patient's state in a checkpoint after a day, at different rates; exact, no cluster needed. */
public final class StateSize {
    private static final long DAY = 86_400_000L;

    private StateSize() {}

    /** @param args parameters of the job */
    public static void main(String[] args) throws Exception {
        Settings settings = SettingsReader.read(List.of(args));
        System.out.printf("%-14s %12s %18s%n", "rows a minute", "most bytes", "bytes after a day");
        for (int perMinute : new int[] {1, 6, 20, 60}) {
            int[] bytes = measure(settings, 60_000 / perMinute);
            System.out.printf("%-14d %,12d %,18d%n", perMinute, bytes[0], bytes[1]);
        }
    }

    private static int[] measure(Settings settings, long spacing) throws Exception {
        BodyDecoder decoder = new BodyDecoder(settings.decoding().defaultStudy(), settings.decoding().maxBodyBytes());
        QualityGate gate = new QualityGate(settings.gate());
        PatientMonitor monitor = new PatientMonitor(settings.monitor(), settings.catalogue(), Set.of());
        int rounds = (int) (DAY / spacing / Deliveries.ROWS);
        Deliveries deliveries = new Deliveries(1, rounds, spacing);
        DataOutputSerializer out = new DataOutputSerializer(1 << 16);
        Patient patient = null;
        int most = 0;
        for (int round = 0; round < rounds; round++) {
            List<Sample> samples = new ArrayList<>();
            for (Row row : decoder.decode(deliveries.body(0, round)).rows()) {
                samples.add(gate.judge(row));
            }
            patient = monitor.deliver(patient, new Delivery(Deliveries.user(0), "EZTJD", deliveries.arrival(0, round),
                    new Origin("corsano.raw", 0, round), samples), new Steps.Nothing());
            out.clear();
            PatientCodec.write(patient, out);
            most = Math.max(most, out.length());
        }
        return new int[] {most, out.length()};
    }
}
