package io.vitalwatch.monitor;

import io.vitalwatch.bench.Collected;
import io.vitalwatch.bench.Deliveries;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

import com.sun.management.OperatingSystemMXBean;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What grows with the number of patients in the monitor alone: one subtask with state on the heap, one row a minute of each patient, all
 * patients spread evenly over the minute, a watermark for each {@link #BATCH} deliveries. Prints nanoseconds of CPU for a sample, in
 * deliveries and in timers, of the second half of the rounds; and those of the whole process, which are more by the garbage collector (and
 * by making the deliveries).
 *
 * <p>Arguments: rounds, then numbers of patients. The first number is run twice, because the first run warms up.
 */
public final class MonitorGrowthBench {
    private static final long BEGINNING = 1_763_560_800_000L;
    private static final long MINUTE = 60_000;
    private static final int BATCH = 500;
    private static final int KEY_GROUPS = 128;
    private static final int OPEN = Integer.getInteger("open", 0);
    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private MonitorGrowthBench() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        System.out.printf("%10s %8s %12s %12s %12s%n", "patients", "rounds", "deliveries", "timers", "process");
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            numbers.add(Integer.parseInt(arguments[i]));
        }
        measure(numbers.get(0), Math.max(rounds, 1_000_000 / numbers.get(0)));
        for (int patients : numbers) {
            // Small numbers of patients are measured for longer, so that each case has a million samples.
            measure(patients, Math.max(rounds, 1_000_000 / patients));
        }
    }

    private static void measure(int patients, int rounds) throws Exception {
        JobSettings settings = JobSettingsReader.read(List.of());
        MonitorOperator operator = new MonitorOperator(settings.monitor(), settings.catalogue(), Set.of(), false,
                WINDOWS, new OutputTag<>("rejected", TypeInformation.of(Rejection.class)), OPEN);
        String[] users = new String[patients];
        Arrays.setAll(users, patient -> Deliveries.user(patient));
        long[] spent = new long[3];
        long measured = 0;
        try (var harness = new KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>(operator, Delivery::user,
                new ValueType<>(String.class, new UserSerializer()), KEY_GROUPS, 1, 0)) {
            harness.setup();
            Collected<Alert> out = new Collected<>();
            out.comesFrom(operator);
            harness.open();
            long process = 0;
            for (int round = 0; round < rounds; round++) {
                if (round == rounds / 2) {
                    spent = new long[3];
                    process = PROCESS.getProcessCpuTime();
                    measured = 0;
                }
                for (int first = 0; first < patients; first += BATCH) {
                    List<StreamRecord<Delivery>> batch = new ArrayList<>(BATCH);
                    for (int patient = first; patient < Math.min(patients, first + BATCH); patient++) {
                        long at = BEGINNING + round * MINUTE + patient * MINUTE / patients;
                        batch.add(new StreamRecord<>(delivery(users[patient], patient, round, at), at));
                    }
                    measured += batch.size();
                    long begin = cpu();
                    for (StreamRecord<Delivery> each : batch) {
                        harness.processElement(each);
                    }
                    long middle = cpu();
                    harness.processWatermark(batch.get(batch.size() - 1).getTimestamp() - 1);
                    spent[0] += middle - begin;
                    spent[1] += cpu() - middle;
                    out.clear();
                }
            }
            spent[2] = PROCESS.getProcessCpuTime() - process;
        }
        System.out.printf("%,10d %8d %12d %12d %12d%n", patients, rounds, spent[0] / measured, spent[1] / measured, spent[2] / measured);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Delivery delivery(String user, int patient, int round, long at) {
        int moved = (patient * 31 + round * 17) % 7;
        Sample row = new Sample(SampleType.ACTIVITY, at, 60, Ternary.TRUE, Ternary.FALSE, 80, 7, 0, List.of(
                new Reading(Group.PULSE, 70_000 + moved * 1000, 0, 4, Verdict.USABLE),
                new Reading(Group.SPO2, 96_000 + moved % 3 * 1000, 0, 4, Verdict.USABLE),
                new Reading(Group.RESPIRATION, 14_000 + moved * 500, 0, 4, Verdict.USABLE)));
        return new Delivery(user, "S", at, new Origin("t", 0, round), List.of(row));
    }
}
