package io.vitalwatch.job;

import io.vitalwatch.alarm.Catalogue;
import io.vitalwatch.alarm.MonitorSettings;
import io.vitalwatch.alarm.Rule;
import io.vitalwatch.alarm.RuleException;
import io.vitalwatch.alarm.RuleReader;
import io.vitalwatch.alarm.Rung;
import io.vitalwatch.job.Arguments.Given;
import io.vitalwatch.job.JobOptions.Delivery;
import io.vitalwatch.job.JobOptions.MissingQuality;
import io.vitalwatch.job.JobOptions.StopAt;
import io.vitalwatch.model.Durations;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.quality.GateSettings;
import io.vitalwatch.quality.Range;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Arguments to settings, in one go, before anything starts: defaults, then the configuration file, then arguments. */
public final class SettingsReader {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})\\s*(B|KiB|MiB)");
    private static final Pattern RANGE = Pattern.compile("\\s*(-?\\d{1,6}(?:\\.\\d{1,3})?)\\s*\\.\\.\\s*(-?\\d{1,6}(?:\\.\\d{1,3})?)\\s*");
    private static final long BROKER_TRANSACTION_LIMIT = 15 * 60_000L;
    private static final long LONGEST_WINDOW = 86_400_000L;

    private final Arguments arguments;

    private SettingsReader(Arguments arguments) {
        this.arguments = arguments;
    }

    /**
     * Reads settings from {@code --name=value} arguments.
     *
     * @throws SettingsException with a message that names the fix
     */
    public static Settings read(List<String> args) {
        return read(args, Set.of());
    }

    /** The same for a command that has options of its own, whose names are suggested too when a name is unknown. */
    public static Settings read(List<String> args, Set<String> otherKnownNames) {
        return new SettingsReader(Arguments.read(args, otherKnownNames)).settings();
    }

    /** Refuses settings that name no Kafka cluster. */
    public static void requireBootstrap(Settings settings) {
        if (settings.kafka().getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new SettingsException("no Kafka cluster is named; write --kafka.bootstrap.servers=host:port or put bootstrap.servers into"
                    + " --kafka-config=FILE");
        }
    }

    private Settings settings() {
        Settings settings = new Settings(gate(), monitor(), catalogue(), new Settings.Decoding(text(JobOptions.STUDY_DEFAULT),
                (int) bytes(JobOptions.MAX_BODY)), source(), output(), new HashMap<>(arguments.kafka()), millis(JobOptions.BUFFER_TIMEOUT),
                whole(JobOptions.MAX_PARALLELISM, 1, 32768),
                choice(JobOptions.COUNT_PATIENTS) == JobOptions.Counting.EXACT);
        refuseContradictions(settings);
        return settings;
    }

    private GateSettings gate() {
        Map<Group, Set<Integer>> accepted = new HashMap<>();
        accepted.put(Group.PULSE, codes(JobOptions.QUALITY_PULSE));
        accepted.put(Group.SPO2, codes(JobOptions.QUALITY_SPO2));
        accepted.put(Group.RESPIRATION, codes(JobOptions.QUALITY_RESPIRATION));
        Map<Vital, Range> plausible = new HashMap<>();
        plausible.put(Vital.PULSE, range(JobOptions.PLAUSIBLE_PULSE));
        plausible.put(Vital.SPO2, range(JobOptions.PLAUSIBLE_SPO2));
        plausible.put(Vital.RESPIRATION, range(JobOptions.PLAUSIBLE_RESPIRATION));
        plausible.put(Vital.TEMPERATURE, range(JobOptions.PLAUSIBLE_TEMPERATURE));
        plausible.put(Vital.SYSTOLIC, range(JobOptions.PLAUSIBLE_SYSTOLIC));
        plausible.put(Vital.DIASTOLIC, range(JobOptions.PLAUSIBLE_DIASTOLIC));
        return new GateSettings(accepted, choice(JobOptions.QUALITY_MISSING) == MissingQuality.ACCEPT, codes(JobOptions.QUALITY_WEARING),
                plausible, range(JobOptions.PLAUSIBLE_PULSE_PRESSURE), choice(JobOptions.PRESSURE_SERIES),
                millis(JobOptions.FUTURE_TOLERANCE), millis(JobOptions.PAST_LIMIT));
    }

    private MonitorSettings monitor() {
        return new MonitorSettings(millis(JobOptions.LATE_REACH), millis(JobOptions.WINDOW_LENGTH), millis(JobOptions.FRESHNESS_LIMIT),
                millis(JobOptions.REMINDER_INTERVAL), millis(JobOptions.STATE_TTL));
    }

    private Settings.SourceSettings source() {
        return new Settings.SourceSettings(topic(JobOptions.TOPIC_RAW), text(JobOptions.SOURCE_GROUP), choice(JobOptions.SOURCE_START),
                choice(JobOptions.SOURCE_STOP) == StopAt.LATEST, millis(JobOptions.SOURCE_IDLE));
    }

    private Settings.OutputSettings output() {
        Set<String> rows = new HashSet<>();
        Set<String> labels = new HashSet<>();
        Arrays.stream(Verdict.values()).filter(verdict -> verdict != Verdict.USABLE).forEach(verdict -> labels.add(verdict.label()));
        for (String row : text(JobOptions.REJECTED_READINGS).split(",")) {
            if (!row.isBlank() && !labels.contains(row.trim())) {
                throw refuse(JobOptions.REJECTED_READINGS, "\"" + row.trim() + "\" is no verdict; choose from "
                        + String.join(", ", labels.stream().sorted().toList()));
            }
            if (!row.isBlank()) {
                rows.add(row.trim());
            }
        }
        return new Settings.OutputSettings(topic(JobOptions.TOPIC_ALERTS), topic(JobOptions.TOPIC_WINDOWS), topic(JobOptions.TOPIC_REJECTED),
                choice(JobOptions.DELIVERY) == Delivery.EXACTLY_ONCE, millis(JobOptions.TRANSACTION_TIMEOUT),
                text(JobOptions.TRANSACTION_PREFIX), text(JobOptions.ALERTS_SOURCE), (int) bytes(JobOptions.REJECTED_MAX_BODY), rows);
    }

    private Catalogue catalogue() {
        Given file = arguments.get(JobOptions.RULES);
        try {
            if (file == null || file.text().isEmpty()) {
                return RuleReader.read(bundledRules(), "bundled rules.yaml", arguments.rules());
            }
            Path path = Path.of(file.text());
            return RuleReader.read(Files.readString(path), String.valueOf(path.getFileName()), arguments.rules());
        } catch (RuleException e) {
            throw new SettingsException(e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("--rules=" + file.text() + " cannot be read (" + e.getClass().getSimpleName()
                    + "); give the path of a readable YAML file in UTF-8");
        }
    }

    /** The bundled catalogue's text. */
    static String bundledRules() {
        try (InputStream in = SettingsReader.class.getResourceAsStream("/io/vitalwatch/rules.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuseContradictions(Settings settings) {
        MonitorSettings monitor = settings.monitor();
        if (monitor.windowLength() <= 0 || monitor.windowLength() > LONGEST_WINDOW) {
            throw refuse(JobOptions.WINDOW_LENGTH, "must be longer than 0s and at most 24h");
        }
        if (settings.decoding().maxBodyBytes() < 1) {
            throw refuse(JobOptions.MAX_BODY, "must be more than 0B, or every delivery is rejected");
        }
        if (monitor.freshnessLimit() <= 0) {
            throw refuse(JobOptions.FRESHNESS_LIMIT, "must be longer than 0s, or no alarm is ever live");
        }
        if (settings.gate().pastLimitMillis() > monitor.stateTtl()) {
            throw refuse(JobOptions.PAST_LIMIT, "is longer than state.ttl (" + Durations.format(monitor.stateTtl())
                    + "): samples of a forgotten patient would raise their alarms again; raise --state.ttl or lower --past.limit");
        }
        if (settings.gate().futureToleranceMillis() >= settings.gate().pastLimitMillis()) {
            throw refuse(JobOptions.FUTURE_TOLERANCE, "must be shorter than past.limit ("
                    + Durations.format(settings.gate().pastLimitMillis()) + ")");
        }
        if (monitor.lateReach() > monitor.stateTtl()) {
            throw refuse(JobOptions.LATE_REACH, "is longer than state.ttl (" + Durations.format(monitor.stateTtl()) + ")");
        }
        if (settings.output().transactionTimeoutMillis() >= BROKER_TRANSACTION_LIMIT || settings.output().transactionTimeoutMillis() == 0) {
            throw refuse(JobOptions.TRANSACTION_TIMEOUT, "must be longer than 0s and shorter than 15min, the broker's limit");
        }
        for (Rule rule : settings.catalogue().rules()) {
            long silence = rule instanceof Rule.Silence each ? each.after() : 0;
            if (silence > monitor.stateTtl()) {
                throw new SettingsException("rule " + rule.id() + ": after " + Durations.format(silence) + " is longer than state.ttl ("
                        + Durations.format(monitor.stateTtl()) + "); the patient would be forgotten first");
            }
            long window = rule instanceof Rule.PoorSignal poor ? poor.window() : rule instanceof Rule.Limits limits ? longest(limits) : 0;
            if (window > LONGEST_WINDOW) {
                throw new SettingsException("rule " + rule.id() + ": a window of " + Durations.format(window) + " is longer than 24h");
            }
        }
    }

    private static long longest(Rule.Limits rule) {
        return rule.rungs().stream().map(Rung::confirm).mapToLong(confirm -> Math.max(confirm.window(), confirm.duration())).max().orElse(0);
    }

    private String text(ConfigOption<String> option) {
        Given given = arguments.get(option);
        return given == null ? option.defaultValue() : given.text().trim();
    }

    private String topic(ConfigOption<String> option) {
        String name = text(option);
        if (!name.matches("[a-zA-Z0-9._-]{1,249}")) {
            throw refuse(option, "is no topic name; use letters, digits, dot, hyphen and underscore");
        }
        return name;
    }

    private long millis(ConfigOption<Duration> option) {
        Given given = arguments.get(option);
        try {
            return given == null ? option.defaultValue().toMillis() : Durations.parse(given.text());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(given.where() + ": " + e.getMessage());
        }
    }

    private long bytes(ConfigOption<MemorySize> option) {
        Given given = arguments.get(option);
        if (given == null) {
            return option.defaultValue().getBytes();
        }
        Matcher matcher = SIZE.matcher(given.text().trim());
        if (!matcher.matches()) {
            throw refuse(option, "is no size; write a number and a unit, such as 4MiB, 256KiB or 1000B");
        }
        long bytes = Long.parseLong(matcher.group(1)) * switch (matcher.group(2)) {
            case "MiB" -> 1 << 20;
            case "KiB" -> 1 << 10;
            default -> 1;
        };
        if (bytes > 1 << 30) {
            throw refuse(option, "is more than 1024MiB");
        }
        return bytes;
    }

    private int whole(ConfigOption<Integer> option, int least, int most) {
        Given given = arguments.get(option);
        try {
            int number = given == null ? option.defaultValue() : Integer.parseInt(given.text().trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw refuse(option, "must be a whole number from " + least + " to " + most);
    }

    private Set<Integer> codes(ConfigOption<List<Integer>> option) {
        Given given = arguments.get(option);
        if (given == null) {
            return new HashSet<>(option.defaultValue());
        }
        Set<Integer> codes = new HashSet<>();
        for (String code : given.text().split(",", -1)) {
            if (!code.trim().matches("\\d{1,3}")) {
                throw refuse(option, "must be codes separated by commas, such as 2,3,4");
            }
            codes.add(Integer.parseInt(code.trim()));
        }
        return codes;
    }

    private Range range(ConfigOption<String> option) {
        Matcher matcher = RANGE.matcher(text(option));
        if (!matcher.matches()) {
            throw refuse(option, "must be a range such as " + option.defaultValue());
        }
        Range range = new Range(milli(matcher.group(1)), milli(matcher.group(2)));
        if (range.min() > range.max()) {
            throw refuse(option, "runs backwards; write the smaller number first");
        }
        return range;
    }

    private static int milli(String number) {
        return new BigDecimal(number).movePointRight(3).intValueExact();
    }

    private <E extends Enum<E>> E choice(ConfigOption<E> option) {
        Given given = arguments.get(option);
        if (given == null) {
            return option.defaultValue();
        }
        E[] all = option.defaultValue().getDeclaringClass().getEnumConstants();
        for (E each : all) {
            if (label(each).equals(given.text().trim())) {
                return each;
            }
        }
        throw refuse(option, "must be one of " + String.join(", ", Arrays.stream(all).map(SettingsReader::label).toList()));
    }

    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private SettingsException refuse(ConfigOption<?> option, String what) {
        Given given = arguments.get(option);
        return new SettingsException(given == null ? "--" + option.key() + " " + what : given.where() + " = " + given.text() + ": " + what);
    }
}
