package io.vitalwatch.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientMonitor;
import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.monitor.DeliverySerializer;
import io.vitalwatch.quality.QualityGate;
import io.vitalwatch.window.ReadingRing;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Measures each step from body to record, nanoseconds for a sample. {@code tokens}, a plain scan by Jackson, measures the machine. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Steps {
    private static final int DELIVERIES = 64;
    private static final long SPACING = 3000;

    private final JsonFactory json = new JsonFactory();
    private final JobSettings settings = JobSettingsReader.read(List.of());
    private final BodyDecoder decoder = new BodyDecoder(settings.decoding().defaultStudy(), settings.decoding().maxBodyBytes());
    private final QualityGate gate = new QualityGate(settings.gate());
    private final Set<Verdict> rows = EnumSet.of(Verdict.IMPLAUSIBLE, Verdict.NEGATIVE, Verdict.MALFORMED, Verdict.INCOMPLETE);
    private final PatientMonitor monitor = new PatientMonitor(settings.monitor(), settings.catalogue(), rows);
    private final Nothing out = new Nothing();
    private final byte[][] bodies = new byte[DELIVERIES][];
    private final Row[][] decoded = new Row[DELIVERIES][];
    private final List<List<Sample>> judged = new ArrayList<>();
    private final DeliverySerializer serializer = new DeliverySerializer();
    private final DataOutputSerializer bytes = new DataOutputSerializer(4096);
    private final DataInputDeserializer back = new DataInputDeserializer();
    private final ReadingRing ring = new ReadingRing();
    private final Reading pulse = new Reading(Group.PULSE, 72_000, 0, 3, Verdict.USABLE);
    private Patient patient;
    private int next;
    private long shift;
    private long time;

    @Setup
    public void prepare() {
        Deliveries deliveries = new Deliveries(1, DELIVERIES, SPACING);
        for (int i = 0; i < DELIVERIES; i++) {
            bodies[i] = deliveries.body(0, i);
            Decoded read = decoder.decode(bodies[i]);
            decoded[i] = read.rows().toArray(Row[]::new);
            List<Sample> samples = new ArrayList<>();
            for (Row row : decoded[i]) {
                samples.add(gate.judge(row));
            }
            judged.add(samples);
        }
    }

    @Benchmark
    @OperationsPerInvocation(Deliveries.ROWS)
    public int tokens() throws IOException {
        int tokens = 0;
        try (JsonParser parser = json.createParser(bodies[next++ & DELIVERIES - 1])) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    @Benchmark
    @OperationsPerInvocation(Deliveries.ROWS)
    public Decoded decode() {
        return decoder.decode(bodies[next++ & DELIVERIES - 1]);
    }

    @Benchmark
    @OperationsPerInvocation(Deliveries.ROWS)
    public void gate(Blackhole hole) {
        for (Row row : decoded[next++ & DELIVERIES - 1]) {
            hole.consume(gate.judge(row));
        }
    }

    /** Serialises for the shuffle and reads back. */
    @Benchmark
    @OperationsPerInvocation(Deliveries.ROWS)
    public Delivery shuffle() throws IOException {
        Delivery delivery = new Delivery("e962-2c5c", "EZTJD", Deliveries.BEGIN, new Origin("corsano.raw", 1, next),
                judged.get(next++ & DELIVERIES - 1));
        bytes.clear();
        serializer.serialize(delivery, bytes);
        back.setBuffer(bytes.getSharedBuffer(), 0, bytes.length());
        return serializer.deserialize(back);
    }

    /** Adds a reading to a window of an hour and removes the oldest. */
    @Benchmark
    public int window() {
        time += SPACING;
        int index = ring.insert(time, pulse, 7, 10_000);
        ring.evict(time - 3_600_000, 4);
        return index;
    }

    /** Every rule of the catalogue and every window, for one patient, continuously. */
    @Benchmark
    @OperationsPerInvocation(Deliveries.ROWS)
    public Patient rules() {
        int index = next & DELIVERIES - 1;
        if (index == 0) {
            shift = (long) next * Deliveries.ROWS * SPACING;
        }
        next++;
        List<Sample> samples = new ArrayList<>(Deliveries.ROWS);
        for (Sample each : judged.get(index)) {
            samples.add(new Sample(each.type(), each.time() + shift, each.offsetMinutes(), each.worn(), each.charging(), each.battery(),
                    each.activity(), each.cardiacArrest(), each.readings()));
        }
        long arrival = samples.get(samples.size() - 1).time();
        patient = monitor.deliver(patient, new Delivery("e962-2c5c", "EZTJD", arrival, new Origin("corsano.raw", 1, next), samples), out);
        return patient;
    }

    /** Ignores everything. */
    static final class Nothing implements MonitorOutput {
        private long seen;

        @Override
        public void alert(Alert alert) {
            seen++;
        }

        @Override
        public void window(WindowSummary summary) {
            seen++;
        }

        @Override
        public void rejected(Rejection rejection) {
            seen++;
        }

        @Override
        public void count(Event event) {
            seen++;
        }

        @Override
        public void reading(Verdict verdict) {
            seen++;
        }
    }
}
