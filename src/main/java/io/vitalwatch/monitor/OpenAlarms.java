package io.vitalwatch.monitor;

import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.model.Priority;
import org.apache.flink.api.java.tuple.Tuple2;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the open alarm episodes of a subtask by rule and priority. For operations; it decides nothing.
 *
 * <p>{@link #before} and {@link #after} surround each change of a patient. They compare the few open episodes of this one patient, so a
 * patient without any costs two comparisons. After a rescale the counts of a subtask may contain patients of another one: only the sum over
 * all subtasks is right, and the count of one subtask may be below zero.
 */
final class OpenAlarms {
    private final Map<String, Map<Priority, AtomicLong>> byRule = new TreeMap<>();
    /** The open episodes of the patient before its change. */
    private String[] rules = new String[8];
    private Priority[] priorities = new Priority[8];
    private int open;

    /** The count of a rule and priority; it changes with the open episodes. */
    AtomicLong of(String rule, Priority priority) {
        return byRule.computeIfAbsent(rule, id -> new EnumMap<>(Priority.class)).computeIfAbsent(priority, each -> new AtomicLong());
    }

    /** Each count, in the order of rules and priorities. */
    void forEach(Each each) {
        byRule.forEach((rule, counts) -> counts.forEach((priority, count) -> each.count(rule, priority, count)));
    }

    /**
     * Reads the counts of the state: of all subtasks.
     *
     * @param add whether this subtask adds them to its own; the others begin at 0, also for a rule that the catalogue no longer has
     */
    void restore(Iterable<Tuple2<String, Long>> counts, boolean add) {
        for (Tuple2<String, Long> each : counts) {
            if (each.f1 != 0) {
                int space = each.f0.indexOf(' ');
                of(each.f0.substring(space + 1), Priority.of(Integer.parseInt(each.f0.substring(0, space)))).addAndGet(add ? each.f1 : 0);
            }
        }
    }

    /** The counts for the state, each by the priority's ordinal, a space and the rule. */
    List<Tuple2<String, Long>> snapshot() {
        List<Tuple2<String, Long>> counts = new ArrayList<>();
        forEach((rule, priority, count) -> counts.add(Tuple2.of(priority.ordinal() + " " + rule, count.get())));
        return counts;
    }

    /** Remembers the open episodes of a patient that is about to change; null for a new patient. */
    void before(Patient patient) {
        open = patient == null ? 0 : patient.openEpisodes();
        if (open > rules.length) {
            rules = new String[2 * open];
            priorities = new Priority[2 * open];
        }
        for (int i = 0; i < open; i++) {
            Episode episode = patient.openEpisode(i);
            rules[i] = episode.rule();
            priorities[i] = episode.latches().priority;
        }
    }

    /** Counts what changed since {@link #before}; null for a patient that was forgotten. */
    void after(Patient patient) {
        int now = patient == null ? 0 : patient.openEpisodes();
        if (now == 0 && open == 0 || same(patient, now)) {
            return;
        }
        for (int i = 0; i < open; i++) {
            of(rules[i], priorities[i]).decrementAndGet();
        }
        add(patient);
    }

    /** Adds the open episodes of a patient. */
    void add(Patient patient) {
        for (int i = 0; patient != null && i < patient.openEpisodes(); i++) {
            Episode episode = patient.openEpisode(i);
            of(episode.rule(), episode.latches().priority).incrementAndGet();
        }
    }

    private boolean same(Patient patient, int now) {
        if (now != open) {
            return false;
        }
        for (int i = 0; i < open; i++) {
            Episode episode = patient.openEpisode(i);
            if (priorities[i] != episode.latches().priority || !rules[i].equals(episode.rule())) {
                return false;
            }
        }
        return true;
    }

    /** Takes one count. */
    interface Each {
        void count(String rule, Priority priority, AtomicLong count);
    }
}
