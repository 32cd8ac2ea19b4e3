package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.recording.RecordingReader;
import io.vitalwatch.job.RawDelivery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(180)
class SimulateCommandTest {
    @TempDir
    private Path folder;

    /** The whole way without a network: injected, recorded, through the job, scored. */
    @ParameterizedTest
    @ValueSource(strings = {"all", "offline-newest-first"})
    void theJobFindsEverythingThatWasInjectedAndNothingElse(String scenario) {
        Path recording = folder.resolve("rec.ndjson.gz");
        Path truth = folder.resolve("truth.ndjson");
        Path alerts = folder.resolve("alerts.ndjson");

        CommandRun simulated = CommandRun.of("simulate", "--scenario", scenario, "--record", recording.toString(), "--truth", truth.toString());
        assertThat(simulated.code()).isZero();
        assertThat(CommandRun.of("replay", recording.toString(), "--alerts", alerts.toString(), "--parallelism", "2").code()).isZero();
        CommandRun score = CommandRun.of("score", "--truth", truth.toString(), "--alerts", alerts.toString());

        assertThat(score.out()).contains("; 0 false physiological, 0 false technical;").endsWith("passed\n").doesNotContain("NOT passed");
        assertThat(score.code()).isZero();
    }

    @Test
    void arrivalsOfARecordingNeverGoBackAndForgedDeliveriesAreLeftOut() throws Exception {
        Path recording = folder.resolve("rec.ndjson");

        CommandRun ran = CommandRun.of("simulate", "--scenario", "wrong-signature", "--for", "3h", "--record", recording.toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).matches("[\\d,]+ deliveries recorded in .*\\R");
        long before = 0;
        try (RecordingReader reader = new RecordingReader(recording.toString(), new AtomicLong())) {
            for (RawDelivery delivery = reader.next(); delivery != null; delivery = reader.next()) {
                assertThat(delivery.unreadable).isNull();
                assertThat(delivery.stamp).isGreaterThanOrEqualTo(before);
                before = delivery.stamp;
            }
        }
        assertThat(before).isPositive();
        assertThat(Files.readString(recording)).doesNotContain("\"cardiac_arrest\":\"2\"").doesNotContain("\"cardiac_arrest\":2");
    }

    @Test
    void theSameCommandMakesTheSameFiles() throws Exception {
        for (String name : new String[] {"one", "two"}) {
            CommandRun.of("simulate", "--scenario", "malformed", "--for", "1h", "--seed", "5", "--record", folder.resolve(name).toString(),
                    "--truth", folder.resolve(name + ".truth").toString());
        }
        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
        assertThat(folder.resolve("one.truth")).hasSameBinaryContentAs(folder.resolve("two.truth"));
        assertThat(Files.readString(folder.resolve("one"))).contains("\"body_base64\":");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "simulate                                        | No destination. Give --url and --secret-file to post, or --record FILE",
        "simulate --record x --test-event                | --test-event and --history need --url",
        "simulate --record x --scenario cough            | There is no scenario cough; name a YAML file or one of: all, healthy",
        "simulate --record x --for 10                    | 10 has no unit; write 10min or 10s",
        "simulate --record x --patients 2 --scenario all | the scenario all needs 27 patients, not 2",
        "simulate --record x --rate 61                   | rows a minute must be 1 to 60, not 61",
        "simulate --record x --start noon                | --start noon is not a time; write an ISO-8601 time with its offset, such as"
        + " 2026-01-05T06:00:00Z", "simulate --record x --studies A=maybe           | 'A=maybe' is not a study; write NAME, NAME=on or NAME=off",
        "simulate --record no/such/folder/x              | --record no/such/folder/x: The folder of no/such/folder/x does not exist",
        "simulate --url http://h/                        | --secret-file is missing: every delivery is signed",
        "simulate --url http://h/ --secret-file nowhere  | --secret-file nowhere cannot be read",
        "simulate --url h:80 --secret-file pom.xml       | 'h:80' is not an address to post to",
        "simulate --url http://h/ --secret-file pom.xml --signature-encoding octal | octal is unknown; it must be one of: hex, base64",
        "simulate --url http://h/ --secret-file pom.xml --speed 0 | the speed must be above 0",
    })
    void wrongUsageEndsWithTwoAndAMessageThatNamesTheFix(String line, String message) {
        CommandRun ran = CommandRun.of(line.split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(message);
        assertThat(ran.out()).isEmpty();
        assertThat(Path.of("x")).doesNotExist();
    }
}
