package io.vitalwatch.job;

import static io.vitalwatch.settings.OptionType.choice;
import static io.vitalwatch.settings.OptionType.codes;
import static io.vitalwatch.settings.OptionType.duration;
import static io.vitalwatch.settings.OptionType.optional;
import static io.vitalwatch.settings.OptionType.size;
import static io.vitalwatch.settings.OptionType.text;
import static io.vitalwatch.settings.OptionType.topic;
import static io.vitalwatch.settings.OptionType.trueOrFalse;
import static io.vitalwatch.settings.OptionType.whole;

import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.job.JobSettings.StartFrom;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;
import io.vitalwatch.quality.GateOptions;
import io.vitalwatch.quality.PressureSeries;
import io.vitalwatch.settings.Durations;
import io.vitalwatch.settings.Family;
import io.vitalwatch.settings.KafkaFamily;
import io.vitalwatch.settings.Option;
import io.vitalwatch.settings.OptionList;
import io.vitalwatch.settings.OptionTable;
import io.vitalwatch.settings.OptionType;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every parameter of the job, with its default and description; {@link JobSettingsReader} reads them into {@link JobSettings}. To add a
 * parameter, declare it here at its place in the documentation and read it there.
 *
 * <p>There are also two families: {@code rule.<id>.<field>} changes a field of a rule, {@code kafka.<setting>} is passed to Kafka's
 * clients.
 */
public final class JobOptions {
    /** When the source stops reading. */
    public enum StopAt {
        NEVER,
        LATEST
    }

    /** How often a record is written to its topic after a failure. */
    public enum Guarantee {
        AT_LEAST_ONCE,
        EXACTLY_ONCE
    }

    /** What happens to a value without a quality code. */
    public enum MissingQuality {
        REJECT,
        ACCEPT
    }

    /** How patients are counted. */
    public enum Counting {
        ARRIVED,
        EXACT
    }

    /** The longest window, of summaries and of rules. */
    static final long LONGEST_WINDOW_MILLIS = 24 * 3_600_000L;

    private static final long BROKER_TRANSACTION_LIMIT_MILLIS = 15 * 60_000L;
    private static final long SHORTEST_ACKNOWLEDGEMENT_MILLIS = 10_000L;
    private static final long LARGEST_BODY = 1L << 30;
    private static final String INTRODUCTION = """
            Parameters of the VitalWatch job, each with its default. Remove the # to change one; arguments have precedence over this file:
              --config=job.properties --window.length=10min
            Durations have a unit (500ms, 15s, 5min, 4h, 7d), sizes too (1000B, 256KiB, 4MiB).
            """;

    private static final OptionList.Builder LIST = OptionList.of("parameter");

    static final Option<Optional<String>> CONFIG = LIST.addConfig(
            "A properties file with any of these parameters; arguments have precedence over it.");
    static final Option<Optional<String>> RULES = LIST.add("rules", optional(text()), "",
            "A YAML file with the rule catalogue; it replaces the bundled one. Single fields are changed by rule.<id>.<field>.");
    static final Option<Boolean> ALLOW_UNWATCHED = LIST.add("allow-unwatched", trueOrFalse(), "false",
            "true lets a job start whose catalogue has no rule for the cardiac-arrest flag (type flag), no rule for silence (type silence), or"
                    + " no rule at all. The log and the metric unwatched_allowed then say so.");
    static final Option<Optional<String>> KAFKA_CONFIG = LIST.add("kafka-config", optional(text()), "",
            "A properties file of Kafka client settings. Secrets (SASL, TLS passwords) belong here, never on the command line.");

