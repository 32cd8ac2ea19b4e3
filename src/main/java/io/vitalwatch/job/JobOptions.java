package io.vitalwatch.job;

import io.vitalwatch.job.Settings.StartFrom;
import io.vitalwatch.quality.PressureSeries;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

import java.time.Duration;
import java.util.List;

/**
 * Every parameter of the job, with its default and what it is for. The README's table is made from these.
 *
 * <p>Two families stand beside them: {@code rule.<id>.<field>} changes a field of a rule, {@code kafka.<setting>} is handed to Kafka's clients.
 */
public final class JobOptions {
    /** When the source ends. */
    public enum StopAt {
        NEVER,
        LATEST
    }

    /** How often a record is delivered to the output topics. */
    public enum Delivery {
        AT_LEAST_ONCE,
        EXACTLY_ONCE
    }

    /** What becomes of a value without a quality code. */
    public enum MissingQuality {
        REJECT,
        ACCEPT
    }

    /** How patients are counted. */
    public enum Counting {
        ARRIVED,
        EXACT
    }

    static final ConfigOption<String> CONFIG = text("config", "",
            "A properties file with any of these parameters; arguments count over it.");
    static final ConfigOption<String> RULES = text("rules", "",
            "A YAML file with the rule catalogue; it replaces the bundled one. Single fields are changed by rule.<id>.<field>.");
    static final ConfigOption<String> KAFKA_CONFIG = text("kafka-config", "",
            "A properties file of Kafka client settings. Secrets (SASL, TLS passwords) belong here, never on the command line.");

    static final ConfigOption<String> TOPIC_RAW = text("topic.raw", "corsano.raw",
            "Topic of the deliveries: value = the exact body, record timestamp = arrival.");
    static final ConfigOption<String> TOPIC_ALERTS = text("topic.alerts", "vitals.alerts", "Topic of the alarm episodes.");
    static final ConfigOption<String> TOPIC_WINDOWS = text("topic.windows", "vitals.windows", "Topic of the window summaries.");
    static final ConfigOption<String> TOPIC_REJECTED = text("topic.rejected", "vitals.rejected", "Topic of the dead letters.");
    static final ConfigOption<String> SOURCE_GROUP = text("source.group", "vitalwatch",
            "Consumer group under which offsets are committed with each checkpoint.");
    static final ConfigOption<StartFrom> SOURCE_START = ConfigOptions.key("source.start").enumType(StartFrom.class)
            .defaultValue(StartFrom.COMMITTED).withDescription("Where a job without state begins: committed (the group's offsets, else the"
                    + " earliest), earliest, latest. A restored job continues where its state says.");
    static final ConfigOption<StopAt> SOURCE_STOP = ConfigOptions.key("source.stop").enumType(StopAt.class).defaultValue(StopAt.NEVER)
            .withDescription("never, or latest: read up to what is there at the start and end, for catching up and for comparisons.");
    static final ConfigOption<Duration> SOURCE_IDLE = duration("source.idle", Duration.ofMinutes(2),
            "A partition without any record for this long, by the wall clock, no longer holds the arrival clock back, or one empty partition"
                    + " would keep every silence from being noticed. The receiver's heartbeats keep partitions from falling idle; with them,"
                    + " 0s (never) is safer: after an outage of the broker that lasted longer than this, patients whose partition is read"
                    + " last may be reported silent who were not.");
    static final ConfigOption<Delivery> DELIVERY = ConfigOptions.key("delivery").enumType(Delivery.class)
            .defaultValue(Delivery.AT_LEAST_ONCE).withDescription("at-least-once: alarms are readable in milliseconds; after a crash some come"
                    + " again, identical to the byte, and drop out by id. exactly-once: Kafka transactions, readable only after the next"
                    + " checkpoint.");
    static final ConfigOption<Duration> TRANSACTION_TIMEOUT = duration("delivery.transaction-timeout", Duration.ofMinutes(10),
            "Transaction time-out for exactly-once; below the broker's transaction.max.timeout.ms (15 min) and above the longest outage"
                    + " that a restart may take.");
    static final ConfigOption<String> TRANSACTION_PREFIX = text("delivery.transaction-prefix", "vitalwatch",
            "Prefix of transactional ids; two jobs on one cluster need different ones.");
    static final ConfigOption<String> ALERTS_SOURCE = text("alerts.source", "/vitalwatch", "CloudEvents ce_source of the alerts.");

