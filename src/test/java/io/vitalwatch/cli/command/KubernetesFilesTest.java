package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.receiver.ReceiverSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files for Kubernetes fit together: what one names, another one has. Whether a cluster takes them, docs/development.md says how to
 * check.
 */
class KubernetesFilesTest {
    private static final Path FOLDER = Path.of("kubernetes");
    private static final String RECEIVER_SECRETS = "/run/secrets/vitalwatch";

    private final List<Map<?, ?>> resources = resources();

    @Test
    void everyYamlFileOfTheRepositoryIsYaml() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("docker", "jobs", "kubernetes", "src/main/resources", ".github")) {
            try (Stream<Path> walk = Files.walk(Path.of(folder))) {
                walk.filter(path -> path.toString().matches(".*\\.ya?ml")).forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(40);
        for (Path file : files) {
            assertThat(documents(file)).as(file.toString()).isNotEmpty();
        }
    }

    @Test
    void everySecretAndConfigMapThatIsNamedIsThereWithItsKeys() throws IOException {
        Map<String, Set<String>> keys = new TreeMap<>();
        for (Map<?, ?> each : resources) {
            if (each.get("kind").equals("Secret") || each.get("kind").equals("ConfigMap")) {
                Map<?, ?> data = (Map<?, ?>) (each.containsKey("stringData") ? each.get("stringData") : each.get("data"));
                Set<String> names = new HashSet<>();
                data.keySet().forEach(key -> names.add((String) key));
                keys.put(each.get("kind") + " " + name(each), names);
            }
        }
        Set<String> used = new HashSet<>();
        for (Map<?, ?> pod : pods()) {
            for (Map<?, ?> volume : list(pod.get("volumes"))) {
                use(volume, "secret", "secretName", "Secret ", used);
                use(volume, "configMap", "name", "ConfigMap ", used);
            }
            for (Map<?, ?> container : list(pod.get("containers"))) {
                for (Map<?, ?> from : list(container.get("envFrom"))) {
                    use(from, "secretRef", "name", "Secret ", used);
                }
            }
        }

        assertThat(used).isEqualTo(keys.keySet());
        Map<?, ?> monitor = resource("PodMonitor", "vitalwatch-receiver");
        Map<?, ?> credentials = (Map<?, ?>) at(list(at(monitor, "spec", "podMetricsEndpoints")).get(0), "authorization", "credentials");
        assertThat(keys.get("Secret " + credentials.get("name"))).contains((String) credentials.get("key"));
        assertThat(resources.stream().filter(each -> each.get("kind").equals("Secret")).toList()).as("Secrets are in a file of their own")
                .isEqualTo(documents(FOLDER.resolve("secrets.yaml")));
    }

    private static void use(Map<?, ?> from, String kind, String key, String prefix, Set<String> used) {
        if (from.get(kind) instanceof Map<?, ?> named) {
            used.add(prefix + named.get(key));
        }
    }

    @Test
    void everySelectorFindsPodsAndEveryPortIsOneOfTheirs() {
        Map<String, Set<Object>> ports = new TreeMap<>();
        for (Map<?, ?> each : resources) {
            Map<?, ?> template = template(each);
            if (template != null) {
                // The Flink operator labels the pods with the name of the FlinkDeployment, and Flink serves its REST at 8081.
                boolean flink = each.get("kind").equals("FlinkDeployment");
                String app = flink ? name(each) : (String) at(template, "metadata", "labels", "app");
                Set<Object> own = ports.computeIfAbsent(app, name -> new HashSet<>());
                for (Map<?, ?> container : list(at(template, "spec", "containers"))) {
                    for (Map<?, ?> port : list(container.get("ports"))) {
                        own.add(port.get("name"));
                        own.add(port.get("containerPort"));
                    }
                }
                if (flink) {
                    own.add(8081);
                }
            }
        }
        int selectors = 0;
        for (Map<?, ?> each : resources) {
            Map<?, ?> spec = each.get("spec") instanceof Map<?, ?> map ? map : Map.of();
            Map<?, ?> selector = (Map<?, ?>) (spec.containsKey("podSelector") ? spec.get("podSelector") : spec.get("selector"));
            if (selector == null) {
                continue;
            }
            selectors++;
            Object app = selector.get("matchLabels") instanceof Map<?, ?> labels ? labels.get("app") : selector.get("app");
            assertThat(ports).as(each.get("kind") + " " + name(each)).containsKey((String) app);
            Set<Object> asked = new HashSet<>();
            list(spec.get("ports")).forEach(port -> asked.add(port.get("targetPort")));
            list(spec.get("podMetricsEndpoints")).forEach(endpoint -> asked.add(endpoint.get("port")));
            list(spec.get("ingress")).forEach(rule -> list(rule.get("ports")).forEach(port -> asked.add(port.get("port"))));
            assertThat(ports.get(app)).as("ports of " + each.get("kind") + " " + name(each)).containsAll(asked);
        }
        assertThat(selectors).isEqualTo(7);
    }

    @Test
    void theReceiverTakesItsArgumentsAndStopsInItsTime(@TempDir Path folder) throws IOException {
        Map<?, ?> data = (Map<?, ?>) resource("Secret", "vitalwatch-receiver").get("stringData");
        for (Map.Entry<?, ?> each : data.entrySet()) {
            Files.writeString(folder.resolve((String) each.getKey()), (String) each.getValue());
        }
        Map<?, ?> pod = (Map<?, ?>) at(resource("Deployment", "vitalwatch-receiver"), "spec", "template", "spec");
        List<String> arguments = arguments(pod);
        assertThat(arguments.get(0)).isEqualTo("receiver");
        ReceiverSettings settings = ReceiverSettings.read(arguments.stream().skip(1)
                .map(each -> each.replace(RECEIVER_SECRETS, folder.toString())).toList(), Map.of("VITALWATCH_RECEIVER_RECEIVER_ID", "pod-1"));

        assertThat(settings.limits().drainDelay()).isPositive();
        assertThat((int) pod.get("terminationGracePeriodSeconds") * 1000L)
                .isGreaterThan(settings.limits().drainDelay() + settings.limits().drain());
        assertThat((String) data.get("tokens")).isEqualTo("prometheus scraper " + data.get("prometheus-token") + "\n");
    }

    @Test
    void theJobTakesItsArgumentsAndExpectsThePartitionsThatAreCreated(@TempDir Path folder) throws IOException {
        Path kafka = folder.resolve("kafka.properties");
        Files.writeString(kafka, (String) at(resource("Secret", "vitals-alerts-kafka"), "stringData", "kafka.properties"));
        Map<?, ?> job = (Map<?, ?>) at(resource("FlinkDeployment", "vitals-alerts"), "spec", "job");
        List<String> arguments = texts(job.get("args"));

        int partitions = JobSettingsReader.read(arguments.stream()
                .map(each -> each.replace("/opt/vitalwatch/kafka/kafka.properties", kafka.toString())).toList()).source().partitions();

        assertThat(partitions).isGreaterThanOrEqualTo((int) job.get("parallelism"));
        Map<?, ?> topics = (Map<?, ?>) at(resource("Job", "vitalwatch-topics"), "spec", "template", "spec");
        assertThat(arguments(topics)).startsWith("topics", "create").contains("--partitions=" + partitions);
    }

    @Test
    void noContainerMayBecomeRootOrGainRights() {
        List<Map<?, ?>> pods = pods();
        assertThat(pods).hasSize(3);
        for (Map<?, ?> pod : pods) {
            assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
            assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
            for (Map<?, ?> container : list(pod.get("containers"))) {
                assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
                assertThat(at(container, "securityContext", "capabilities", "drop")).isEqualTo(List.of("ALL"));
            }
        }
    }

    @Test
    void theRulesOfThePrometheusOperatorAreThoseOfPrometheus() throws IOException {
        Map<?, ?> rules = documents(Path.of("docker/prometheus/vitalwatch-alerts.yml")).get(0);

        assertThat(at(resource("PrometheusRule", "vitalwatch"), "spec", "groups"))
                .as("run kubernetes/prometheus-rule.sh > kubernetes/prometheus-rule.yaml").isEqualTo(rules.get("groups"));
    }

    private Map<?, ?> resource(String kind, String name) {
        return resources.stream().filter(each -> each.get("kind").equals(kind) && name(each).equals(name)).findFirst().orElseThrow();
    }

    /** The specifications of all pods. */
    private List<Map<?, ?>> pods() {
        List<Map<?, ?>> pods = new ArrayList<>();
        for (Map<?, ?> each : resources) {
            if (template(each) != null) {
                pods.add((Map<?, ?>) template(each).get("spec"));
            }
        }
        return pods;
    }

    private static Map<?, ?> template(Map<?, ?> resource) {
        Map<?, ?> spec = resource.get("spec") instanceof Map<?, ?> map ? map : Map.of();
        return (Map<?, ?>) (spec.containsKey("podTemplate") ? spec.get("podTemplate") : spec.get("template"));
    }

    private static List<String> arguments(Map<?, ?> pod) {
        return texts(list(pod.get("containers")).get(0).get("args"));
    }

    private static String name(Map<?, ?> resource) {
        return (String) at(resource, "metadata", "name");
    }

    private static Object at(Object from, String... path) {
        Object value = from;
        for (String each : path) {
            value = ((Map<?, ?>) value).get(each);
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> list(Object value) {
        return value == null ? List.of() : (List<Map<?, ?>>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Object value) {
        return (List<String>) value;
    }

    private static List<Map<?, ?>> resources() {
        List<Map<?, ?>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
                all.addAll(documents(file));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    private static List<Map<?, ?>> documents(Path file) throws IOException {
        List<Map<?, ?>> documents = new ArrayList<>();
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadAllFromString(Files.readString(file))
                .forEach(each -> documents.add((Map<?, ?>) each));
        return documents;
    }
}