    static final Option<String> TOPIC_RAW = LIST.add("topic.raw", topic(), "corsano.raw",
            "Topic of the deliveries: value = the exact body, record timestamp = arrival.");
    static final Option<String> TOPIC_ALERTS = LIST.add("topic.alerts", topic(), "vitals.alerts", "Topic of the alarm episodes.");
    static final Option<String> TOPIC_WINDOWS = LIST.add("topic.windows", topic(), "vitals.windows", "Topic of the window summaries.");
    static final Option<String> TOPIC_REJECTED = LIST.add("topic.rejected", topic(), "vitals.rejected", "Topic of the dead letters.");
    static final Option<Optional<String>> TOPIC_SAMPLES = LIST.add("topic.samples", optional(topic()), "",
            "Topic of the judged readings, one record a delivery, usually vitals.samples; empty for none, which costs nothing. The console"
                    + " reads it.");
    static final Option<Optional<String>> TOPIC_CONTROL = LIST.add("topic.control", optional(topic()), "",
            "Topic of control records, usually vitals.control; empty for no control, which costs nothing. Receivers need the same setting.");
    static final Option<String> TOPIC_CONTROL_STATE = LIST.add("topic.control-state", topic(), "vitals.control.state",
            "Topic that says what became of control records; used where topic.control is set.");
    static final Option<String> TOPIC_ALERTS_SHADOW = LIST.add("topic.alerts-shadow", topic(), "vitals.alerts.shadow",
            "Topic of the alarm episodes of a shadow catalogue; used where topic.control is set.");
    static final Option<Long> CONTROL_LEAD = LIST.add("control.lead",
            duration().only(millis -> millis <= ControlSettings.LONGEST_LEAD_MILLIS, "must be at most 1h"), "2s",
            "How long after it was written a change for more than one patient takes effect at the earliest: time for its copies to reach all"
                    + " partitions, so that it takes effect everywhere at the same moment. A job and its replay need the same.");
    static final Option<Optional<String>> CONTROL_TOPIC_ID = LIST.add("control.topic-id", optional(text()), "",
            "The id of a topic that replaces the vitals.control of before (migrated, or created again on purpose). Without it, changes from"
                    + " another topic are refused, because its numbers begin again.");
    static final Option<String> SOURCE_GROUP = LIST.add("source.group", text(), "vitalwatch",
            "Consumer group under which offsets are committed with each checkpoint.");
    static final Option<StartFrom> SOURCE_START = LIST.add("source.start", choice(StartFrom.class), "committed",
            "Where a job without state begins: committed (the group's offsets, else the earliest), earliest, latest. A restored job"
                    + " continues at the offsets in its state.");
    static final Option<StopAt> SOURCE_STOP = LIST.add("source.stop", choice(StopAt.class), "never",
            "never; or latest: read the records that exist at the start, then end. For catching up and for comparisons.");
    static final Option<Long> SOURCE_IDLE = LIST.add("source.idle", duration(), "2min",
            "A partition without a record for this long, by the wall clock, no longer holds the arrival clock back. Without this limit,"
                    + " one empty partition would prevent every no-data alarm. Where receivers write heartbeats to every partition, 0s"
                    + " (never) is safer: after a broker outage longer than this, patients whose partition is read last may be reported"
                    + " silent although they were not. The command local, compose and Kubernetes set 0s.");
    static final Option<Long> CLOCK_STEP = LIST.add("clock.step",
            duration().only(millis -> millis > 0, "must be longer than 0s"), "1min",
            "How far ahead of its partition's clock a record's timestamp is believed at once. A record further ahead waits until three"
                    + " records in a row agree or another one shows that it is wrong; a cardiac-arrest flag does not wait. Applies to"
                    + " partitions with heartbeats, which must come more often than this.");
    static final Option<Integer> SOURCE_PARTITIONS = LIST.add("source.partitions", whole(0, 100_000), "0",
            "How many partitions the raw topic has, so that no subtask of the source is without one; 0 asks the broker when the job is"
                    + " submitted, and refuses the job when none answers. Set it where the submitting machine cannot reach the broker, and where"
                    + " a JobManager may start again during an outage.");
    static final Option<Guarantee> DELIVERY = LIST.add("delivery", choice(Guarantee.class), "at-least-once",
            "at-least-once: alarms can be read within milliseconds; after a crash some are written again, identical to the byte, and"
                    + " consumers can drop them by id. exactly-once: Kafka transactions; alarms can be read only after the next checkpoint.");
    static final Option<Long> TRANSACTION_TIMEOUT = LIST.add("delivery.transaction-timeout",
            duration().only(millis -> millis > 0 && millis < BROKER_TRANSACTION_LIMIT_MILLIS,
                    "must be longer than 0s and shorter than 15min, the broker's limit"), "10min",
            "Transaction time-out for exactly-once. It must be below the broker's transaction.max.timeout.ms (15 min) and above the longest"
                    + " time that a restart may take.");
    static final Option<String> TRANSACTION_PREFIX = LIST.add("delivery.transaction-prefix", text(), "vitalwatch",
            "Prefix of transactional ids; two jobs on one cluster need different ones.");
    static final Option<String> ALERTS_SOURCE = LIST.add("alerts.source", text(), "/vitalwatch", "CloudEvents ce_source of the alerts.");

