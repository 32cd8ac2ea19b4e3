package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.settings.SettingsException;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Before the job starts, its topics are asked for: what is missing or wrong is one line. */
@Timeout(120)
class TopicCheckTest {
    @Test
    void missingTopicsAreAllNamedWithTheirParameters() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic("corsano.raw", 3, Map.of());
            kafka.createTopic("vitals.alerts", 1, Map.of());
            String broker = "--kafka.bootstrap.servers=" + kafka.bootstrapServers();

            Throwable refused = catchThrowable(() -> TopicCheck.partitions(JobSettingsReader.read(List.of(broker))));
            assertThat(refused).isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith("Kafka has no topic vitals.")
                            .hasMessageContaining("no topic vitals.rejected (--topic.rejected)")
                                    .hasMessageContaining("vitals.windows (--topic.windows)")
                    .hasMessageNotContaining("vitals.alerts").hasMessageNotContaining("\n");

            kafka.createTopic("vitals.windows", 1, Map.of());
            kafka.createTopic("vitals.rejected", 1, Map.of());
            assertThat(TopicCheck.partitions(JobSettingsReader.read(List.of(broker)))).isEqualTo(3);
        }
    }

    @Test
    void withoutABrokerTheJobIsRefusedUnlessTheNumberOfPartitionsIsGiven() {
        assertThat(start("--kafka.bootstrap.servers=localhost:1")).contains("Kafka at localhost:1 does not answer", "--source.partitions=N")
                .endsWith("refused");
        assertThat(start("--kafka.bootstrap.servers=localhost:1", "--source.partitions=4")).contains("the topics are not checked")
                .doesNotEndWith("refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "localhost:1 --kafka.security.protocol=SASL | Invalid value SASL", "nowhere | Invalid url in bootstrap.servers: nowhere",
        "localhost:1 --kafka.sasl.mechanism=PLAIN --kafka.security.protocol=SASL_PLAINTEXT | Could not find a 'KafkaClient' entry"})
    void aWrongSettingOfTheClientIsRefusedAlsoWhereThePartitionsAreGiven(String settings, String message) {
        assertThat(start(("--source.partitions=4 --kafka.bootstrap.servers=" + settings).split(" ")))
                .contains("Kafka's client refuses its settings", message).endsWith("refused");
    }

    @Test
    void whatTheClusterShowsOfTheJobHasItsTopicsAndItsArgumentsButNoSettingOfKafka() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        VitalsAlertJob.define(env, new String[] {"--kafka.bootstrap.servers=localhost:1", "--source.partitions=1", "--topic.alerts=a"},
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(env.getConfig().getGlobalJobParameters().toMap()).containsOnly(Map.entry("topic.raw", "corsano.raw"),
                Map.entry("topic.alerts", "a"), Map.entry("source.partitions", "1"));
    }

    private static String start(String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Throwable refused = catchThrowable(() -> VitalsAlertJob.define(StreamExecutionEnvironment.createLocalEnvironment(1), arguments,
                new PrintStream(err, true, StandardCharsets.UTF_8)));
        String said = err.toString(StandardCharsets.UTF_8).strip();
        assertThat(said).doesNotContain("\n");
        return said + (refused instanceof SettingsException ? " refused" : "");
    }
}
