package io.vitalwatch.receiver;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vitalwatch.kafka.RawLogWriter;
import io.vitalwatch.receiver.clock.ClockComparison;
import io.vitalwatch.receiver.clock.ClockComparison.Clock;
import io.vitalwatch.receiver.clock.ClockComparison.State;
import io.vitalwatch.receiver.clock.ClockTopic;
import io.vitalwatch.receiver.clock.StampClock;
import io.vitalwatch.receiver.clock.StampClock.Source;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The page {@code /health}: whether the receiver is ready, its clock, the clocks of all receivers, and in plain words what is wrong.
 * It is answered 200 also if something is wrong; {@code /health/ready} is for those who decide where deliveries go.
 */
final class HealthReport {
    /** So far stamps may be ahead of their clock; a broker with the usual setting refuses those that are further ahead. */
    private static final long FURTHEST_AHEAD_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long MEASURED_AGO_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final long SHORTEST_WITHOUT_HEARTBEAT_MILLIS = Duration.ofSeconds(20).toMillis();
    private static final int HEARTBEATS_MISSED = 3;

    private final String id;
    private final Supplier<String> notReadyBecause;
    private final StampClock clock;
    private final ClockComparison comparison;
    private final ClockTopic topic;
    private final RawLogWriter log;
    private final Duration withoutHeartbeat;
    private final Supplier<String> secretProblem;

    /**
     * @param notReadyBecause why the receiver is not ready, or null where it is
     * @param topic null where the clock of arrivals is simulated
     * @param heartbeatMillis the interval of heartbeats
     * @param secretProblem why the secrets cannot be read again, or null
     */
    HealthReport(String id, Supplier<String> notReadyBecause, StampClock clock, ClockComparison comparison, ClockTopic topic,
            RawLogWriter log, long heartbeatMillis, Supplier<String> secretProblem) {
        this.id = id;
        this.notReadyBecause = notReadyBecause;
        this.clock = clock;
        this.comparison = comparison;
        this.topic = topic;
        this.log = log;
        this.secretProblem = secretProblem;
        this.withoutHeartbeat = Duration.ofMillis(Math.max(SHORTEST_WITHOUT_HEARTBEAT_MILLIS, HEARTBEATS_MISSED * heartbeatMillis));
    }

    /** The receiver's own clock in an answer; times in milliseconds. */
    private record ClockAnswer(String source, @JsonProperty("machine_ahead_ms") long machineAhead,
            @JsonProperty("stamps_ahead_ms") long stampsAhead, @JsonProperty("measured_ago_ms") long measuredAgo,
            @JsonProperty("round_trip_ms") double roundTrip) {}

    /** One of the compared clocks in an answer. */
    private record ComparedAnswer(@JsonProperty("ahead_ms") long ahead, String state) {}

    @JsonInclude(Include.NON_NULL)
    private record Answer(boolean ready, String receiver, ClockAnswer clock, Map<String, ComparedAnswer> clocks,
            @JsonProperty("partitions_without_heartbeat") List<Integer> partitions, List<String> problems) {}

    void get(Exchange exchange) {
        exchange.send(HttpAnswer.jsonLine(200, answer()));
    }

    /** Partitions that take no heartbeat of this receiver. */
    List<Integer> partitionsWithoutHeartbeat() {
        return log.partitionsWithoutHeartbeat(withoutHeartbeat);
    }

    private Answer answer() {
        List<Integer> missing = partitionsWithoutHeartbeat();
        String notReady = notReadyBecause.get();
        if (topic == null) {
            return new Answer(notReady == null, id, null, null, missing, problems(notReady, List.of(), missing));
        }
        Map<String, ComparedAnswer> compared = new TreeMap<>();
        List<Clock> clocks = comparison.clocks();
        for (Clock each : clocks) {
            compared.put(each.name(), new ComparedAnswer(each.aheadMillis(), label(each.state())));
        }
        ClockAnswer own = new ClockAnswer(label(clock.source()), clock.machineAheadMillis(), clock.stampsAheadMillis(),
                clock.measuredAgoMillis(), clock.roundTripMillis());
        return new Answer(notReady == null, id, own, compared, missing, problems(notReady, clocks, missing));
    }

    private List<String> problems(String notReady, List<Clock> clocks, List<Integer> missing) {
        List<String> problems = new ArrayList<>();
        if (notReady != null) {
            problems.add("not ready, deliveries are answered 503: " + notReady);
        }
        String secrets = secretProblem.get();
        if (secrets != null) {
            problems.add("the previous secrets stay in use; " + secrets);
        }
        if (!missing.isEmpty()) {
            problems.add("these partitions take no heartbeat, so silence of their patients is not noticed: " + missing);
        }
        if (topic == null) {
            return problems;
        }
        if (clock.source() == Source.OWN) {
            problems.add("records are stamped by this machine's clock, because the broker's cannot be measured: topic " + topic.topic()
                    + (topic.keepsProducerTime() ? " has message.timestamp.type=CreateTime; set LogAppendTime"
                            : " takes no records; create it, or allow this receiver to write to it"));
        }
        if (clock.measuredAgoMillis() > MEASURED_AGO_MILLIS) {
            problems.add("the broker's clock was last measured " + clock.measuredAgoMillis() / 1000 + " s ago");
        }
        if (clock.stampsAheadMillis() > FURTHEST_AHEAD_MILLIS) {
            problems.add("timestamps are " + clock.stampsAheadMillis() / 1000
                    + " s ahead of the clock and run at half speed until it has caught up; restart this receiver to end that");
        }
        if (comparison.idIsUsedTwice()) {
            problems.add("another receiver has the id " + id + " too; give each its own receiver.id");
        }
        List<String> doubtful = new ArrayList<>();
        for (Clock each : clocks) {
            if (each.state() == State.OFF) {
                problems.add((each.name().equals(ClockComparison.BROKER) ? "the broker's clock" : "the clock of receiver " + each.name())
                        + " is off: " + (each.name().equals(ClockComparison.BROKER)
                                ? "most receivers agree and differ from it" : seconds(each.aheadMillis())));
            } else if (each.state() == State.DOUBTFUL) {
                doubtful.add(each.name() + " " + seconds(each.aheadMillis()));
            }
        }
        if (!doubtful.isEmpty()) {
            problems.add("clocks differ and no majority agrees: " + String.join(", ", doubtful));
        }
        return problems;
    }

    private static String seconds(long aheadMillis) {
        return String.format(Locale.ROOT, "%+.1f s", aheadMillis / 1000.0);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
