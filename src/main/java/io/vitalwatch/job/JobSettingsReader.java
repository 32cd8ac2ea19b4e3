package io.vitalwatch.job;

import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.patient.MonitorSettings;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.control.CatalogueCheck;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.job.JobOptions.Counting;
import io.vitalwatch.job.JobOptions.Guarantee;
import io.vitalwatch.job.JobOptions.MissingQuality;
import io.vitalwatch.job.JobOptions.StopAt;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;
import io.vitalwatch.quality.GateSettings;
import io.vitalwatch.settings.Durations;
import io.vitalwatch.settings.GivenSettings;
import io.vitalwatch.settings.SettingsException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@link JobSettings} before anything starts: from arguments, else from the configuration file, else the defaults. */
public final class JobSettingsReader {
    private final GivenSettings given;

    JobSettingsReader(GivenSettings given) {
        this.given = given;
    }

    /**
     * Reads settings from {@code --name=value} arguments.
     *
     * @throws SettingsException with a message that says what to change
     */
    public static JobSettings read(List<String> args) {
        return read(args, Set.of());
    }

    /** As {@link #read(List)}, for a command with options of its own; their names too are suggested for an unknown name. */
    public static JobSettings read(List<String> args, Set<String> otherKnownNames) {
        return new JobSettingsReader(GivenSettings.read(JobOptions.all(), args, Map.of(), otherKnownNames)).settings();
    }

    /** Reads every option, and refuses values that contradict each other. */
    JobSettings settings() {
        GateSettings gate = gate();
        MonitorSettings monitor = monitor();
        CatalogueText rules = rules();
        CatalogueCheck check = new CatalogueCheck(gate, rules.ages(), monitor.stateTtl());
        ControlSettings intake = new ControlSettings(given.get(JobOptions.CONTROL_LEAD), given.get(JobOptions.CONTROL_TOPIC_ID).orElse(null),
                check, rules.yaml(), rules.fields());
        JobSettings settings = new JobSettings(gate, monitor, rules, decoding(), source(), output(),
                new HashMap<>(given.texts(JobOptions.KAFKA)), given.get(JobOptions.BUFFER_TIMEOUT), given.get(JobOptions.MAX_PARALLELISM),
                given.get(JobOptions.COUNT_PATIENTS) == Counting.EXACT, given.get(JobOptions.ALLOW_UNWATCHED),
                new JobSettings.Control(given.get(JobOptions.TOPIC_CONTROL).orElse(null), given.get(JobOptions.TOPIC_CONTROL_STATE),
                        given.get(JobOptions.TOPIC_ALERTS_SHADOW), false, intake, signals()));
        refuseContradictions(settings);
        new Contradictions(given).refuse(settings);
        return settings;
    }

    private SignalSettings signals() {
        return new SignalSettings(given.get(JobOptions.ACKNOWLEDGED_HIGH), given.get(JobOptions.ACKNOWLEDGED_MEDIUM),
                given.get(JobOptions.ACKNOWLEDGED_LOW), given.get(JobOptions.ESCALATE_AFTER));
    }

    private GateSettings gate() {
        Map<Group, Set<Integer>> accepted = new HashMap<>();
        JobOptions.QUALITY.forEach((group, option) -> accepted.put(group, given.get(option)));
        Map<Vital, Range> plausible = new HashMap<>();
        JobOptions.PLAUSIBLE.forEach((vital, option) -> plausible.put(vital, given.get(option)));
        return new GateSettings(accepted, given.get(JobOptions.QUALITY_MISSING) == MissingQuality.ACCEPT,
                given.get(JobOptions.QUALITY_WEARING), plausible, given.get(JobOptions.PLAUSIBLE_PULSE_PRESSURE),
                given.get(JobOptions.PRESSURE_SERIES), given.get(JobOptions.TEMPERATURE_SKIN), given.get(JobOptions.FUTURE_TOLERANCE),
                given.get(JobOptions.PAST_LIMIT), given.get(JobOptions.PAST_BELIEVABLE));
    }

