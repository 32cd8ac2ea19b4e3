package io.vitalwatch.job;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Flink mini cluster in a JVM of its own. Its class path has Flink, but not this program, Kafka or the connector: a class that is not in
 * the job's jar is missing there, as on a real cluster. (In the JVM of the tests it would be found outside the jar.)
 *
 * <p>It ends with its standard input, so it cannot outlive the JVM that started it.
 */
final class IsolatedCluster implements AutoCloseable {
    /** Libraries that Flink's own distribution does not have. (It has snakeyaml-engine, for its configuration.) */
    private static final List<String> NOT_FLINK = List.of("/flink-connector-kafka/", "/flink-connector-base/", "/org/apache/kafka/",
            "/com/fasterxml/jackson/", "/zstd-jni/", "/lz4-java/", "/snappy-java/", "/picocli/", "/org/scala-lang/");
    private static final String READY = "REST ";

    private final Process process;
    private final URI rest;

    private IsolatedCluster(Process process, URI rest) {
        this.process = process;
        this.rest = rest;
    }

    /** Starts a cluster with two slots, its temporary files below a directory. */
    static IsolatedCluster start(Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        jvmArguments().stream().filter(argument -> argument.startsWith("--add-opens")).forEach(command::add);
        command.addAll(List.of("-cp", classPath(), IsolatedCluster.class.getName(), directory.toString()));
        Process process = new ProcessBuilder(command).redirectError(directory.resolve("cluster.log").toFile()).start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return new IsolatedCluster(process, URI.create(line.substring(READY.length())));
            }
        }
        throw new IOException("the cluster did not start; see " + directory.resolve("cluster.log"));
    }

    /** Address of the REST interface, without a path. */
    URI rest() {
        return rest;
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** The arguments of this JVM, each {@code --add-opens} in one piece. */
    static List<String> jvmArguments() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith("test-classes") || entry.endsWith(".jar") && !entry.contains("vitalwatch-classes"))
                .filter(entry -> NOT_FLINK.stream().noneMatch(entry.replace('\\', '/')::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The cluster's own JVM. */
    public static void main(String[] args) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        configuration.set(WebOptions.TMP_DIR, args[0]);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        try (MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2)
                .setCommonBindAddress("127.0.0.1")
                .build())) {
            cluster.start();
            System.out.println(READY + cluster.getRestAddress().get());
            while (System.in.read() >= 0) {
                // Until the tests' JVM closes the pipe.
            }
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
