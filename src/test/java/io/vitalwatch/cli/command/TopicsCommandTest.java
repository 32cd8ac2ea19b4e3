package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.kafka.TopicPlan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

@Timeout(120)
class TopicsCommandTest {
    @Test
    void itCreatesWhatIsMissingAndSaysWhatIsWrongWithTheRest() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            String broker = "--kafka.bootstrap.servers=" + kafka.bootstrapServers();
            kafka.createTopic("vitals.receivers", 2, Map.of());
            kafka.createTopic("raw", 3, Map.of("message.timestamp.after.max.ms", "60000", "max.message.bytes", "1048588"));

            CommandRun missing = CommandRun.of("topics", "check", broker);
            assertThat(missing.code()).isEqualTo(1);
            assertThat(missing.out()).contains("corsano.raw: is missing; topics create creates it");

            CommandRun created = CommandRun.of("topics", "create", broker, "--partitions", "4", "--name", "corsano.raw=raw");
            assertThat(created.code()).as(created.err()).isEqualTo(1);
            assertThat(created.out()).contains("vitals.alerts: created", "vitals.alerts: good", "corsano.studies: good",
                    "vitals.receivers: has 2 partitions instead of 1; delete it and create it again",
                    "vitals.receivers: message.timestamp.type is CreateTime instead of LogAppendTime; kafka-configs.sh --alter --topic"
                            + " vitals.receivers --add-config message.timestamp.type=LogAppendTime",
                    "raw: max.message.bytes is 1048588 instead of 5242880").doesNotContain("corsano.raw", "raw: cleanup",
                            "raw: message.timestamp");
        }
    }

    @Test
    void whatItCreatesIsGood() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            CommandRun created = CommandRun.of("topics", "create", "--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                    "--replication", "1");

            assertThat(created.code()).as(created.out() + created.err()).isZero();
            assertThat(created.out().lines().filter(line -> line.endsWith(": good"))).hasSize(TopicPlan.all().size());
        }
    }

    @Test
    void wrongUsageIsRefusedWithTheFix() {
        assertThat(CommandRun.of("topics", "check").err()).contains("Kafka's address is missing");
        assertThat(CommandRun.of("topics", "drop", "--kafka.bootstrap.servers=x:1").code()).isEqualTo(2);
        assertThat(CommandRun.of("topics", "check", "--kafka.bootstrap.servers=x:1", "--name", "corsano.row=y").err())
                .contains("there is no topic corsano.row; the topics are corsano.raw, ");
        assertThat(CommandRun.of("topics", "check", "--kafka.bootstrap.servers=nowhere").err())
                .contains("Kafka's client refuses its settings");
    }

    @Test
    void theTableOfTheDocumentationIsThatOfTheProgram() throws Exception {
        String page = Files.readString(Path.of("docs/operations.md"));
        for (TopicPlan plan : TopicPlan.all()) {
            assertThat(page).as("the row of " + plan.name()).contains("| `" + plan.name() + "` | " + (plan.partitions() == 0 ? "N"
                    : plan.partitions())
                    + " | " + kept(plan) + " | "
                    + plan.settings().getOrDefault("message.timestamp.type", "any") + " | ");
        }
    }

    private static String kept(TopicPlan plan) {
        boolean forEver = "-1".equals(plan.settings().get("retention.ms"));
        return forEver ? "for ever" : plan.retention() == null ? "compacted" : plan.retention().toDays() + " d";
    }
}
