package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Exit codes and messages; none of these starts a server, but for the truncated file. */
@Timeout(120)
class CommandsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "replay", "local", "simulate", "score", "receiver", "diagnose-signature", "parameters"})
    void everyCommandExplainsItselfAndNamesItsVersion(String command) {
        CommandRun help = CommandRun.of(words(command, "--help"));
        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: vitalwatch");
        assertThat(help.err()).isEmpty();

        CommandRun version = CommandRun.of(words(command, "--version"));
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("VitalWatch ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "                                        | Which command? One of: replay, local, simulate, score, receiver",
        "fly                                     | Unmatched argument at index 0: 'fly'",
        "replay                                  | Missing required parameter: 'FILE'",
        "replay nowhere.ndjson                   | nowhere.ndjson does not exist",
        "replay .                                | . is a folder; name the files in it",
        "replay pom.xml ./pom.xml                | ./pom.xml is named twice; its deliveries would count twice",
        "replay pom.xml --alerts                 | Missing required parameter for option '--alerts' (OUT)",
        "replay pom.xml --alerts=x --windows=./x | two outputs go to",
        "replay pom.xml --alerts=pom.xml         | pom.xml is both read and written; write to another file",
        "replay pom.xml --alerts=no/such/folder  | --alerts no/such/folder: The folder of no/such/folder does not exist; create it first",
        "replay pom.xml --metrics=src            | --metrics src: src is a folder; name a file in it",
        "replay pom.xml --parallelism=0          | --parallelism 0 is outside 1 to",
        "replay pom.xml --parallelism=many       | Invalid value for option '--parallelism': 'many' is not an int",
        "replay pom.xml --no-such-thing=1        | no-such-thing",
        "local --for=60                          | 60 has no unit; write 60min or 60s",
        "local --speed=0                         | --speed 0.0 is outside 0 (exclusive)",
        "local --partitions=0                    | --partitions 0 is outside 1 to 1000",
        "local --ui-port=70000                   | --ui-port 70000 is outside 0 to 65535",
        "local --replay=nowhere.ndjson           | --replay nowhere.ndjson does not exist",
        "local --kafka.bootstrap.servers=a:1     | local brings its own broker",
        "local --no-such-thing=1                 | no-such-thing",
        "local something                         | Unmatched argument",
        "receiver                                | Kafka's address is missing; write --kafka.bootstrap.servers=HOST:PORT",
        "receiver --kafka.bootstrap.servers=a:1  | no secret is configured",
        "receiver --listen.prot=1                | unknown setting --listen.prot; did you mean --listen.port?",
        "receiver something                      | is not a setting; write --name=value",
        "console                                 | Kafka's address is missing; write --kafka.bootstrap.servers=HOST:PORT",
        "console --listen.prot=1                 | vitalwatch console: unknown setting --listen.prot; did you mean --listen.port?",
        "console --listen.port=x                 | vitalwatch console: Kafka's address is missing",
        "console --kafka.bootstrap.servers=a:1 --store=x | the store must be jdbc:sqlite:FILE",
        "console something                       | is not a setting; write --name=value",
        "diagnose-signature                      | Missing required options: '--body=FILE', '--secret-file=FILE'",
        "diagnose-signature --body=pom.xml --secret-file=pom.xml | no header was given",
    })
    void wrongUsageEndsWithTwoAndAMessageThatNamesIt(String line, String message) {
        CommandRun ran = CommandRun.of(line == null ? new String[0] : line.split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(message).contains("--help'").doesNotContain("\tat ");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void theHelpOfLocalNamesTheDefaultsThatItHas() {
        String help = CommandRun.of("local", "--help").out().replaceAll("\\s+", " ");

        assertThat(help).contains("Simulated or recorded seconds per real second. Default: 10,").contains("Default: a simulation.")
                .contains("Default: run until Ctrl-C;").contains("Default: demo in local").contains("Partitions of each topic. Default: 4.")
                .contains("Not with --replay.");
    }

    @Test
    void aTruncatedRecordingFailsByNameAndLineAndLeavesTheOldOutputAlone() throws Exception {
        byte[] whole;
        try (var in = getClass().getResourceAsStream("/io/vitalwatch/extract/first-day.ndjson.gz")) {
            whole = in.readAllBytes();
        }
        Path cut = Files.write(folder.resolve("cut.ndjson.gz"), Arrays.copyOf(whole, whole.length / 2));
        Path alerts = Files.writeString(folder.resolve("alerts.ndjson"), "old");

        CommandRun ran = CommandRun.of("replay", cut.toString(), "--alerts", alerts.toString(), "--parallelism", "2");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .matches("(?s).*cut.ndjson.gz breaks off after line \\d+: the gzip data is incomplete. Fetch the file again.\\R");
        assertThat(alerts).hasContent("old");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(cut, alerts);
        }
    }

    private static String[] words(String command, String option) {
        return command.isEmpty() ? new String[] {option} : new String[] {command, option};
    }
}
