package io.vitalwatch.cli.command;

import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.kafka.CreatedTopics;
import io.vitalwatch.kafka.TopicPlan;
import io.vitalwatch.settings.SettingsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** {@code topics create|check}: creates every topic of the program, or says what is wrong with existing ones. */
@Command(name = "topics", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Creates every topic with its settings, and checks those that exist; changes none of them.",
            "A missing or wrong topic is one line that says what to do."},
        footer = {"", "Exit codes: 0 all topics are as they should be, 2 wrong usage, 1 a topic is missing or wrong, or Kafka does not answer."})
public final class TopicsCommand implements Callable<Integer> {
    /** What to do. The names are those of the command line. */
    enum Action { create, check }

    /** A topic that no broker knows after this time is said to be missing. */
    private static final Duration LONGEST_CREATION = Duration.ofSeconds(20);

    private final Terminal terminal;

    @Parameters(paramLabel = "create|check", description = "create: what is missing, then check; check: only say what is missing or wrong.")
    private Action action;

    @Option(names = "--kafka.bootstrap.servers", paramLabel = "HOST:PORT", description = "Kafka's address.")
    private String brokers;

    @Option(names = "--kafka-config", paramLabel = "FILE", description = "A properties file of Kafka client settings, such as credentials.")
    private Path file;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "12",
            description = "Partitions of new topics with patients' records. Default: 12. The job reads at most so many in parallel.")
    private int partitions;

    @Option(names = "--replication", paramLabel = "N", defaultValue = "0",
            description = "Copies of each partition of new topics; from 3 on, a record counts as written with 2. Default: the broker's.")
    private int replication;

    @Option(names = "--name", paramLabel = "TOPIC=OTHER", description = "Another name for a topic; may be repeated.")
    private Map<String, String> names = new LinkedHashMap<>();

    public TopicsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<TopicPlan> plans = plans();
        int wrong = 0;
        try (Admin admin = Admin.create(clients())) {
            if (action == Action.create) {
                create(admin, plans);
            }
            Set<String> existing = admin.listTopics().names().get();
            for (TopicPlan plan : plans) {
                List<String> differences = existing.contains(plan.name()) ? differences(admin, plan)
                        : List.of("is missing; topics create creates it");
                differences.forEach(each -> terminal.out().println(plan.name() + ": " + each));
                if (differences.isEmpty()) {
                    terminal.out().println(plan.name() + ": good");
                }
                wrong += differences.size();
            }
        } catch (ExecutionException e) {
            throw new CommandFailure("Kafka does not answer as expected (" + e.getCause().getMessage()
                    + "); check the address and the rights", e);
        } catch (KafkaException e) {
            throw new SettingsException("Kafka's client refuses its settings: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
        terminal.out().flush();
        return wrong == 0 ? 0 : 1;
    }

    private List<TopicPlan> plans() {
        if (partitions < 1 || replication < 0) {
            throw new SettingsException("--partitions must be 1 or more, --replication 0 or more");
        }
        Map<String, String> left = new LinkedHashMap<>(names);
        List<TopicPlan> plans = TopicPlan.all().stream()
                .map(plan -> left.containsKey(plan.name()) ? plan.named(left.remove(plan.name())) : plan).toList();
        if (!left.isEmpty()) {
            throw new SettingsException("--name: there is no topic " + left.keySet().iterator().next() + "; the topics are "
                    + TopicPlan.all().stream().map(TopicPlan::name).collect(Collectors.joining(", ")));
        }
        return plans;
    }

    private Properties clients() {
        Properties clients = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file)) {
                clients.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new SettingsException("--kafka-config=" + file + ": cannot be read (" + e.getClass().getSimpleName()
                        + "); give the path of a readable properties file in UTF-8");
            }
        }
        if (brokers != null) {
            clients.setProperty("bootstrap.servers", brokers);
        }
        if (clients.getProperty("bootstrap.servers", "").isBlank()) {
            throw new SettingsException("Kafka's address is missing; write --kafka.bootstrap.servers=HOST:PORT");
        }
        clients.putIfAbsent("default.api.timeout.ms", "20000");
        clients.putIfAbsent("request.timeout.ms", "10000");
        return clients;
    }

    private void create(Admin admin, List<TopicPlan> plans) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        plans.stream().filter(plan -> !existing.contains(plan.name())).forEach(plan -> missing.add(plan.create(partitions, replication)));
        for (Map.Entry<String, KafkaFuture<Void>> each : admin.createTopics(missing).values().entrySet()) {
            try {
                each.getValue().get();
                terminal.out().println(each.getKey() + ": created");
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new CommandFailure("topic " + each.getKey() + " cannot be created (" + e.getCause().getMessage() + ")", e);
                }
            }
        }
        CreatedTopics.awaitKnown(admin, missing.stream().map(NewTopic::name).toList(), LONGEST_CREATION);
    }

    private static List<String> differences(Admin admin, TopicPlan plan) throws ExecutionException, InterruptedException {
        TopicDescription topic = admin.describeTopics(List.of(plan.name())).allTopicNames().get().get(plan.name());
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, plan.name());
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        Map<String, String> found = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            found.put(entry.name(), entry.value());
        }
        return plan.differences(topic.partitions().size(), topic.partitions().get(0).replicas().size(), found);
    }
}
