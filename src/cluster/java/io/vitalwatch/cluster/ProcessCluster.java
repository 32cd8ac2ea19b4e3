package io.vitalwatch.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Flink session cluster as it runs in production, without images: JobManager and two TaskManagers, each a process of its own with its own
 * configuration folder and only Flink on its class path, and a Kafka broker beside them. All of it listens on the loopback interface, on
 * ports that were free at the start; each process can be killed and started again.
 *
 * <p>All files are in one folder: {@code broker}, {@code jobmanager}, {@code taskmanager-1}, {@code taskmanager-2}, {@code checkpoints},
 * {@code savepoints}. Closing stops the processes and leaves the folder to its owner.
 */
final class ProcessCluster implements AutoCloseable {
    static final int TASK_MANAGERS = 2;
    static final int SLOTS = 2;
    /** Settings for short tests: checkpoints each second. */
    static final Map<String, String> QUICK = Map.of("execution.checkpointing.interval", "1s", "execution.checkpointing.timeout", "30s");

    private static final String ENTRY = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String RUNNER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    /** JVM options that Flink's own scripts set. */
    private static final List<String> OPENINGS = Stream.of("java.base/java.lang", "java.base/java.net", "java.base/java.io",
            "java.base/java.nio",
            "java.base/sun.nio.ch", "java.base/java.lang.reflect", "java.base/java.text", "java.base/java.time", "java.base/java.util",
            "java.base/java.util.concurrent", "java.base/java.util.concurrent.atomic", "java.base/java.util.concurrent.locks")
            .map(part -> "--add-opens=" + part + "=ALL-UNNAMED").toList();

    private final Path home;
    private final BrokerServer broker;
    private final ServerProcess jobManager;
    private final List<ServerProcess> taskManagers = new ArrayList<>();
    private final URI rest;
    private final Thread lastResort = new Thread(this::killAll);

