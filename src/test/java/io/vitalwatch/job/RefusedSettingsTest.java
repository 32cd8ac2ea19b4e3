package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vitalwatch.settings.SettingsException;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Settings with which the job would run and watch nobody, or not all that it seems to watch. */
class RefusedSettingsTest {
    private static final String SILENCE = "quiet:\n  type: silence\n  kind: technical\n  priority: low\n  after: 10min\n";
    private static final String FLAG = "arrest:\n  type: flag\n  kind: physiological\n  codes: {1: high}\n  clear: {after: 5min}\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--topic.rejected=corsano.raw | --topic.rejected=corsano.raw: is the topic of topic.raw too | read its own records for ever",
        "--topic.alerts=corsano.raw | topic.alerts | topic.raw", "--topic.raw=vitals.windows | topic.windows | topic.raw",
        "--topic.windows=vitals.alerts | topic.windows | is the topic of topic.alerts too",
        "--topic.rejected=vitals.windows | topic.rejected | topic.windows",
        "--topic.samples=vitals.alerts | topic.samples | is the topic of topic.alerts too",
        "--past.limit=30min | --late.reach | is longer than past.limit (30min)",
        "--future.tolerance=2h | --future.tolerance=2h: must be shorter than freshness.limit (15min) | raise --freshness.limit",
        "--future.tolerance=15min | --future.tolerance | freshness.limit (15min)",
        "--freshness.limit=5min | future.tolerance | freshness.limit (5min)",
        "--late.reach=4min | future.tolerance | is longer than late.reach (4min)"})
    void settingsThatContradictEachOtherAreBothNamed(String argument, String one, String other) {
        assertThat(refused(argument)).contains(one, other == null ? "" : other);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--rule.temperature-high.high=104 | rule temperature-high: high temperature >= 104 is never met | plausible.temperature (30..43)",
        "--rule.temperature-high.low=100.4 --rule.temperature-high.medium=102.2 --rule.temperature-high.high=104 | low temperature >= 100.4"
        + " is never met"
                + " | plausible.temperature",
        "--rule.temperature-low.medium=29 | medium temperature <= 29 is never met | plausible.temperature",
        "--plausible.temperature=30..39.9 | high temperature >= 40 is never met | plausible.temperature (30..39.9)",
        "--plausible.pulse=80..80 | pulse | plausible.pulse (80..80)",
        "--plausible.systolic=100..280 | systolic < | plausible.systolic (100..280)",
        "--plausible.diastolic=65..180 --plausible.systolic=66..280 | blood-pressure-low: medium mean < 65 is never met |"
        + " plausible.diastolic (65..180)",
        "--rule.blood-pressure-high.medium.diastolic=500 | diastolic > 500 is never met | plausible.diastolic",
        "--rule.pulse-low.high=19 | pulse <= 19 is never met | plausible.pulse",
        "--rule.spo2-low.high=49 | spo2 <= 49 is never met | plausible.spo2",
        "--rule.battery-low.medium=-1 | rule battery-low: medium battery <= -1 is never met | battery is 0..100 %",
        "--rule.spo2-low.medium=99 | rule spo2-low: medium spo2 <= 99 with clear.margin 2 never ends | plausible.spo2 (50..100)",
        "--rule.spo2-low.medium=100 | never ends | plausible.spo2",
        "--rule.spo2-low.clear.margin=10 | clear.margin 10 never ends | plausible.spo2",
        "--rule.respiration-high.clear.margin=30 | clear.margin 30 never ends | plausible.respiration",
        "--rule.battery-low.clear.margin=95 | clear.margin 95 never ends | battery is 0..100 %",
        "--rule.pulse-high.confirm.within=10s | rule pulse-high: medium takes 2 readings that span 15s | confirm.within (10s)"})
    void aLimitThatIsNeverMetOrNeverLeftIsRefused(String arguments, String one, String other) {
        assertThat(refused(arguments.split(" "))).contains(one, other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rule.temperature-high.high=43", "--rule.spo2-low.medium=98", "--rule.pulse-low.high=20",
        "--rule.pulse-high.confirm.within=15s", "--plausible.temperature=30..40", "--rule.battery-low.medium=0", "--late.reach=5min",
        "--past.limit=1h", "--late.reach=0s", "--future.tolerance=899s"})
    void theBordersThemselvesAreAllowed(String argument) {
        assertThatCode(() -> JobSettingsReader.read(List.of(argument))).doesNotThrowAnyException();
    }

    @Test
    void aCatalogueThatLeavesPatientsUnwatchedIsRefusedAndSaysWhat() throws IOException {
        assertThat(refused("--rule.cardiac-arrest.enabled=false")).contains("no rule of type flag (cardiac-arrest)", "--allow-unwatched=true");
        assertThat(refused("--rule.no-data.enabled=false")).contains("no rule of type silence (no-data)", "--allow-unwatched=true");
        assertThat(refused("--rules=" + write(FLAG))).contains("no rule of type silence").doesNotContain("type flag");
        assertThat(refused("--rules=" + write(SILENCE))).contains("no rule of type flag").doesNotContain("type silence");
        assertThat(refused("--rules=" + write(SILENCE.replace("type", "enabled: false\n  type")))).contains("no rule at all");
        assertThat(JobSettingsReader.read(List.of("--rules=" + write(SILENCE + FLAG))).catalogue().unwatched()).isEmpty();
    }

    @Test
    void whoAllowsItMayStartWithoutWatching() throws IOException {
        String empty = "--rules=" + write(SILENCE.replace("type", "enabled: false\n  type"));
        JobSettings settings = JobSettingsReader.read(List.of(empty, "--allow-unwatched=true"));
        assertThat(settings.unwatchedAllowed()).isTrue();
        assertThat(settings.catalogue().unwatched()).containsExactly("no rule at all: no alarm is ever raised");
        assertThat(refused("--allow-unwatched=yes")).contains("must be one of true, false");
    }

    @Test
    void exactlyOnceWithoutCheckpointsIsRefusedWhereTheEnvironmentIsKnown() {
        JobSettings exactly = JobSettingsReader.read(List.of("--delivery=exactly-once"));
        SettingsException exception = catchThrowableOfType(SettingsException.class,
                () -> VitalsAlertJob.requireCheckpoints(environment(null), exactly));
        assertThat(exception).hasMessageContaining("--delivery=exactly-once").hasMessageContaining("execution.checkpointing.interval")
                .hasMessageContaining("--delivery=at-least-once");
        assertThatCode(() -> {
            VitalsAlertJob.requireCheckpoints(environment(Duration.ofSeconds(10)), exactly);
            VitalsAlertJob.requireCheckpoints(environment(null), JobSettingsReader.read(List.of()));
        }).doesNotThrowAnyException();
    }

    private static StreamExecutionEnvironment environment(Duration checkpoints) {
        Configuration configuration = new Configuration();
        if (checkpoints != null) {
            configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
        }
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    private Path write(String rules) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "rules", ".yaml"), rules);
    }

    private static String refused(String... arguments) {
        SettingsException exception = catchThrowableOfType(SettingsException.class,
                () -> JobSettingsReader.read(new ArrayList<>(List.of(arguments))));
        assertThat(exception).as(String.join(" ", arguments)).isNotNull();
        return exception.getMessage();
    }
}
