package io.vitalwatch.cluster;

import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs the job through faults during a storm of changes, and compares what stands in its topics with the changes that were written and
 * with a run without faults over the same raw topic.
 */
final class ControlRuns implements AutoCloseable {
    private final Path home;
    private final ProcessCluster cluster;
    private int number;
    private boolean differed;

    /**
     * The result of one run.
     *
     * @param changes records of vitals.control; {@code copies} of them in the raw topic, and {@code repeated} further copies
     * @param lost copies that a partition should have and has not, or has in another order
     * @param unanswered copies without an answer; {@code twice} those that were applied twice
     * @param late copies that took effect later than at their time
     * @param alerts alert records; {@code changed} those with the reason limits-changed
     * @param different alert records and answers that differ from those of the run without faults, or stand in one of both only
     */
    record Result(String fault, String delivery, long seed, int changes, int copies, long repeated, int lost, int unanswered, int twice,
            long late, int alerts, long changed, int different) {
        boolean good() {
            return changes > 0 && lost == 0 && unanswered == 0 && twice == 0 && different == 0;
        }
    }

    /** What became of the first changes of a topic that was made anew, before and after its id was accepted. */
    record MadeAnew(String newId, List<ControlAnswer> refused, String state, List<ControlAnswer> accepted) {}

    /**
     * Starts a cluster.
     *
     * @param settings of Flink, in place of those that are shipped
     */
    ControlRuns(Path home, Map<String, String> settings) throws Exception {
        // One of an earlier run may have been kept.
        this.home = Files.createDirectories(home.resolve(Long.toString(ProcessHandle.current().pid())));
        this.cluster = ProcessCluster.start(this.home, settings);
    }

    /** One run: the storm begins, the fault strikes after so many seconds, and the storm goes on as long after the repair. */
    Result run(ControlFault fault, String delivery, int seconds, long seed) throws Exception {
        cluster.startMissing();
        try (ControlStage stage = new ControlStage(cluster, home, "control" + ++number, delivery, new Random(seed))) {
            stage.submit(null);
            stage.relay();
            stage.storm().start();
            // With the shipped settings the first checkpoint takes some seconds.
            Waiting.until("a checkpoint during the storm", () -> stage.hasCheckpoint());
            Thread.sleep(seconds * 1000L);
            fault.strike(stage);
            Thread.sleep(seconds * 1000L);
            stage.finish();
            return compare(stage, fault, delivery, seed, stage.replay());
        }
    }

    private Result compare(ControlStage stage, ControlFault fault, String delivery, long seed, String again) throws IOException {
        Map<Integer, List<Long>> expected = stage.expectedCopies();
        Map<Integer, List<Long>> copies = stage.copies();
        List<String> differences = new ArrayList<>();
        int lost = 0;
        for (Map.Entry<Integer, List<Long>> each : expected.entrySet()) {
            if (!copies.get(each.getKey()).equals(each.getValue())) {
                differences.add("partition " + each.getKey() + " should have " + each.getValue() + "\nand has " + copies.get(each.getKey()));
                Set<Long> missing = new HashSet<>(each.getValue());
                missing.removeAll(copies.get(each.getKey()));
                lost += Math.max(1, missing.size());
            }
        }
        List<ControlAnswer> answers = stage.answers(stage.outputs());
        Map<String, Integer> first = firstAnswers(answers, delivery.equals("exactly-once"));
        int unanswered = 0;
        for (Map.Entry<Integer, List<Long>> each : expected.entrySet()) {
            for (long seq : each.getValue()) {
                if (!first.containsKey(seq + "/" + each.getKey())) {
                    unanswered++;
                    differences.add("no answer for " + seq + " in partition " + each.getKey());
                }
            }
        }
        List<String> twice = first.entrySet().stream().filter(each -> each.getValue() > 1).map(Map.Entry::getKey).toList();
        twice.forEach(each -> differences.add("applied twice: " + each));
        int different = differ(stage.alerts(stage.outputs()), stage.alerts(again), delivery, differences)
                + differ(byText(answers), byText(stage.answers(again)), delivery, differences);
        if (!differences.isEmpty()) {
            differed = true;
            Files.write(home.resolve("differences-" + number + ".txt"), differences);
        }
        Map<String, List<String>> alerts = stage.alerts(stage.outputs());
        int all = expected.values().stream().mapToInt(List::size).sum();
        return new Result(fault.toString(), delivery, seed, stage.storm().written().size(), all, stage.allCopies() - all, lost, unanswered,
                twice.size(), answers.stream().filter(each -> each.lateMillis() > 0).distinct().count(), alerts.size(),
                alerts.values().stream().filter(each -> each.get(0).contains("limits-changed")).count(), different);
    }

