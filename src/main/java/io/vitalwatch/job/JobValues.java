package io.vitalwatch.job;

import io.vitalwatch.model.Verdict;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses values of parameters that only the job has. */
final class JobValues {
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
