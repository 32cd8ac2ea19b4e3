package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.evaluate.SilenceRule;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.job.JobSettings.StartFrom;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;
import io.vitalwatch.quality.GateSettingsFixture;
import io.vitalwatch.quality.PressureSeries;
import io.vitalwatch.settings.GivenSettings;
import io.vitalwatch.settings.KafkaFamily;
import io.vitalwatch.settings.SettingsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

class JobSettingsReaderTest {
    /** For each parameter a value that is not its default. */
    private static final Map<String, String> OTHER = Map.ofEntries(
            Map.entry("topic.raw", "r"), Map.entry("topic.alerts", "a"), Map.entry("topic.windows", "w"), Map.entry("topic.rejected", "j"),
            Map.entry("topic.samples", "s"), Map.entry("topic.control", "c"), Map.entry("topic.control-state", "cs"),
            Map.entry("topic.alerts-shadow", "as"), Map.entry("control.lead", "5s"), Map.entry("acknowledged.high", "2min"),
            Map.entry("acknowledged.medium", "9min"), Map.entry("acknowledged.low", "20min"), Map.entry("escalate.after", "2min,5min"),
            Map.entry("control.topic-id", "id"),
            Map.entry("source.group", "g"), Map.entry("source.start", "latest"), Map.entry("source.stop", "latest"),
            Map.entry("source.idle", "90s"), Map.entry("clock.step", "30s"), Map.entry("source.partitions", "7"),
            Map.entry("delivery", "exactly-once"), Map.entry("delivery.transaction-timeout", "5min"),
            Map.entry("delivery.transaction-prefix", "p"), Map.entry("alerts.source", "/ward"), Map.entry("study.default", "S"),
            Map.entry("decode.max-body", "1000B"), Map.entry("quality.pulse", "4"), Map.entry("quality.spo2", "3,4,103"),
            Map.entry("quality.respiration", "1, 2"), Map.entry("quality.missing", "accept"), Map.entry("quality.wearing", "4"),
            Map.entry("pressure.series", "long-term"), Map.entry("temperature.skin", "WRIST, PILOT"),
            Map.entry("plausible.pulse", "30..220"), Map.entry("plausible.spo2", "60..100"),
            Map.entry("plausible.respiration", "4..50"), Map.entry("plausible.temperature", "33.5..42.5"),
            Map.entry("plausible.systolic", "60..260"), Map.entry("plausible.diastolic", "30..160"),
            Map.entry("plausible.pulse-pressure", "15..120"), Map.entry("future.tolerance", "1min"), Map.entry("past.limit", "6d"),
            Map.entry("past.believable", "30d"), Map.entry("age.pulse", "11min"), Map.entry("age.spo2", "12min"),
            Map.entry("age.respiration", "13min"), Map.entry("age.temperature", "14min"), Map.entry("age.blood-pressure", "80min"),
            Map.entry("freshness.limit", "20min"), Map.entry("late.reach", "2h"), Map.entry("window.length", "10min"),
            Map.entry("reminder.interval", "0s"), Map.entry("state.ttl", "8d"), Map.entry("rejected.max-body", "1MiB"),
            Map.entry("rejected.readings", "quality"), Map.entry("buffer.timeout", "100ms"), Map.entry("max-parallelism", "512"),
            Map.entry("count.patients", "exact"), Map.entry("allow-unwatched", "true"));

    @Test
    void withoutArgumentsTheDefaultsAreInForce() {
        JobSettings settings = JobSettingsReader.read(List.of());
        assertThat(settings.gate()).isEqualTo(GateSettingsFixture.defaults());
        assertThat(settings.monitor()).isEqualTo(Rules.settings());
        assertThat(settings.catalogue().rules()).isEqualTo(Rules.bundled().rules());
        assertThat(settings.decoding()).isEqualTo(new JobSettings.Decoding("unknown", 4 << 20));
        assertThat(settings.source()).isEqualTo(new JobSettings.SourceSettings("corsano.raw", "vitalwatch", StartFrom.COMMITTED, false,
                120_000, 60_000, 0));
        assertThat(settings.output()).isEqualTo(new JobSettings.OutputSettings("vitals.alerts", "vitals.windows", "vitals.rejected", null, false,
                600_000,
                "vitalwatch", "/vitalwatch", 256 << 10, Set.of("implausible", "negative", "malformed", "incomplete")));
        assertThat(settings.kafka()).isEmpty();
        assertThat(settings.bufferTimeoutMillis()).isEqualTo(4);
        assertThat(settings.maxParallelism()).isEqualTo(128);
        assertThat(settings.countDistinctPatients()).isFalse();
        assertThat(settings.unwatchedAllowed()).isFalse();
    }

