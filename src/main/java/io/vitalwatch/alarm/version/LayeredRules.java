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

    private final Map<Result, Catalogue> catalogues = new HashMap<>();
    private final Map<Over, CatalogueText> results = new HashMap<>();

    /** A catalogue in force from a moment on. */
    public record Base(long from, CatalogueText text) {}

    private record Over(CatalogueText text, Map<String, String> layer) {}

    /** @param layers by rule, the narrowest scope that sets a field of it */
    private record Result(CatalogueText base, CatalogueText text, Map<String, String> layers) {}

    private record Layer(String name, List<LimitsRecord> records) {}

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

    private Result at(List<Base> bases, Shared shared, PersonalLimits personal, long moment) {
        CatalogueText base = bases.get(0).text();
        for (Base each : bases) {
            base = each.from() <= moment ? each.text() : base;
        }
        List<Layer> scopes = new ArrayList<>();
        scopes.add(new Layer("all", shared.all()));
        scopes.add(new Layer("study", shared.study()));
        personal.groupsAt(moment).forEach(name -> scopes.add(new Layer("group", shared.ofGroup().apply(name))));
        scopes.add(new Layer("patient", personal.limits()));
        CatalogueText text = base;
        Map<String, String> layers = new HashMap<>();
        for (boolean temporary : new boolean[] {false, true}) {
            for (Layer scope : scopes) {
                Map<String, String> fields = fields(scope.records(), moment, temporary);
                text = over(text, fields);
                for (Map.Entry<String, String> each : fields.entrySet()) {
                    if (each.getValue().equals(text.fields().get(each.getKey()))) {
                        layers.put(each.getKey().split("\\.", 2)[0], temporary ? "temporary" : scope.name());
                    }
                }
            }
        }
        return new Result(base, text, layers);
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

    private Catalogue catalogue(Result result) {
        return catalogues.computeIfAbsent(result, each -> each.text().catalogue().from(each.base().version(), each.layers()));
    }
}
