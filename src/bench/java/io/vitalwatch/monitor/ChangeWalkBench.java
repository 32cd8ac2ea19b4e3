package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.MonitorSettings;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.job.control.KeyGroupKeys;
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
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a change of limits for all patients costs one subtask: CPU time of the whole walk, which is done in slices between records, and of
 * copying the keys, the longest single pause. Of 20 patients one has an open alarm that the change ends.
 *
 * <p>Argument: the number of patients; a million needs a heap of 1.9 GB.
 */
public final class ChangeWalkBench {
    private static final long BEGINNING = 1_763_560_800_000L;
    private static final int KEY_GROUPS = 128;

    private ChangeWalkBench() {}

    public static void main(String[] arguments) throws Exception {
        int patients = Integer.parseInt(arguments[0]);
        CatalogueText rules = new CatalogueText(bundled(), "rules.yaml", Map.of(), Ages.defaults());
        ControlRecord change = new ControlRecord("id", Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "bench", "bench",
                ControlRecord.ANY_SEQUENCE, new LimitsChange(Map.of("spo2-low.medium", "88"), List.of()));
        MonitorOperator operator = new MonitorOperator(new MonitorSettings(7_200_000, 300_000, 900_000, 600_000, 7 * 86_400_000L),
                rules.catalogue(), Set.of(), false, new OutputTag<>("windows", TypeInformation.of(WindowSummary.class)),
                new OutputTag<>("rejected", TypeInformation.of(Rejection.class)))
                .keeping(rules, 7 * 86_400_000L).controlledBy(content -> change, 1);
        try (var harness = new KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>(operator, Delivery::user,
                new ValueType<>(String.class, new UserSerializer()), KEY_GROUPS, 1, 0)) {
            harness.setup();
            harness.open();
            for (int i = 0; i < patients; i++) {
                long at = BEGINNING + i / 20;
                harness.processElement(new StreamRecord<>(delivery(i, at), at));
                if (i % 100_000 == 0) {
                    harness.getOutput().clear();
                }
            }
            long from = BEGINNING + patients / 20 + 20;
            harness.processWatermark(from - 10);
            harness.getOutput().clear();
            byte[] content = {1};
            for (String key : KeyGroupKeys.of(KEY_GROUPS)) {
                ControlCopy copy = new ControlCopy(0, 1, from, from, "hash", content);
                harness.processElement(new StreamRecord<>(Delivery.control(key, from, new Origin("t", 0, 1), copy), from));
                content = null;
            }
            long begin = cpu();
            // The harness's clock stands, so the first slice visits all patients.
            harness.processWatermark(from);
            System.out.println("walk over " + patients + " patients: " + (cpu() - begin) / 1_000_000 + " ms of CPU, "
                    + harness.getOutput().size() + " records");
            begin = cpu();
            try (Stream<Object> keys = operator.getKeyedStateBackend().getKeys("patient", VoidNamespace.INSTANCE)) {
                System.out.println("copying " + keys.toList().size() + " keys: " + (cpu() - begin) / 1_000_000 + " ms of CPU");
            }
        }
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String bundled() throws IOException {
        try (InputStream in = ChangeWalkBench.class.getResourceAsStream("/io/vitalwatch/rules.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Delivery delivery(int patient, long at) {
        int spo2 = patient % 20 == 0 ? 90 : 96;
        List<Sample> samples = Stream.of(3, 2, 1).map(minutes -> new Sample(SampleType.ACTIVITY, at - minutes * 60_000L, 60, Ternary.TRUE,
                Ternary.FALSE, 80, 7, 0, List.of(new Reading(Group.SPO2, spo2 * 1000, 0, 4, Verdict.USABLE),
                        new Reading(Group.PULSE, 70_000, 0, 4, Verdict.USABLE)))).toList();
        return new Delivery(String.format("%08d-c5a1-4000-8000-00000000002c", patient), "S", at, new Origin("t", 0, patient), samples);
    }
}