    /** How often each copy was taken, without the answers of patients, which follow. Without transactions the same answer may stand twice. */
    private static Map<String, Integer> firstAnswers(List<ControlAnswer> answers, boolean each) {
        Map<String, Integer> taken = new HashMap<>();
        Set<ControlAnswer> seen = new HashSet<>();
        for (ControlAnswer answer : answers) {
            boolean byPatient = answer.kind() == ControlKind.ACTION && answer.outcome() != Outcome.ACCEPTED;
            if (!byPatient && (seen.add(answer) || each)) {
                taken.merge(answer.seq() + "/" + answer.partition(), 1, Integer::sum);
            }
        }
        return taken;
    }

    private static Map<String, List<String>> byText(List<ControlAnswer> answers) {
        Map<String, List<String>> texts = new TreeMap<>();
        answers.forEach(each -> texts.computeIfAbsent(each.toString(), key -> new ArrayList<>()).add(each.toString()));
        return texts;
    }

    private static int differ(Map<String, List<String>> found, Map<String, List<String>> expected, String delivery, List<String> differences) {
        Set<String> ids = new HashSet<>(found.keySet());
        ids.addAll(expected.keySet());
        int different = 0;
        for (String id : ids) {
            List<String> one = found.getOrDefault(id, List.of());
            List<String> other = expected.getOrDefault(id, List.of());
            boolean same = delivery.equals("exactly-once") ? one.equals(other) : new HashSet<>(one).equals(new HashSet<>(other));
            if (!same) {
                different++;
                differences.add("found    " + one + "\nexpected " + other);
            }
        }
        return different;
    }

    /** Deletes vitals.control below a running job and creates it again, writes changes, and then accepts the new topic. */
    MadeAnew madeAnew() throws Exception {
        cluster.startMissing();
        try (ControlStage stage = new ControlStage(cluster, home, "control" + ++number, "at-least-once", new Random(number))) {
            stage.submit(null);
            for (int i = 0; i < 5; i++) {
                stage.storm().write(limit("before-" + i));
            }
            stage.storm().flush();
            Waiting.until("the changes are applied", () -> answers(stage, "before-4").size() == ControlStage.PARTITIONS);
            stage.deleteControl();
            stage.createControl();
            String id = stage.controlId();
            stage.storm().write(limit("after"));
            stage.storm().flush();
            Waiting.until("the change is refused", () -> refused(stage, id).size() >= ControlStage.PARTITIONS);
            List<ControlAnswer> refused = refused(stage, id);
            String state = stage.state();
            stage.submit(stage.stop(), "--control.topic-id=" + id);
            stage.storm().write(limit("accepted"));
            stage.storm().flush();
            Waiting.until("the change is applied", () -> answers(stage, "accepted").size() >= ControlStage.PARTITIONS);
            return new MadeAnew(id, refused, state, answers(stage, "accepted"));
        }
    }

    private static ControlRecord limit(String id) {
        return new ControlRecord(id, Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "somebody", "a test", -1,
                new LimitsChange(Map.of("spo2-low.medium", "90"), List.of()));
    }

    private static List<ControlAnswer> answers(ControlStage stage, String id) {
        return stage.answers(stage.outputs()).stream().filter(each -> id.equals(each.id())).toList();
    }

    private static List<ControlAnswer> refused(ControlStage stage, String topicId) {
        return stage.answers(stage.outputs()).stream().filter(each -> each.detail() != null && each.detail().contains(topicId)).toList();
    }

    /** A Markdown table, one row a run. */
    static String table(List<Result> results) {
        StringBuilder table = new StringBuilder("| fault | delivery | changes | copies | further copies | late | lost | unanswered "
                + "| applied twice | alert records | by limits-changed | different |\n|---|---|" + "---:|".repeat(10) + "\n");
        for (Result each : results) {
            table.append(String.format(Locale.ROOT, "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d |%n",
                    each.fault(), each.delivery(), each.changes(), each.copies(), each.repeated(), each.late(), each.lost(), each.unanswered(),
                    each.twice(), each.alerts(), each.changed(), each.different()));
        }
        return table.toString();
    }

    /** Stops the cluster and deletes its folder. Keeps the folder if records differed, for inspection. */
    @Override
    public void close() throws Exception {
        cluster.close();
        if (!differed) {
            FaultRuns.delete(home);
        }
    }
}
