package io.vitalwatch.console.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many alarm episodes began in a time.
 *
 * @param episodes all of them
 * @param rules those of each rule, most first
 * @param patients those of the patients who have most, most first
 */
public record EpisodeCounts(long episodes, List<OfRule> rules, List<OfPatient> patients) {
    /**
     * The episodes of a rule.
     *
     * @param patients how many patients had one
     */
    public record OfRule(String rule, long episodes, long patients) {}

    /**
     * The episodes of a patient.
     *
     * @param patient an opaque id
     */
    public record OfPatient(String patient, long episodes) {}

    /** @param most patients that are named */
    static EpisodeCounts of(Connection connection, Set<String> studies, long from, long to, int most) throws SQLException {
        Map<String, Map<String, Long>> byRule = new TreeMap<>();
        // One question a study: a list of studies would use no index.
        if (studies == null) {
            count(connection, null, from, to, byRule);
        } else {
            for (String study : studies) {
                count(connection, study, from, to, byRule);
            }
        }
        List<OfRule> rules = new ArrayList<>();
        Map<String, Long> byPatient = new HashMap<>();
        byRule.forEach((rule, patients) -> {
            rules.add(new OfRule(rule, patients.values().stream().mapToLong(Long::longValue).sum(), patients.size()));
            patients.forEach((patient, episodes) -> byPatient.merge(patient, episodes, Long::sum));
        });
        rules.sort(Comparator.comparingLong(OfRule::episodes).reversed().thenComparing(OfRule::rule));
        List<OfPatient> patients = byPatient.entrySet().stream().map(each -> new OfPatient(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(OfPatient::episodes).reversed().thenComparing(OfPatient::patient)).limit(most).toList();
        return new EpisodeCounts(rules.stream().mapToLong(OfRule::episodes).sum(), rules, patients);
    }

    private static void count(Connection connection, String study, long from, long to, Map<String, Map<String, Long>> byRule)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT e.rule, p.id, count(*) FROM episode e"
                + " JOIN patient p ON p.no = e.patient WHERE e.onset >= ? AND e.onset < ?" + (study == null ? "" : " AND e.study = ?")
                + " GROUP BY e.rule, p.id")) {
            select.setLong(1, from);
            select.setLong(2, to);
            if (study != null) {
                select.setString(3, StoredText.of(study));
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byRule.computeIfAbsent(StoredText.read(rows.getString(1)), any -> new HashMap<>())
                            .merge(rows.getString(2), rows.getLong(3), Long::sum);
                }
            }
        }
    }
}