    static final Option<String> STUDY_DEFAULT = LIST.add("study.default", text(), "unknown", "The study of a delivery that names none.");
    static final Option<Long> MAX_BODY = LIST.add("decode.max-body",
            bodySize().only(bytes -> bytes > 0, "must be more than 0B, or every delivery is rejected"), "4MiB",
            "A larger body is rejected unread. An hour of data at one row a second is 1.9 MB.");
    /** Accepted quality codes, one option for each group that has a quality code. */
    static final Map<Group, Option<Set<Integer>>> QUALITY = new EnumMap<>(Group.class);

    static {
        for (GateOptions.Quality each : GateOptions.quality()) {
            String accepted = each.accepted().stream().map(String::valueOf).collect(Collectors.joining(","));
            QUALITY.put(each.group(), LIST.add(each.key(), codes(), accepted, each.description()));
        }
    }

    static final Option<MissingQuality> QUALITY_MISSING = LIST.add("quality.missing", choice(MissingQuality.class), "reject",
            "reject or accept a value without its quality code. An unknown quality is not a good one, so the default is reject.");
    static final Option<Set<Integer>> QUALITY_WEARING = LIST.add("quality.wearing", codes(), "3,4",
            "Codes of wearing with which readings are used. 0 is not worn, 4 is certainly worn, 1 to 3 are reserved; the vendor's SDK calls"
                    + " 0 to 2 badly worn.");
    static final Option<PressureSeries> PRESSURE_SERIES = LIST.add("pressure.series", choice(PressureSeries.class), "combine",
            "Which blood-pressure series is used: combine, raw or long-term. Where the chosen one is incomplete, the raw one is used.");
    static final Option<Set<String>> TEMPERATURE_SKIN = LIST.add("temperature.skin", JobValues::studies, "",
            "Studies whose temp_sk1 is the temperature of the skin, separated by commas; * for all. The vendor documents it as the"
                    + " temperature of the body's core, but some devices send the skin's, often 31 to 33 °C. Such readings are counted as"
                    + " skin and raise no temperature alarm; no other rule watches the temperature then.");
    /** Plausible ranges, one option for each measured vital. */
    static final Map<Vital, Option<Range>> PLAUSIBLE = new EnumMap<>(Vital.class);

    static {
        for (GateOptions.Plausible each : GateOptions.plausible()) {
            PLAUSIBLE.put(each.vital(), plausible(each.key(), each.range().toString(), each.description()));
        }
    }

    static final Option<Range> PLAUSIBLE_PULSE_PRESSURE = plausible("plausible.pulse-pressure", "10..150",
            GateOptions.plausibleDescription("mmHg, systolic − diastolic"));

    /** How old a reading may be and still be the value of now, for each group. */
    static final Map<Group, Option<Long>> AGE = new EnumMap<>(Group.class);

    static {
        for (Group group : Group.values()) {
            AGE.put(group, LIST.add("age." + group.label(),
                    duration().only(millis -> millis > 0, "must be longer than 0s, or no reading is ever the value of now"),
                    Durations.format(Ages.defaultOf(group)), "A usable reading of this group older than this is not the value of now any more:"
                            + " default of after (no-reading) and unknown.after (reading) of rules."));
        }
    }