    @Test
    void everyParameterChangesTheSettingsAndNoOther() {
        JobSettings defaults = JobSettingsReader.read(List.of());
        Set<String> files = Set.of("config", "rules", "kafka-config");
        Set<String> names = new TreeSet<>(OTHER.keySet());
        names.addAll(files);
        assertThat(JobOptions.all().names()).containsExactlyInAnyOrderElementsOf(names);
        List<JobSettings> seen = new ArrayList<>(List.of(defaults));
        OTHER.forEach((name, value) -> {
            JobSettings changed = JobSettingsReader.read(List.of("--" + name + "=" + value));
            assertThat(seen).as(name).doesNotContain(changed);
            seen.add(changed);
            assertThat(JobSettingsReader.read(List.of("--" + name, value))).as("--" + name + " " + value).isEqualTo(changed);
        });
    }

    @Test
    void valuesAreInTheRightSettings() {
        List<String> arguments = new ArrayList<>();
        OTHER.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        JobSettings settings = JobSettingsReader.read(arguments);
        assertThat(settings.source()).isEqualTo(new JobSettings.SourceSettings("r", "g", StartFrom.LATEST, true, 90_000,
                30_000, 7));
        assertThat(settings.output()).isEqualTo(
                new JobSettings.OutputSettings("a", "w", "j", "s", true, 300_000, "p", "/ward", 1 << 20, Set.of("quality")));
        assertThat(settings.decoding()).isEqualTo(new JobSettings.Decoding("S", 1000));
        assertThat(settings.gate().accepted())
                .isEqualTo(Map.of(Group.PULSE, Set.of(4), Group.SPO2, Set.of(3, 4, 103), Group.RESPIRATION, Set.of(1, 2)));
        assertThat(settings.gate().acceptMissingQuality()).isTrue();
        assertThat(settings.gate().wearing()).containsExactly(4);
        assertThat(settings.gate().series()).isEqualTo(PressureSeries.LONG_TERM);
        assertThat(settings.gate().plausible()).isEqualTo(Map.of(
                Vital.PULSE, new Range(30_000, 220_000), Vital.SPO2, new Range(60_000, 100_000),
                Vital.RESPIRATION, new Range(4000, 50_000), Vital.TEMPERATURE, new Range(33_500, 42_500), Vital.SYSTOLIC,
                new Range(60_000, 260_000), Vital.DIASTOLIC, new Range(30_000, 160_000)));
        assertThat(settings.gate().pulsePressure()).isEqualTo(new Range(15_000, 120_000));
        assertThat(settings.gate().futureToleranceMillis()).isEqualTo(60_000);
        assertThat(settings.gate().pastLimitMillis()).isEqualTo(6 * 86_400_000L);
        assertThat(settings.monitor())
                .isEqualTo(new io.vitalwatch.alarm.patient.MonitorSettings(7_200_000, 600_000, 1_200_000, 0, 8 * 86_400_000L));
        assertThat(settings.bufferTimeoutMillis()).isEqualTo(100);
        assertThat(settings.maxParallelism()).isEqualTo(512);
        assertThat(settings.control().signals()).isEqualTo(new SignalSettings(120_000, 540_000, 1_200_000, List.of(120_000L, 300_000L)));
        assertThat(settings.countDistinctPatients()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--windw.length=5min | unknown parameter --windw.length; did you mean --window.length?",
            "--window.lenght=5min | did you mean --window.length?", "--= | unknown parameter --", "--rule.=1 | unknown parameter --rule.",
            "--kafka.=1 | unknown parameter --kafka.",
            "window.length=5min | \"window.length=5min\" is not a parameter; write --name=value",
            "-w | is not a parameter", "-- | is not a parameter",
            "--window.length | --window.length has no value; write --window.length=<value>",
            "--acknowledged.high=9s | must be 10s to 24h", "--acknowledged.low=25h | must be 10s to 24h",
            "--escalate.after=5min,5min | must be durations that rise", "--escalate.after=0s | must be durations that rise",
            "--escalate.after=1s,2s,3s,4s,5s,6s,7s,8s,9s,10s,11s | must be at most 10 durations", "--escalate.after=5 | 5 has no unit",
            "--window.length=5 | --window.length=5: 5 has no unit; write 5min or 5s", "--window.length= | is not a duration",
            "--window.length=-5min | is not a duration", "--window.length=0s | --window.length=0s: must be longer than 0s and at most 24h",
            "--window.length=25h | must be longer than 0s and at most 24h", "--freshness.limit=0s | or no alarm is ever live",
            "--past.limit=8d | is longer than state.ttl (7d)", "--state.ttl=1h | raise --state.ttl or lower --past.limit",
            "--future.tolerance=7d | must be shorter than past.limit (7d)", "--late.reach=8d | is longer than state.ttl (7d)",
            "--delivery.transaction-timeout=15min | shorter than 15min, the broker's limit",
            "--delivery.transaction-timeout=0s | must be longer than 0s", "--delivery=twice | must be one of at-least-once, exactly-once",
            "--source.start=begin | must be one of committed, earliest, latest", "--source.start=LATEST | must be one of",
            "--pressure.series=long_term | must be one of combine, raw, long-term",
            "--quality.pulse=2;3 | must be codes separated by commas, such as 2,3,4",
            "--quality.pulse= | must be codes", "--quality.pulse=-1 | must be codes", "--quality.pulse=2,,3 | must be codes",
            "--plausible.pulse=20 | must be a range such as 20..250",
            "--plausible.pulse=250..20 | starts with the larger number; write the smaller number first",
            "--topic.raw=a b | must be the name of a Kafka topic: letters, digits, dots, hyphens and underscores",
            "--topic.raw= | must be the name of a Kafka topic",
            "--decode.max-body=4MB | is not a size; write a number and a unit, such as 4MiB, 256KiB or 1000B",
            "--decode.max-body=4 | has no unit; write 4MiB or 4KiB", "--decode.max-body=0B | or every delivery is rejected",
            "--decode.max-body=1025MiB | is more than 1024MiB", "--decode.max-body=1073741825B | is more than 1024MiB",
            "--max-parallelism=0 | must be a whole number from 1 to 32768", "--max-parallelism=32769 | must be a whole number",
            "--max-parallelism=many | must be a whole number",
            "--rejected.readings=usable | \"usable\" is not a verdict; choose from charging, conflict, duplicate",
            "--rejected.readings=implausible,noise | \"noise\" is not a verdict",
            "--rules=/nowhere/rules.yaml | give the path of a readable YAML file",
            "--config=/nowhere/job.properties | give the path of a readable properties file",
            "--kafka-config=/nowhere/kafka.properties | give the path of a readable properties file",
            "--kafka.sasl.jaas.config=x | belongs in the file of --kafka-config=FILE",
            "--kafka.ssl.key.password=x | belongs in the file of --kafka-config=FILE",
            "--rule.spo2-low.medum=92 | unknown field medum; did you mean medium?", "--rule.spo2-lo.medium=92 | did you mean spo2-low?",
            "--rule.spo2-low.confirm.duration=15 | confirm.duration 15 has no unit",
            "--rule.spo2-low.high=93 | limit for high (93) is milder than medium (91)",
            "--rule.no-data.after=8d | rule no-data: after 8d is longer than state.ttl (7d)",
            "--rule.poor-signal.window=25h | rule poor-signal: a window of 25h is longer than 24h",
            "--rule.pulse-high.confirm.duration=25h | rule pulse-high: a window of 25h is longer than 24h"})
    void aValueThatCannotBeUsedIsRefusedWithTheFix(String argument, String message) {
        assertThat(refused(argument)).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--delivery.transaction-timeout=899s", "--window.length=24h", "--window.length=1ms", "--past.limit=7d",
            "--late.reach=7d",
        "--future.tolerance=899s", "--decode.max-body=1024MiB", "--max-parallelism=1", "--max-parallelism=32768",
        "--plausible.pulse=35..150",
        "--rejected.readings=", "--rejected.readings=quality , duplicate", "--rule.no-data.after=7d", "--rule.poor-signal.window=24h",
        "--late.reach=0s"})
    void theLimitsThemselvesAreAllowed(String argument) {
        assertThat(JobSettingsReader.read(List.of(argument))).isNotNull();
    }

    @Test
    void aParameterGivenTwiceIsRefused() {
        assertThat(refused("--window.length=5min", "--window.length=6min")).isEqualTo("--window.length is given twice; leave one");
    }

    @Test
    void everyOptionAndFamilyIsRead() {
        GivenSettings given = GivenSettings.read(JobOptions.all(), List.of(), Map.of(), List.of());
        assertThat(given.unread()).contains("window.length", "rule.");
        new JobSettingsReader(given).settings();
        assertThat(given.unread()).isEmpty();
    }

    @Test
    void theEnvironmentIsNotRead() {
        assertThat(JobOptions.all().variable("window.length")).isNull();
    }

    @Test
    void namesOfTheCommandAreSuggestedToo() {
        SettingsException exception = catchThrowableOfType(
                SettingsException.class, () -> JobSettingsReader.read(List.of("--alrets=x"), Set.of("--alerts", "--metrics")));
        assertThat(exception).hasMessageContaining("did you mean --alerts?");
    }

    @Test
    void fieldsOfRulesAreChangedOneByOne() {
        JobSettings settings = JobSettingsReader.read(List.of("--rule.spo2-low.medium=92", "--rule.no-data.after=20min",
                "--rule.pulse-low.enabled=false"));
        assertThat(((ReadingRule) settings.catalogue().rule("spo2-low")).rungs().get(0).condition()).hasToString("spo2 <= 92");
        assertThat(((SilenceRule) settings.catalogue().rule("no-data")).after()).isEqualTo(1_200_000);
        assertThat(settings.catalogue().rule("pulse-low")).isNull();
        assertThat(settings.catalogue().rules()).hasSize(Rules.bundled().rules().size() - 1);
    }

    @Test
    void argumentsHavePrecedenceOverTheFileAndTheFileOverTheDefaults(@TempDir Path folder) throws IOException {
        Path config = write(folder, "job.properties",
                "window.length=10min\nfreshness.limit=20min\nrule.spo2-low.medium=92\nkafka.client.id=x\n");
        Path kafka = write(folder, "kafka.properties", "bootstrap.servers=a:1\nsasl.jaas.config=secret\nclient.id=file\n");
        JobSettings settings = JobSettingsReader.read(
                List.of("--config=" + config, "--kafka-config=" + kafka, "--window.length=15min", "--kafka.bootstrap.servers=b:2"));
        assertThat(settings.monitor().windowLength()).isEqualTo(900_000);
        assertThat(settings.monitor().freshnessLimit()).isEqualTo(1_200_000);
        assertThat(((ReadingRule) settings.catalogue().rule("spo2-low")).rungs().get(0).condition()).hasToString("spo2 <= 92");
        assertThat(settings.kafka())
                .isEqualTo(new HashMap<>(Map.of("bootstrap.servers", "b:2", "sasl.jaas.config", "secret", "client.id", "x")));
        KafkaFamily.requireBootstrap(settings.kafka());
    }

    @Test
    void aMessageAboutTheFileNamesTheFile(@TempDir Path folder) throws IOException {
        Path unknown = write(folder, "a.properties", "windw=1\n");
        assertThat(refused("--config=" + unknown)).contains("unknown parameter windw in " + unknown);
        Path unitless = write(folder, "b.properties", "window.length=5\n");
        assertThat(refused("--config=" + unitless)).contains("window.length=5 in " + unitless + ": 5 has no unit");
        Path nested = write(folder, "c.properties", "config=a.properties\n");
        assertThat(refused("--config=" + nested)).contains("a configuration file cannot name another");
        Path broken = write(folder, "d.properties", "window.length=\\u12\n");
        assertThat(refused("--config=" + broken)).contains("cannot be read (IllegalArgumentException)");
        Path rules = write(folder, "mine.yaml", "a:\n  type: silence\n  kind: technical\n  priority: low\n  after: 10\n");
        assertThat(refused("--rules=" + rules)).isEqualTo("rule a (mine.yaml:5): after 10 has no unit; write 10min or 10s");
    }

    @Test
    void aRulesFileReplacesTheBundledCatalogue(@TempDir Path folder) throws IOException {
        Path rules = write(folder, "mine.yaml", "a:\n  type: silence\n  kind: technical\n  priority: low\n  after: 10min\n");
        assertThat(JobSettingsReader.read(List.of("--rules=" + rules, "--allow-unwatched=true")).catalogue().rules()).extracting(Evaluation::id)
                .containsExactly("a");
        assertThat(((SilenceRule) JobSettingsReader.read(List.of("--rules=" + rules, "--rule.a.after=9min", "--allow-unwatched=true"))
                .catalogue()
                .rule("a")).after())
                .isEqualTo(540_000);
    }

    @Test
    void aJobWithoutAKafkaClusterIsRefused() {
        for (List<String> arguments : List.of(List.<String>of(), List.of("--kafka.bootstrap.servers= "))) {
            SettingsException exception = catchThrowableOfType(
                    SettingsException.class, () -> KafkaFamily.requireBootstrap(JobSettingsReader.read(arguments).kafka()));
            assertThat(exception).hasMessageContaining("--kafka.bootstrap.servers=HOST:PORT").hasMessageContaining("--kafka-config=FILE");
        }
    }

    @Test
    void wrongArgumentsAlwaysGiveASettingsException() {
        long seed = 20251121;
        int count = Integer.getInteger("vitalwatch.fuzz.arguments", 5000);
        Random random = new Random(seed);
        List<String> names = new ArrayList<>(OTHER.keySet());
        names.addAll(List.of("config", "rules", "kafka-config", "rule.spo2-low.medium", "rule.x", "rule.cardiac-arrest.codes.1", "kafka.a",
                "x", ""));
        String[] values = {"", " ", "0", "-1", "1", "10min", "0s", "1e9", "99999999999", "99999999d", "NaN", "a,b", "2,3", "1..2", "..",
                "4MiB", "9999999999MiB",
            "true", "latest", "\u0000", "ü", "٣", "/", ".", "none", "spo2 <= 92", "off", "=", "--", "--x"};
        int read = 0;
        for (int i = 0; i < count; i++) {
            List<String> arguments = new ArrayList<>();
            for (int left = 1 + random.nextInt(2); left > 0; left--) {
                String name = names.get(random.nextInt(names.size()));
                String value = random.nextInt(3) == 0 && OTHER.containsKey(name) ? OTHER.get(name) : values[random.nextInt(values.length)];
                String dashes = random.nextInt(15) == 0 ? "-" : "--";
                if (random.nextInt(4) == 0) {
                    arguments.addAll(List.of(dashes + name, value));
                } else {
                    arguments.add(dashes + name + "=" + value);
                }
            }
            try {
                assertThat(JobSettingsReader.read(arguments)).isNotNull();
                read++;
            } catch (SettingsException e) {
                assertThat(e.getMessage()).as("seed " + seed + ", " + arguments).isNotBlank();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", arguments " + arguments, e);
            }
        }
        assertThat(read).isBetween(count / 50, count * 3 / 4);
    }

    private static String refused(String... arguments) {
        SettingsException exception = catchThrowableOfType(SettingsException.class, () -> JobSettingsReader.read(List.of(arguments)));
        assertThat(exception).as(String.join(" ", arguments)).isNotNull();
        return exception.getMessage();
    }

    private static Path write(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
