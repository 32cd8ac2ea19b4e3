package io.vitalwatch.console.change;

import io.vitalwatch.console.change.ControlHistory.CountedChange;
import io.vitalwatch.control.InForce;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Scope;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What changes say of single patients at a moment, as the ward marks it. */
public final class PatientMarks {
    /** The observation that is the name of a patient at the site. */
    public static final String ALIAS = "alias";
    /** Of a patient for whom nothing was changed. */
    public static final Mark NONE = new Mark(List.of(), false, null);

    private final Map<String, Mark> marks = new HashMap<>();
    private final int version;
    private final long from;
    private long until = Long.MAX_VALUE;

    /**
     * A patient.
     *
     * @param groups in order
     * @param ownLimits whether limits of this patient alone are in force
     * @param alias the name that the site gives, or null
     */
    public record Mark(List<String> groups, boolean ownLimits, String alias) {}

    private PatientMarks(ControlHistory history, long time) {
        version = history.version();
        from = time;
        Map<String, Story> stories = new HashMap<>();
        history.counted().stream().sorted(Comparator.comparingLong(CountedChange::from).thenComparingLong(CountedChange::seq)).forEach(each -> {
            Scope scope = each.record().scope();
            if (each.from() > time) {
                until = Math.min(until, each.from());
            } else if (scope.isUser()) {
                stories.computeIfAbsent(scope.name(), any -> new Story()).take(each);
            }
        });
        stories.forEach((user, story) -> marks.put(user, story.mark(time)));
    }

    /** Those of a moment; the given ones where they are still right. */
    public static PatientMarks at(ControlHistory history, long time, PatientMarks last) {
        boolean same = last != null && last.version == history.version() && time >= last.from && time < last.until;
        return same ? last : new PatientMarks(history, time);
    }

    /** @param user the vendor's id of the patient */
    public Mark of(String user) {
        return marks.getOrDefault(user, NONE);
    }

    /** The changes of one patient, in their order. */
    private final class Story {
        private List<String> groups = List.of();
        private String alias;
        private long aliasUntil;
        private final Map<String, Long> lasting = new LinkedHashMap<>();
        private final Map<String, Long> temporary = new LinkedHashMap<>();

        void take(CountedChange each) {
            if (each.record().change() instanceof PatientChange change) {
                groups = change.groups().stream().sorted().toList();
                if (!change.verb().setsGroups()) {
                    alias = null;
                    lasting.clear();
                    temporary.clear();
                }
            } else if (each.record().change() instanceof ObservationChange change && change.what().equals(ALIAS)) {
                alias = change.value();
                aliasUntil = each.record().isTemporary() ? each.record().until() : Long.MAX_VALUE;
            } else if (each.record().change() instanceof LimitsChange change) {
                InForce.clear(lasting, change.clear());
                InForce.clear(temporary, change.clear());
                Map<String, Long> set = each.record().isTemporary() ? temporary : lasting;
                change.set().keySet().forEach(field -> set.put(field, each.record().until()));
            }
        }

        Mark mark(long time) {
            temporary.values().removeIf(end -> end <= time);
            temporary.values().forEach(end -> until = Math.min(until, end));
            boolean named = alias != null && time < aliasUntil;
            until = named ? Math.min(until, aliasUntil) : until;
            return new Mark(groups, !lasting.isEmpty() || !temporary.isEmpty(), named ? alias : null);
        }
    }
}