    private MonitorSettings monitor() {
        return new MonitorSettings(given.get(JobOptions.LATE_REACH), given.get(JobOptions.WINDOW_LENGTH),
                given.get(JobOptions.FRESHNESS_LIMIT), given.get(JobOptions.REMINDER_INTERVAL), given.get(JobOptions.STATE_TTL));
    }

    private JobSettings.Decoding decoding() {
        return new JobSettings.Decoding(given.get(JobOptions.STUDY_DEFAULT), Math.toIntExact(given.get(JobOptions.MAX_BODY)));
    }

    private JobSettings.SourceSettings source() {
        return new JobSettings.SourceSettings(given.get(JobOptions.TOPIC_RAW), given.get(JobOptions.SOURCE_GROUP),
                given.get(JobOptions.SOURCE_START), given.get(JobOptions.SOURCE_STOP) == StopAt.LATEST, given.get(JobOptions.SOURCE_IDLE),
                given.get(JobOptions.CLOCK_STEP), given.get(JobOptions.SOURCE_PARTITIONS));
    }

    private JobSettings.OutputSettings output() {
        return new JobSettings.OutputSettings(given.get(JobOptions.TOPIC_ALERTS), given.get(JobOptions.TOPIC_WINDOWS),
                given.get(JobOptions.TOPIC_REJECTED), given.get(JobOptions.TOPIC_SAMPLES).orElse(null),
                given.get(JobOptions.DELIVERY) == Guarantee.EXACTLY_ONCE,
                given.get(JobOptions.TRANSACTION_TIMEOUT), given.get(JobOptions.TRANSACTION_PREFIX), given.get(JobOptions.ALERTS_SOURCE),
                Math.toIntExact(given.get(JobOptions.REJECTED_MAX_BODY)), given.get(JobOptions.REJECTED_READINGS));
    }

    private CatalogueText rules() {
        Map<Group, Long> ages = new HashMap<>();
        JobOptions.AGE.forEach((group, option) -> ages.put(group, given.get(option)));
        CatalogueText rules = rules(given.texts(JobOptions.RULE), new Ages(ages));
        String refusal = rules.refusal();
        if (refusal != null) {
            throw new SettingsException(refusal);
        }
        return rules;
    }

    private CatalogueText rules(Map<String, String> fields, Ages ages) {
        Optional<String> file = given.get(JobOptions.RULES);
        if (file.isEmpty()) {
            return new CatalogueText(bundledRules(), "bundled rules.yaml", fields, ages);
        }
        try {
            Path path = Path.of(file.get());
            return new CatalogueText(Files.readString(path), String.valueOf(path.getFileName()), fields, ages);
        } catch (IOException | IllegalArgumentException e) {
            throw given.refuse(JobOptions.RULES,
                    "cannot be read (" + e.getClass().getSimpleName() + "); give the path of a readable YAML file in UTF-8");
        }
    }

    /** The bundled catalogue's text. */
    static String bundledRules() {
        try (InputStream in = JobSettingsReader.class.getResourceAsStream("/io/vitalwatch/rules.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuseContradictions(JobSettings settings) {
        MonitorSettings monitor = settings.monitor();
        String ttl = Durations.format(monitor.stateTtl());
        if (settings.gate().pastLimitMillis() > monitor.stateTtl()) {
            throw given.refuse(JobOptions.PAST_LIMIT, "is longer than state.ttl (" + ttl
                    + "): samples of a forgotten patient would raise their alarms again; raise --state.ttl or lower --past.limit");
        }
        if (settings.gate().futureToleranceMillis() >= settings.gate().pastLimitMillis()) {
            throw given.refuse(JobOptions.FUTURE_TOLERANCE, "must be shorter than past.limit ("
                    + Durations.format(settings.gate().pastLimitMillis()) + ")");
        }
        if (settings.gate().pastBelievableMillis() < settings.gate().pastLimitMillis()) {
            throw given.refuse(JobOptions.PAST_BELIEVABLE, "is shorter than past.limit ("
                    + Durations.format(settings.gate().pastLimitMillis()) + "); raise --past.believable or lower --past.limit");
        }
        if (monitor.lateReach() > monitor.stateTtl()) {
            throw given.refuse(JobOptions.LATE_REACH, "is longer than state.ttl (" + ttl + ")");
        }
    }
}
