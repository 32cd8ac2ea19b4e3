package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.console.ConsoleSettings;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One file of Flink settings counts on every cluster: compose, Kubernetes and a session cluster. */
class ShippedSettingsTest {
    private static final Path JOB = Path.of("jobs/vitals-alerts");
    private static final Path SETTINGS = JOB.resolve("flink-config.yaml");
    private static final Path LOGGING = JOB.resolve("log4j-console.properties");

    @Test
    void flinkReadsTheFileAsItIsMeant(@TempDir Path folder) throws IOException {
        Files.copy(SETTINGS, folder.resolve("config.yaml"));
        Configuration read = GlobalConfiguration.loadConfiguration(folder.toString());

        assertThat(read.get(CheckpointingOptions.CHECKPOINTING_INTERVAL)).isEqualTo(Duration.ofSeconds(10));
        assertThat(read.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER)).isEqualTo(360);
        assertThat(read.get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION))
                .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        assertThat(read.get(HeartbeatManagerOptions.HEARTBEAT_INTERVAL)).isEqualTo(Duration.ofSeconds(1));
        assertThat(read.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)).isEqualTo(Duration.ofSeconds(8));
        assertThat(read.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("exponential-delay");
        assertThat(read.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF)).isEqualTo(Duration.ofMillis(500));
        assertThat(read.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF)).isEqualTo(Duration.ofSeconds(5));
        // Flink's timer takes at most 248 days; with more the JobManager ends at its start.
        assertThat(read.get(ResourceManagerOptions.STANDALONE_CLUSTER_STARTUP_PERIOD_TIME))
                .isBetween(Duration.ofDays(100), Duration.ofDays(248));
        assertThat(read.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("hashmap");
        assertThat(read.get(TaskManagerOptions.MANAGED_MEMORY_FRACTION)).isEqualTo(0.05f);
        assertThat(read.get(WebOptions.ACCESS_CONTROL_ALLOW_ORIGIN)).doesNotContain("*").isNotEqualTo("null");
    }

    @Test
    void theFileHasOneSettingALineSoThatScriptsCanReadIt() throws IOException {
        assertThat(Files.readAllLines(SETTINGS)).allMatch(line -> line.isBlank() || line.startsWith("#")
                || line.matches("[a-z.-]+: \\S+( -XX:\\S+)*"));
    }

    @Test
    void theFileForKubernetesRepeatsSettingsAndLogging() throws IOException {
        Map<?, ?> spec = (Map<?, ?>) documents(Path.of("kubernetes/job.yaml")).stream()
                .filter(each -> "FlinkDeployment".equals(each.get("kind"))).findFirst().orElseThrow().get("spec");
        Map<String, String> settings = texts((Map<?, ?>) spec.get("flinkConfiguration"));

        assertThat(settings).containsAllEntriesOf(texts(yaml(SETTINGS)));
        assertThat(settings).containsEntry("kubernetes.operator.job.upgrade.last-state-fallback.enabled", "false");
        assertThat(((Map<?, ?>) spec.get("logConfiguration")).get("log4j-console.properties")).isEqualTo(Files.readString(LOGGING));
    }

    @Test
    void theImageOfTheJobTakesBothFilesAndComposeOverridesNoneOfTheirSettings() throws IOException {
        String image = Files.readString(Path.of("docker/job.Dockerfile"));
        Map<?, ?> flink = (Map<?, ?>) yaml(Path.of("docker/compose.yaml")).get("x-flink");
        String own = (String) ((Map<?, ?>) flink.get("environment")).get("FLINK_PROPERTIES");

        assertThat(image).contains("COPY --chown=flink:flink " + SETTINGS, "COPY --chown=flink:flink " + LOGGING);
        assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains("!" + SETTINGS, "!" + LOGGING);
        assertThat(own.lines().map(line -> line.split(": ")[0])).isNotEmpty().doesNotContainAnyElementsOf(texts(yaml(SETTINGS)).keySet());
    }

    @Test
    void theLogOfEachServiceOfComposeIsLimited() throws IOException {
        Map<?, ?> compose = yaml(Path.of("docker/compose.yaml"));
        Map<?, ?> services = (Map<?, ?>) compose.get("services");

        assertThat(services).isNotEmpty();
        services.forEach((name, service) -> assertThat(options((Map<?, ?>) service)).as("the limits of the log of " + name)
                .containsKeys("max-size", "max-file"));
    }

    @Test
    void theConsoleOfComposeTakesItsSettingsAndJobAndReceiverWriteWhatItReads() throws IOException {
        Map<?, ?> services = (Map<?, ?>) yaml(Path.of("docker/compose.yaml")).get("services");
        Map<?, ?> console = (Map<?, ?>) services.get("console");
        Map<String, String> environment = new TreeMap<>(texts((Map<?, ?>) console.get("environment")));
        environment.replaceAll((name, value) -> value.replace("${STORE_PASSWORD:-vitalwatch}", "vitalwatch"));
        List<String> command = command(console);
        ConsoleSettings read = ConsoleSettings.read(command.subList(1, command.size()), environment);

        assertThat(command.get(0)).isEqualTo("console");
        assertThat(read.store()).isEqualTo("jdbc:postgresql://store/vitalwatch?user=vitalwatch&password=vitalwatch");
        assertThat(command((Map<?, ?>) services.get("jobmanager"))).contains("--topic.samples=" + read.topics().samples(),
                "--topic.control=" + read.topics().control());
        assertThat(command((Map<?, ?>) services.get("receiver"))).contains("--topic.control=" + read.topics().control());
        assertThat((List<?>) console.get("ports")).as("only this machine reaches it").allMatch(port -> port.toString().startsWith("127.0.0.1:"));
        assertThat(((Map<?, ?>) services.get("store")).containsKey("ports")).isFalse();
        assertThat(texts((Map<?, ?>) ((Map<?, ?>) services.get("store")).get("environment")).get("POSTGRES_PASSWORD"))
                .isEqualTo("${STORE_PASSWORD:-vitalwatch}");
    }

    private static List<String> command(Map<?, ?> service) {
        return ((List<?>) service.get("command")).stream().map(String::valueOf).toList();
    }

    private static Map<String, String> options(Map<?, ?> service) {
        Map<?, ?> logging = (Map<?, ?>) service.get("logging");
        return logging == null ? Map.of() : texts((Map<?, ?>) logging.get("options"));
    }

    private static Map<String, String> texts(Map<?, ?> map) {
        Map<String, String> texts = new TreeMap<>();
        map.forEach((name, value) -> texts.put(name.toString(), String.valueOf(value)));
        return texts;
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        return documents(file).get(0);
    }

    /** With merge keys resolved, which YAML 1.2 no longer has and compose understands. */
    private static List<Map<?, ?>> documents(Path file) throws IOException {
        List<Map<?, ?>> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file))
                .forEach(each -> documents.add((Map<?, ?>) merged(each)));
        return documents;
    }

    private static Object merged(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<Object, Object> merged = new TreeMap<>();
        if (map.get("<<") instanceof Map<?, ?> base) {
            merged.putAll((Map<?, ?>) merged(base));
        }
        map.forEach((name, each) -> merged.put(name, merged(each)));
        merged.remove("<<");
        return merged;
    }
}
