package io.vitalwatch.job;

import io.vitalwatch.alarm.patient.MonitorSettings;
import io.vitalwatch.quality.GateSettings;
import io.vitalwatch.settings.Durations;
import io.vitalwatch.settings.GivenSettings;
import io.vitalwatch.settings.Option;
import io.vitalwatch.settings.SettingsException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses settings with which the job would run and never alarm: topics that feed the job its own output, tolerances that contradict each
 * other, limits that no reading can reach, a catalogue that leaves patients unwatched. Each message names both settings and the fix.
 */
final class Contradictions {
    /** A change goes to every key group, so there must not be too many. */
    static final int MOST_KEY_GROUPS = 1024;

    private final GivenSettings given;

    Contradictions(GivenSettings given) {
        this.given = given;
    }

    /** @throws SettingsException at the first contradiction */
    void refuse(JobSettings settings) {
        topics(settings);
        if (settings.control().isOn() && settings.maxParallelism() > MOST_KEY_GROUPS) {
            throw given.refuse(JobOptions.MAX_PARALLELISM, "is more than " + MOST_KEY_GROUPS + ", and with topic.control each change goes to"
                    + " every one of them; lower --max-parallelism, or leave --topic.control empty");
        }
        tolerances(settings.gate(), settings.monitor());
        limits(settings);
        unwatched(settings);
    }

    private void topics(JobSettings settings) {
        Map<String, Option<?>> seen = new LinkedHashMap<>();
        for (Option<?> option : List.of(JobOptions.TOPIC_RAW, JobOptions.TOPIC_ALERTS, JobOptions.TOPIC_WINDOWS, JobOptions.TOPIC_REJECTED,
                JobOptions.TOPIC_SAMPLES, JobOptions.TOPIC_CONTROL, JobOptions.TOPIC_CONTROL_STATE, JobOptions.TOPIC_ALERTS_SHADOW)) {
            String topic = topic(option, settings);
            Option<?> other = topic == null ? null : seen.putIfAbsent(topic, option);
            if (other != null) {
                throw given.refuse(option, "is the topic of " + other.name() + " too: "
                        + (other == JobOptions.TOPIC_RAW ? "the job would read its own records for ever" : "two kinds of records would be mixed")
                        + "; name a topic of its own for each");
            }
        }
    }

    private static String topic(Option<?> option, JobSettings settings) {
        if (option == JobOptions.TOPIC_RAW) {
            return settings.source().topic();
        }
        JobSettings.Control control = settings.control();
        if (option == JobOptions.TOPIC_CONTROL) {
            return control.topic();
        }
        if (option == JobOptions.TOPIC_CONTROL_STATE || option == JobOptions.TOPIC_ALERTS_SHADOW) {
            return !control.isOn() ? null : option == JobOptions.TOPIC_CONTROL_STATE ? control.state() : control.shadow();
        }
        JobSettings.OutputSettings output = settings.output();
        return option == JobOptions.TOPIC_ALERTS ? output.alerts() : option == JobOptions.TOPIC_WINDOWS ? output.windows()
                : option == JobOptions.TOPIC_REJECTED ? output.rejected() : output.samples();
    }

    private void tolerances(GateSettings gate, MonitorSettings monitor) {
        long ahead = gate.futureToleranceMillis();
        if (gate.pastLimitMillis() < monitor.lateReach()) {
            throw given.refuse(JobOptions.LATE_REACH, "is longer than past.limit (" + Durations.format(gate.pastLimitMillis())
                    + "), so late samples are rejected before they can find their place; lower --late.reach or raise --past.limit");
        }
        if (ahead >= monitor.freshnessLimit()) {
            throw given.refuse(JobOptions.FUTURE_TOLERANCE, "must be shorter than freshness.limit (" + Durations.format(monitor.freshnessLimit())
                    + "), or after one sample that is ahead by that much no alarm on present data is live; lower --future.tolerance or raise"
                    + " --freshness.limit");
        }
        if (ahead > monitor.lateReach() && monitor.lateReach() > 0) {
            throw given.refuse(JobOptions.FUTURE_TOLERANCE, "is longer than late.reach (" + Durations.format(monitor.lateReach())
                    + "), or after one sample that is ahead by that much present data comes too late to be judged; lower --future.tolerance"
                    + " or raise --late.reach");
        }
    }

    private static void limits(JobSettings settings) {
        String problem = settings.control().intake().check().problem(settings.catalogue());
        if (problem != null) {
            throw new SettingsException(problem);
        }
    }

    private void unwatched(JobSettings settings) {
        List<String> missing = settings.catalogue().unwatched();
        if (!missing.isEmpty() && !settings.unwatchedAllowed()) {
            throw new SettingsException("the catalogue (--rules and --rule.<id>.enabled) has " + String.join("; and ", missing)
                    + ". Add such a rule, or give --allow-unwatched=true");
        }
    }
}
