package io.vitalwatch.bench;

import io.vitalwatch.job.VitalsAlertJob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The job of the product: every rule of the catalogue and all three sinks, up to the end of the topic. It is started like on a cluster, by its
 * main class and its parameters, so that another build of it can stand in the class path: this class uses nothing else of it.
 */
final class VitalWatchContender implements Contender {
    private final BenchControl control;

    /** @param control null for a job without control */
    VitalWatchContender(BenchControl control) {
        this.control = control;
    }

    @Override
    public long[] run(Run run) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--kafka.bootstrap.servers=" + run.servers(),
                "--kafka.interceptor.classes=" + Stopwatch.class.getName(),
                "--source.start=earliest",
                "--source.stop=latest",
                "--source.group=" + run.name(),
                "--topic.raw=" + run.raw(),
                "--topic.alerts=" + run.alerts(),
                "--topic.windows=" + run.windows(),
                "--topic.rejected=" + run.rejected()));
        run.client().forEach((name, value) -> {
            if (!name.equals("interceptor.classes")) {
                arguments.add("--kafka." + name + "=" + value);
            }
        });
        run.more().forEach((name, value) -> {
            if (name.startsWith("job.")) {
                arguments.add("--" + name.substring(4) + "=" + value);
            }
        });
        if (control != null) {
            arguments.addAll(control.prepare(run));
        }
        try (BenchFlink flink = BenchFlink.of(run)) {
            Map<String, Long> counters = flink.runMain(() -> VitalsAlertJob.main(arguments.toArray(String[]::new)));
            long[] took = Stopwatch.read();
            if (counters.get("samples.in") != run.samples()) {
                throw new IllegalStateException("of " + run.samples() + " samples some are missing: " + counters);
            }
            if (flink.largestCheckpoint().length > 0) {
                System.out.printf("CHECKPOINT largest %,d bytes, %,d a patient, in %,d ms%n", flink.largestCheckpoint()[0],
                        flink.largestCheckpoint()[0] / counters.get("patients"), flink.largestCheckpoint()[1]);
            }
            return took;
        }
    }
}
