package io.vitalwatch.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The result of a run in which the rules changed between a savepoint and its restore. */
final class Upgrades {
    static final String REMOVED = "blood-pressure-low";
    static final String CHANGED = "respiration-high";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Number of records of unchanged rules. */
    final int untouched;
    /** Number of episodes that ended because their rule was removed. */
    final int endedWithTheRule;
    /** The errors found; empty when all is correct. */
    final List<String> wrong = new ArrayList<>();

    Upgrades(Map<String, String> expected, Map<String, AlertCollector.Seen> found) throws IOException {
        Set<String> touched = Set.of(REMOVED, CHANGED);
        int same = 0;
        for (Map.Entry<String, String> each : expected.entrySet()) {
            if (!touched.contains(rule(each.getValue()))) {
                AlertCollector.Seen seen = found.get(each.getKey());
                same += seen != null && seen.json.equals(each.getValue()) ? 1 : 0;
                check(seen != null && seen.json.equals(each.getValue()), "missing or different: " + each.getValue());
            }
        }
        untouched = same;
        Map<String, TreeMap<Integer, JsonNode>> episodes = new LinkedHashMap<>();
        int ended = 0;
        for (Map.Entry<String, AlertCollector.Seen> each : found.entrySet()) {
            AlertCollector.Seen seen = each.getValue();
            JsonNode record = JSON.readTree(seen.json);
            check(seen.copies == 1, seen.copies + " copies under exactly-once: " + seen.json);
            check(touched.contains(record.path("rule").asText()) || expected.containsKey(each.getKey()), "foreign: " + seen.json);
            episodes.computeIfAbsent(record.path("episode").asText(), id -> new TreeMap<>()).put(record.path("sequence").asInt(), record);
            if (record.path("reason").asText().equals("rule-removed")) {
                ended++;
                check(record.path("rule").asText().equals(REMOVED), "of a rule that is still there: " + seen.json);
            }
        }
        endedWithTheRule = ended;
        episodes.values().forEach(this::whole);
    }

    /**
     * Checks that an episode starts once, its sequence has no gap, and only late data follow its end: they reopen it or
     * correct its end.
     */
    private void whole(TreeMap<Integer, JsonNode> episode) {
        int next = 0;
        boolean ended = false;
        for (Map.Entry<Integer, JsonNode> each : episode.entrySet()) {
            JsonNode record = each.getValue();
            String phase = record.path("phase").asText();
            boolean reopened = record.path("reason").asText().equals("reopened");
            boolean follows = ended ? reopened || phase.equals("end") : !reopened;
            check(each.getKey() == next && phase.equals("start") == (next == 0) && follows, "not a whole episode: " + record);
            ended = phase.equals("end");
            next++;
        }
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            wrong.add(what);
        }
    }

    private static String rule(String json) throws IOException {
        return JSON.readTree(json).path("rule").asText();
    }

    /** The lines of a rules file without one of its rules. */
    static List<String> without(String id, List<String> lines) {
        List<String> left = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0)) && line.charAt(0) != '#') {
                inside = line.startsWith(id + ":");
            }
            if (!inside) {
                left.add(line);
            }
        }
        return left;
    }

    @Override
    public String toString() {
        Set<String> first = new HashSet<>(wrong.subList(0, Math.min(5, wrong.size())));
        return untouched + " records of untouched rules as in the replay, " + endedWithTheRule + " episodes ended with their rule, "
                + wrong.size()
                + " wrong" + (first.isEmpty() ? "" : ": " + first);
    }
}