    static final ConfigOption<String> STUDY_DEFAULT = text("study.default", "unknown", "The study of a body that names none.");
    static final ConfigOption<MemorySize> MAX_BODY = ConfigOptions.key("decode.max-body").memoryType()
            .defaultValue(MemorySize.ofMebiBytes(4)).withDescription("A larger body is rejected unread. An hour of backlog at one row a second"
                    + " is 1.9 MB.");
    static final ConfigOption<List<Integer>> QUALITY_PULSE = codes("quality.pulse",
            "Accepted bpm_q codes. A set, not a threshold: 0 is bad, 4 very good.");
    static final ConfigOption<List<Integer>> QUALITY_SPO2 = codes("quality.spo2",
            "Accepted spo2_q codes. The vendor also sends 103, 104 and 105 without saying what they mean; \"2 or more\" would let them in.");
    static final ConfigOption<List<Integer>> QUALITY_RESPIRATION = codes("quality.respiration", "Accepted resp_q codes.");
    static final ConfigOption<MissingQuality> QUALITY_MISSING = ConfigOptions.key("quality.missing").enumType(MissingQuality.class)
            .defaultValue(MissingQuality.REJECT).withDescription("reject or accept a value that comes without its quality code: unknown is not"
                    + " good.");
    static final ConfigOption<List<Integer>> QUALITY_WEARING = ConfigOptions.key("quality.wearing").intType().asList().defaultValues(3, 4)
            .withDescription("Codes of wearing under which readings count. 0 is not worn, 4 worn for sure; 1 to 3 are reserved, and the"
                    + " vendor's SDK calls 0 to 2 badly worn.");
    static final ConfigOption<PressureSeries> PRESSURE_SERIES = ConfigOptions.key("pressure.series").enumType(PressureSeries.class)
            .defaultValue(PressureSeries.COMBINE).withDescription("Which blood-pressure series is believed: combine, raw or long-term; the"
                    + " raw one steps in where the chosen one is not there.");
    static final ConfigOption<String> PLAUSIBLE_PULSE = range("plausible.pulse", "20..250", "/min");
    static final ConfigOption<String> PLAUSIBLE_SPO2 = range("plausible.spo2", "50..100", "%");
    static final ConfigOption<String> PLAUSIBLE_RESPIRATION = range("plausible.respiration", "3..60", "/min");
    static final ConfigOption<String> PLAUSIBLE_TEMPERATURE = range("plausible.temperature", "30..43", "°C");
    static final ConfigOption<String> PLAUSIBLE_SYSTOLIC = range("plausible.systolic", "50..280", "mmHg");
    static final ConfigOption<String> PLAUSIBLE_DIASTOLIC = range("plausible.diastolic", "20..180", "mmHg");
    static final ConfigOption<String> PLAUSIBLE_PULSE_PRESSURE = range("plausible.pulse-pressure", "10..150", "mmHg, systolic − diastolic");

    static final ConfigOption<Duration> FUTURE_TOLERANCE = duration("future.tolerance", Duration.ofMinutes(5),
            "A sample further ahead of its arrival is rejected and moves no clock: a bracelet whose clock was never set.");
    static final ConfigOption<Duration> PAST_LIMIT = duration("past.limit", Duration.ofDays(7),
            "A sample older than this at its arrival is rejected. Bracelets keep data until a phone fetches it.");
    static final ConfigOption<Duration> FRESHNESS_LIMIT = duration("freshness.limit", Duration.ofMinutes(15),
            "An alarm found on older data (arrival − sample time) is historical: recorded, not for waking anyone.");
    static final ConfigOption<Duration> LATE_REACH = duration("late.reach", Duration.ofHours(1),
            "How far behind the patient's clock a late sample still finds its place. Costs some 5 bytes a reading in a checkpoint.");
    static final ConfigOption<Duration> WINDOW_LENGTH = duration("window.length", Duration.ofMinutes(5),
            "Length of the tumbling windows that are summarised on the windows topic; at most 24h.");
    static final ConfigOption<Duration> REMINDER_INTERVAL = duration("reminder.interval", Duration.ofMinutes(10),
            "A live physiological alarm at high priority is repeated after this long on the patient's clock; 0s for never.");
    static final ConfigOption<Duration> STATE_TTL = duration("state.ttl", Duration.ofDays(7),
            "A patient of whom nothing arrived for this long is forgotten; open alarms end as expired. At least past.limit.");

