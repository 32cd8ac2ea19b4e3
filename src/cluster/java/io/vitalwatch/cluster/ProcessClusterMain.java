package io.vitalwatch.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The main class of {@code jobs/test-cluster.sh}: {@code start|stop|status FOLDER}. */
final class ProcessClusterMain {
    private static final List<String> NAMES = List.of("taskmanager-2", "taskmanager-1", "jobmanager", "broker");
    private static final String ADDRESSES = "addresses";

    private ProcessClusterMain() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[1]).toAbsolutePath().normalize();
        System.exit(switch (args[0]) {
            case "start" -> start(home);
            case "stop" -> stop(home);
            default -> status(home);
        });
    }

    private static int start(Path home) throws Exception {
        if (Files.exists(home.resolve(ADDRESSES))) {
            System.err.println("A cluster was started in " + home + " already. Stop it first.");
            return 1;
        }
        ProcessCluster cluster = ProcessCluster.start(home, ProcessCluster.QUICK);
        cluster.broker().createTopics(List.of("corsano.raw", "vitals.alerts", "vitals.windows", "vitals.rejected"), 4);
        cluster.leave();
        Files.write(home.resolve(ADDRESSES), List.of(
                "flink  " + cluster.address(),
                "kafka  " + cluster.broker().bootstrapServers()));
        return status(home);
    }

    private static int status(Path home) throws IOException {
        if (!Files.exists(home.resolve(ADDRESSES))) {
            System.out.println("No cluster in " + home);
            return 3;
        }
        Files.readAllLines(home.resolve(ADDRESSES)).forEach(System.out::println);
        boolean all = true;
        for (String name : NAMES) {
            ServerProcess process = new ServerProcess(name, home.resolve(name), List.of());
            all &= process.alive();
            System.out.println(name + "  " + process.pid().map(pid -> "process " + pid).orElse("not running"));
        }
        return all ? 0 : 1;
    }

    private static int stop(Path home) throws Exception {
        if (!Files.exists(home)) {
            System.out.println("No cluster in " + home);
            return 0;
        }
        for (String name : NAMES) {
            new ServerProcess(name, home.resolve(name), List.of()).stop();
            delete(home.resolve(name));
        }
        for (String name : List.of("checkpoints", "savepoints", ADDRESSES)) {
            delete(home.resolve(name));
        }
        try (Stream<Path> rest = Files.list(home)) {
            if (rest.findAny().isPresent()) {
                System.out.println("Stopped. Files that are not the cluster's are left in " + home);
                return 0;
            }
        }
        Files.delete(home);
        System.out.println("Stopped; nothing is left in " + home);
        return 0;
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> paths = Files.walk(path)) {
                for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
