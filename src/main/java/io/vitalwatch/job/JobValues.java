package io.vitalwatch.job;

import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.settings.Durations;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses values of parameters that only the job has. */
final class JobValues {
    private static final int MOST_STEPS = 10;

    private JobValues() {}

    /** Names of studies, separated by commas; may be empty. Compared exactly, without the blanks around a name. */
    static Set<String> studies(String text) {
        Set<String> studies = new HashSet<>();
        for (String study : text.split(",")) {
            if (!study.isBlank()) {
                studies.add(study.trim());
            }
        }
        return studies;
    }

    /**
     * The steps of an escalation, milliseconds.
     *
     * @throws IllegalArgumentException if they are more than 10, do not rise, or are longer than 24h
     */
    static List<Long> steps(List<String> texts) {
        List<Long> steps = texts.stream().map(Durations::parse).toList();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) <= (i == 0 ? 0 : steps.get(i - 1)) || steps.get(i) > SignalSettings.LONGEST) {
                throw new IllegalArgumentException("must be durations that rise, each longer than 0s and at most 24h");
            }
        }
        if (steps.size() > MOST_STEPS) {
            throw new IllegalArgumentException("must be at most " + MOST_STEPS + " durations");
        }
        return steps;
    }

    /**
     * Labels of verdicts, separated by commas; may be empty.
     *
     * @throws IllegalArgumentException if one is not the label of a verdict that rejects a reading
     */
    static Set<String> verdicts(String text) {
        List<String> labels = Arrays.stream(Verdict.values()).filter(verdict -> verdict != Verdict.USABLE).map(Verdict::label).sorted()
                .toList();
        Set<String> verdicts = new HashSet<>();
        for (String verdict : text.split(",")) {
            if (!verdict.isBlank() && !labels.contains(verdict.trim())) {
                throw new IllegalArgumentException(
                        "\"" + verdict.trim() + "\" is not a verdict; choose from " + String.join(", ", labels));
            }
            if (!verdict.isBlank()) {
                verdicts.add(verdict.trim());
            }
        }
        return verdicts;
    }
}