    private ProcessCluster(Path home, Map<String, String> settings) throws Exception {
        this.home = home;
        this.broker = BrokerServer.create(home.resolve("broker"));
        int rpcPort = Ports.free();
        int restPort = Ports.free();
        this.rest = URI.create("http://127.0.0.1:" + restPort);
        Files.createDirectories(checkpoints());
        Files.createDirectories(savepoints());
        Map<String, String> common = common(rpcPort);
        common.putAll(settings);
        this.jobManager = flink("jobmanager", ENTRY, "512m", common, Map.of(
                "jobmanager.bind-host", "127.0.0.1",
                "rest.address", "127.0.0.1",
                "rest.bind-address", "127.0.0.1",
                "rest.port", Integer.toString(restPort),
                "rest.bind-port", Integer.toString(restPort)));
        for (int i = 1; i <= TASK_MANAGERS; i++) {
            taskManagers.add(flink("taskmanager-" + i, RUNNER, "384m", common, Map.ofEntries(
                    Map.entry("taskmanager.host", "127.0.0.1"),
                    Map.entry("taskmanager.bind-host", "127.0.0.1"),
                    Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(SLOTS)),
                    // Flink's shell scripts would calculate these from the total.
                    Map.entry("taskmanager.cpu.cores", "1.0"),
                    Map.entry("taskmanager.memory.framework.heap.size", "64m"),
                    Map.entry("taskmanager.memory.framework.off-heap.size", "64m"),
                    Map.entry("taskmanager.memory.jvm-metaspace.size", "128m"),
                    Map.entry("taskmanager.memory.jvm-overhead.min", "64m"),
                    Map.entry("taskmanager.memory.jvm-overhead.max", "64m"),
                    Map.entry("taskmanager.memory.task.heap.size", "256m"),
                    Map.entry("taskmanager.memory.task.off-heap.size", "0m"),
                    Map.entry("taskmanager.memory.network.min", "48m"),
                    Map.entry("taskmanager.memory.network.max", "48m"),
                    Map.entry("taskmanager.memory.managed.size", "8m"))));
        }
    }

    /**
     * Starts all four processes and returns when every slot is there; some 10 seconds.
     *
     * @param home an empty or missing folder
     * @param settings of Flink, in place of those that are shipped; empty to test the shipped ones
     */
    static ProcessCluster start(Path home, Map<String, String> settings) throws Exception {
        ProcessCluster cluster = new ProcessCluster(home.toAbsolutePath().normalize(), settings);
        Runtime.getRuntime().addShutdownHook(cluster.lastResort);
        boolean started = false;
        try {
            cluster.jobManager.start();
            for (ServerProcess taskManager : cluster.taskManagers) {
                taskManager.start();
            }
            cluster.broker.start();
            cluster.awaitTaskManagers();
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    /** The shipped settings, with addresses and folders of this cluster. */
    private Map<String, String> common(int rpcPort) throws IOException {
        Map<String, String> common = shipped();
        // A reporter would need a port for each process.
        common.keySet().removeIf(name -> name.startsWith("metrics."));
        common.put("jobmanager.rpc.address", "127.0.0.1");
        common.put("jobmanager.rpc.port", Integer.toString(rpcPort));
        common.put("execution.checkpointing.dir", checkpoints().toUri().toString());
        common.put("execution.checkpointing.savepoint-dir", savepoints().toUri().toString());
        common.put("parallelism.default", "2");
        return common;
    }

    /** The lines of {@code flink-config.yaml}, by name. */
    private static Map<String, String> shipped() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : Files.readAllLines(BuiltProduct.FLINK_SETTINGS)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                settings.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
            }
        }
        return settings;
    }

    private ServerProcess flink(String name, String main, String heap, Map<String, String> common, Map<String, String> own) throws IOException {
        Path folder = home.resolve(name);
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Map<String, String> settings = new LinkedHashMap<>(common);
        settings.put("io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
        settings.putAll(own);
        Files.write(conf.resolve("config.yaml"), settings.entrySet().stream().map(e -> e.getKey() + ": '" + e.getValue() + "'").toList());
        Files.write(conf.resolve("log4j2.properties"), List.of(
                "rootLogger.level = INFO", "rootLogger.appenderRef.out.ref = Out", "appender.out.name = Out", "appender.out.type = Console",
                "appender.out.layout.type = PatternLayout", "appender.out.layout.pattern = %d %-5p %-60c %x - %m%n"));
        List<String> options = new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-Dlog4j.configurationFile=" + conf.resolve("log4j2.properties").toUri(), "-Djava.io.tmpdir=" + folder.resolve("tmp")));
        options.addAll(OPENINGS);
        return new ServerProcess(name, folder, ServerProcess.java(options, ClassPaths.flink(), main, List.of("--configDir", conf.toString())));
    }

    /** Address of the REST interface and web UI. */
    URI address() {
        return rest;
    }

    FlinkRest rest() {
        return new FlinkRest(rest);
    }

    BrokerServer broker() {
        return broker;
    }

    ServerProcess jobManager() {
        return jobManager;
    }

    /** @param number from 0 up */
    ServerProcess taskManager(int number) {
        return taskManagers.get(number);
    }

    Path checkpoints() {
        return home.resolve("checkpoints");
    }

    Path savepoints() {
        return home.resolve("savepoints");
    }

    /** All processes, in the order of start. */
    List<ServerProcess> processes() {
        List<ServerProcess> all = new ArrayList<>(List.of(broker.process(), jobManager));
        all.addAll(taskManagers);
        return all;
    }

    /** Kills all Flink processes; {@link #startMissing} starts them again. The broker keeps running. */
    void killFlink() throws IOException, InterruptedException {
        broker.process().resume();
        jobManager.kill();
        for (ServerProcess taskManager : taskManagers) {
            taskManager.kill();
        }
    }

    /** Starts the processes that do not run. */
    void startMissing() throws Exception {
        if (!broker.process().alive()) {
            broker.start();
        }
        for (ServerProcess process : processes()) {
            if (!process.alive()) {
                process.start();
            }
        }
        awaitTaskManagers();
    }

    void awaitTaskManagers() throws Exception {
        FlinkRest flink = rest();
        Waiting.until("both TaskManagers are registered; see the logs in " + home, () -> {
            for (ServerProcess process : processes()) {
                if (!process.alive()) {
                    throw new IOException(process.name() + " ended; see " + process.log());
                }
            }
            return flink.taskManagers() == TASK_MANAGERS;
        });
    }

    /** The newest completed checkpoint of a job, as a path to restore from. */
    Path newestCheckpoint(String job) throws IOException {
        try (Stream<Path> each = Files.list(checkpoints().resolve(job))) {
            return each.filter(path -> Files.exists(path.resolve("_metadata")))
                    .max(Comparator.comparingLong(path -> Long.parseLong(path.getFileName().toString().substring("chk-".length()))))
                    .orElseThrow(() -> new IOException("job " + job + " has no completed checkpoint"));
        }
    }

    /** Keeps the processes running when this JVM ends. Their ids are in the folder. */
    void leave() {
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }

    @Override
    public void close() throws Exception {
        List<ServerProcess> all = new ArrayList<>(taskManagers);
        all.add(jobManager);
        all.add(broker.process());
        for (ServerProcess process : all) {
            process.kill();
        }
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }

    private void killAll() {
        for (ServerProcess process : processes()) {
            try {
                process.kill();
            } catch (IOException | InterruptedException e) {
                System.err.println(process.name() + " may still run: " + e);
            }
        }
    }
}
