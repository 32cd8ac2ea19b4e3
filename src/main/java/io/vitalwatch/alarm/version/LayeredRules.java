package io.vitalwatch.alarm.version;

import io.vitalwatch.alarm.evaluate.Catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Puts limits of several scopes over a catalogue, a field at a time: temporary over patient over group over study over all over the
 * catalogue. Patients with the same limits share the same objects. Not for several threads.
 */
public final class LayeredRules {
    /** So many results are kept. */
    private static final int MOST = 1 << 14;

    private final Map<CatalogueText, Catalogue> catalogues = new HashMap<>();
    private final Map<Over, CatalogueText> results = new HashMap<>();

    /** A catalogue in force from a moment on. */
    public record Base(long from, CatalogueText text) {}

    private record Over(CatalogueText text, Map<String, String> layer) {}

    /**
     * Limits that many patients may have.
     *
     * @param all of all patients, in the order in which they count
     * @param study of the patient's study
     * @param ofGroup of a group; an empty list if there are none
     */
    public record Shared(List<LimitsRecord> all, List<LimitsRecord> study, Function<String, List<LimitsRecord>> ofGroup) {}

    /**
     * The versions of a patient's rules.
     *
     * @param bases catalogues, in the order in which they count; at least one
     * @param oldest no moment before this one is judged any more
     */
    public RuleHistory history(List<Base> bases, Shared shared, PersonalLimits personal, long oldest) {
        if (catalogues.size() > MOST || results.size() > MOST) {
            catalogues.clear();
            results.clear();
        }
        RuleHistory history = RuleHistory.of(catalogue(at(bases, shared, personal, Long.MIN_VALUE)));
        for (long moment : moments(bases, shared, personal)) {
            Catalogue next = catalogue(at(bases, shared, personal, moment));
            if (next != history.newest()) {
                history = history.then(moment, next, oldest, Integer.MAX_VALUE);
            }
        }
        return history;
    }

    /** When anything begins or ends. */
    private static TreeSet<Long> moments(List<Base> bases, Shared shared, PersonalLimits personal) {
        TreeSet<Long> moments = new TreeSet<>();
        bases.subList(1, bases.size()).forEach(base -> moments.add(base.from()));
        List<LimitsRecord> records = new ArrayList<>(shared.all());
        records.addAll(shared.study());
        records.addAll(personal.limits());
        for (PersonalLimits.Groups each : personal.groups()) {
            moments.add(each.from());
            each.names().forEach(name -> records.addAll(shared.ofGroup().apply(name)));
        }
        for (LimitsRecord each : records) {
            moments.add(each.from());
            if (each.isTemporary()) {
                moments.add(each.until());
            }
        }
        return moments;
    }

    private CatalogueText at(List<Base> bases, Shared shared, PersonalLimits personal, long moment) {
        CatalogueText text = bases.get(0).text();
        for (Base base : bases) {
            text = base.from() <= moment ? base.text() : text;
        }
        List<List<LimitsRecord>> scopes = new ArrayList<>();
        scopes.add(shared.all());
        scopes.add(shared.study());
        personal.groupsAt(moment).forEach(name -> scopes.add(shared.ofGroup().apply(name)));
        scopes.add(personal.limits());
        for (boolean temporary : new boolean[] {false, true}) {
            for (List<LimitsRecord> scope : scopes) {
                text = over(text, fields(scope, moment, temporary));
            }
        }
        return text;
    }

    /** The fields that a scope sets at a moment, in the order of their names. */
    static Map<String, String> fields(List<LimitsRecord> scope, long moment, boolean temporary) {
        Map<String, String> fields = new TreeMap<>();
        for (LimitsRecord each : scope) {
            if (each.from() > moment) {
                continue;
            }
            fields.keySet().removeIf(each::clears);
            if (each.isTemporary() == temporary && moment < each.until()) {
                fields.putAll(each.set());
            }
        }
        return fields;
    }

    private CatalogueText over(CatalogueText text, Map<String, String> layer) {
        return layer.isEmpty() ? text : results.computeIfAbsent(new Over(text, layer), over -> text.over(layer, unfit -> {}));
    }

    private Catalogue catalogue(CatalogueText text) {
        return catalogues.computeIfAbsent(text, CatalogueText::catalogue);
    }
}