    static final ConfigOption<MemorySize> REJECTED_MAX_BODY = ConfigOptions.key("rejected.max-body").memoryType()
            .defaultValue(MemorySize.parse("256kb")).withDescription("How much of a rejected body is kept in its row on the rejected topic.");
    static final ConfigOption<String> REJECTED_READINGS = text("rejected.readings", "implausible,negative,malformed,incomplete",
            "Verdicts for which a rejected reading gets a row of its own; all are counted, and summarised a window.");
    static final ConfigOption<Duration> BUFFER_TIMEOUT = duration("buffer.timeout", Duration.ofMillis(5),
            "Flink's buffer time-out: how long a record may wait for company. 5 ms halves alert latency against the default of 100 ms.");
    static final ConfigOption<Integer> MAX_PARALLELISM = ConfigOptions.key("max-parallelism").intType().defaultValue(128)
            .withDescription("Flink's maximum parallelism; fixed for the life of a state.");

    static final ConfigOption<Counting> COUNT_PATIENTS = ConfigOptions.key("count.patients").enumType(Counting.class)
            .defaultValue(Counting.ARRIVED).withDescription("arrived: a patient who comes back after state.ttl counts again. exact: every"
                    + " user is kept and counted once, for bounded runs; replay does that.");

    /** All of them, in the order of the documentation. */
    static final List<ConfigOption<?>> ALL = List.of(
            CONFIG, RULES, KAFKA_CONFIG, TOPIC_RAW, TOPIC_ALERTS, TOPIC_WINDOWS, TOPIC_REJECTED, SOURCE_GROUP, SOURCE_START, SOURCE_STOP,
            SOURCE_IDLE, DELIVERY, TRANSACTION_TIMEOUT, TRANSACTION_PREFIX, ALERTS_SOURCE, STUDY_DEFAULT, MAX_BODY, QUALITY_PULSE,
            QUALITY_SPO2, QUALITY_RESPIRATION, QUALITY_MISSING, QUALITY_WEARING, PRESSURE_SERIES, PLAUSIBLE_PULSE, PLAUSIBLE_SPO2,
            PLAUSIBLE_RESPIRATION, PLAUSIBLE_TEMPERATURE, PLAUSIBLE_SYSTOLIC, PLAUSIBLE_DIASTOLIC, PLAUSIBLE_PULSE_PRESSURE,
            FUTURE_TOLERANCE, PAST_LIMIT, FRESHNESS_LIMIT, LATE_REACH, WINDOW_LENGTH, REMINDER_INTERVAL, STATE_TTL, REJECTED_MAX_BODY,
            REJECTED_READINGS, BUFFER_TIMEOUT, MAX_PARALLELISM, COUNT_PATIENTS);

    private JobOptions() {}

    private static ConfigOption<String> text(String key, String otherwise, String description) {
        return ConfigOptions.key(key).stringType().defaultValue(otherwise).withDescription(description);
    }

    private static ConfigOption<Duration> duration(String key, Duration otherwise, String description) {
        return ConfigOptions.key(key).durationType().defaultValue(otherwise).withDescription(description);
    }

    private static ConfigOption<List<Integer>> codes(String key, String description) {
        return ConfigOptions.key(key).intType().asList().defaultValues(2, 3, 4).withDescription(description);
    }

    private static ConfigOption<String> range(String key, String otherwise, String unit) {
        return text(key, otherwise, "What a living body shows (" + unit + "); anything else is an artefact, rejected and counted.");
    }
}