    static final Option<Long> FUTURE_TOLERANCE = LIST.add("future.tolerance", duration(), "5min",
            "A sample further ahead of its arrival than this is rejected and moves no clock: its bracelet's clock is probably not set."
                    + " Must be shorter than freshness.limit and not longer than late.reach.");
    static final Option<Long> PAST_LIMIT = LIST.add("past.limit", duration(), "7d",
            "A sample older than this at its arrival is rejected. Bracelets keep data until a phone fetches them.");
    static final Option<Long> PAST_BELIEVABLE = LIST.add("past.believable", duration(), "90d",
            "A cardiac-arrest flag in a sample older than past.limit is recorded as historical; in a sample older than this it raises a live"
                    + " alarm at its arrival, because no bracelet keeps data that long: its clock is wrong. At least past.limit.");
    static final Option<Long> FRESHNESS_LIMIT = LIST.add("freshness.limit",
            duration().only(millis -> millis > 0, "must be longer than 0s, or no alarm is ever live"), "15min",
            "An alarm found on older data (arrival − sample time) is historical: it is recorded, but not for notifying people.");
    static final Option<Long> LATE_REACH = LIST.add("late.reach", duration(), "1h",
            "How far behind the patient's clock a late sample is still put in its place; at most past.limit. Costs about 5 bytes for a"
                    + " reading in a checkpoint.");
    static final Option<Long> WINDOW_LENGTH = LIST.add("window.length",
            duration().only(millis -> millis > 0 && millis <= LONGEST_WINDOW_MILLIS, "must be longer than 0s and at most 24h"), "5min",
            "Length of the tumbling windows that are summarised on the windows topic; at most 24h.");
    static final Option<Long> REMINDER_INTERVAL = LIST.add("reminder.interval", duration(), "10min",
            "A live physiological alarm at high priority is repeated after this long on the patient's clock; 0s for never.");
    static final Option<Long> ACKNOWLEDGED_HIGH = LIST.add("acknowledged.high", acknowledged(), "3min",
            "The signal of an acknowledged alarm of high priority comes back after this long while the condition lasts, on the arrival clock;"
                    + " 10s to 24h. Used where topic.control is set, like the next three.");
    static final Option<Long> ACKNOWLEDGED_MEDIUM = LIST.add("acknowledged.medium", acknowledged(), "10min",
            "The same for medium priority.");
    static final Option<Long> ACKNOWLEDGED_LOW = LIST.add("acknowledged.low", acknowledged(), "30min", "The same for low priority.");
    static final Option<List<Long>> ESCALATE_AFTER = LIST.add("escalate.after", OptionType.list(",").map(JobValues::steps), "",
            "A signal that nobody answers is escalated to more people after each of these times since it began: rising durations separated by"
                    + " commas, such as 2min,5min,15min; at most 10, each at most 24h. Empty for never.");
    static final Option<Long> STATE_TTL = LIST.add("state.ttl", duration(), "7d",
            "The state of a patient without a delivery for this long is removed; open alarms end as expired. At least past.limit.");

    static final Option<Long> REJECTED_MAX_BODY = LIST.add("rejected.max-body", bodySize(), "256KiB",
            "How much of a rejected body is kept in its record on the rejected topic.");
    static final Option<Set<String>> REJECTED_READINGS = LIST.add("rejected.readings", JobValues::verdicts,
            "implausible,negative,malformed,incomplete",
            "Verdicts for which each rejected reading gets a record on the rejected topic. All rejected readings are counted, and are in"
                    + " the window summaries.");
    static final Option<Long> BUFFER_TIMEOUT = LIST.add("buffer.timeout", duration(), "4ms",
            "Flink's buffer time-out: how long a record may wait until it is sent together with others. 4 ms halve the latency of alerts"
                    + " compared with Flink's default of 100 ms.");
    static final Option<Integer> MAX_PARALLELISM = LIST.add("max-parallelism", whole(1, 32_768), "128",
            "Flink's maximum parallelism. It cannot be changed when a job is restored from its state.");

    static final Option<Counting> COUNT_PATIENTS = LIST.add("count.patients", choice(Counting.class), "arrived",
            "How the number of patients is counted. arrived: a patient who returns after state.ttl counts again. exact: every user is kept"
                    + " in memory and counted once; for bounded runs, and used by replay.");

    static final Family RULE = LIST.add(Family.of("rule.", "A field of a rule of the catalogue: rule.<id>.<field>",
            "rule.spo2-low.medium=92", "rule.pulse-high.confirm.duration=30s"));
    static final Family KAFKA = LIST.add(KafkaFamily.with(KAFKA_CONFIG));

    private static final OptionList ALL = LIST.build();

    private JobOptions() {}

    /** All parameters and families, in the order of the documentation. */
    public static OptionList all() {
        return ALL;
    }

    /** A file for {@code --config} with every parameter at its default, commented out. */
    public static String propertiesFile() {
        return OptionTable.properties(ALL, INTRODUCTION);
    }

    private static OptionType<Long> acknowledged() {
        return duration().only(millis -> millis >= SHORTEST_ACKNOWLEDGEMENT_MILLIS && millis <= SignalSettings.LONGEST,
                "must be 10s to 24h");
    }

    private static OptionType<Long> bodySize() {
        return size().only(bytes -> bytes <= LARGEST_BODY, "is more than 1024MiB");
    }

    private static Option<Range> plausible(String name, String range, String description) {
        return LIST.add(name, text -> Range.parse(text, range), range, description);
    }
}
