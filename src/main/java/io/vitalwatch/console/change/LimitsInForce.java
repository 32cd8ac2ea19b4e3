package io.vitalwatch.console.change;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.alarm.version.LayeredRules;
import io.vitalwatch.alarm.version.LimitsRecord;
import io.vitalwatch.alarm.version.PersonalLimits;
import io.vitalwatch.console.change.ControlHistory.CountedChange;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.control.InForce;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of a patient, or of the patients of a study, at a moment, and which change set each field. The rules come from the classes by
 * which the job puts limits over the catalogue.
 */
public final class LimitsInForce {
    private final Catalogue catalogue;
    private final Catalogue rules;
    private final List<String> groups;
    private final Map<String, List<Setting>> settings;

    /**
     * A field that a change sets.
     *
     * @param value the field's text
     * @param change the change that set it
     */
    public record Setting(String value, CountedChange change) {}

    private LimitsInForce(Catalogue catalogue, Catalogue rules, List<String> groups, Map<String, List<Setting>> settings) {
        this.catalogue = catalogue;
        this.rules = rules;
        this.groups = groups;
        this.settings = settings;
    }

    /**
     * What is in force.
     *
     * @param changes those that count
     * @param user the vendor's id of the patient; null for any patient of the study
     * @param time Unix milliseconds
     */
    public static LimitsInForce of(ControlSettings job, List<CountedChange> changes, String user, String study, long time) {
        List<CountedChange> now = ofThisStay(changes.stream().filter(each -> each.from() <= time)
                .sorted(Comparator.comparingLong(CountedChange::from).thenComparingLong(CountedChange::seq)).toList(), user);
        List<String> groups = List.of();
        CatalogueText text = new CatalogueText(job.yaml(), "catalogue in force", job.fields(), job.check().ages());
        for (CountedChange each : now) {
            if (user != null && each.record().scope().equals(Scope.user(user)) && each.record().change() instanceof PatientChange change
                    && change.verb().setsGroups()) {
                groups = change.groups().stream().sorted().toList();
            } else if (each.record().change() instanceof CatalogueChange change) {
                text = new CatalogueText(change.yaml(), "catalogue in force", Map.of(), job.check().ages());
            }
        }
        List<Scope> scopes = new ArrayList<>(List.of(Scope.ALL, new Scope(Scope.Type.STUDY, study)));
        groups.forEach(each -> scopes.add(new Scope(Scope.Type.GROUP, each)));
        if (user != null) {
            scopes.add(Scope.user(user));
        }
        return new LimitsInForce(text.catalogue(), rules(text, now, scopes, groups, user, time), groups, settings(now, scopes, time));
    }

    /** Limits and groups of a patient end with a discharge, and when the bracelet is handed over. */
    private static List<CountedChange> ofThisStay(List<CountedChange> changes, String user) {
        List<CountedChange> kept = new ArrayList<>();
        for (CountedChange each : changes) {
            boolean own = user != null && each.record().scope().equals(Scope.user(user));
            if (own && each.record().change() instanceof PatientChange change && !change.verb().setsGroups()) {
                kept.removeIf(earlier -> earlier.record().scope().equals(Scope.user(user)));
            } else {
                kept.add(each);
            }
        }
        return kept;
    }

    private static Catalogue rules(CatalogueText text, List<CountedChange> now, List<Scope> scopes, List<String> groups, String user,
            long time) {
        PersonalLimits personal = new PersonalLimits(user == null ? List.of() : limits(now, Scope.user(user), time),
                List.of(new PersonalLimits.Groups(0, 0, groups)));
        LayeredRules.Shared shared = new LayeredRules.Shared(limits(now, Scope.ALL, time), limits(now, scopes.get(1), time),
                group -> limits(now, new Scope(Scope.Type.GROUP, group), time));
        var history = new LayeredRules().history(List.of(new LayeredRules.Base(Long.MIN_VALUE, text)), shared, personal, Long.MIN_VALUE);
        return history.catalogue(history.at(1));
    }

    /** The limits of a scope as if they had begun at 0 and those with an end ended in the far future: only what counts at the time is left. */
    private static List<LimitsRecord> limits(List<CountedChange> now, Scope scope, long time) {
        List<LimitsRecord> limits = new ArrayList<>();
        for (CountedChange each : now) {
            if (each.record().scope().equals(scope) && each.record().change() instanceof LimitsChange change) {
                boolean over = each.record().isTemporary() && each.record().until() <= time;
                limits.add(new LimitsRecord(0, limits.size(), each.record().isTemporary() ? Long.MAX_VALUE - 1 : LimitsRecord.FOR_EVER,
                        over ? Map.of() : change.set(), change.clear()));
            }
        }
        return limits;
    }

    private static Map<String, List<Setting>> settings(List<CountedChange> now, List<Scope> scopes, long time) {
        Map<String, List<Setting>> all = new TreeMap<>();
        for (boolean temporary : new boolean[] {false, true}) {
            for (Scope scope : scopes) {
                Map<String, Setting> ofScope = new LinkedHashMap<>();
                for (CountedChange each : now) {
                    if (each.record().scope().equals(scope) && each.record().change() instanceof LimitsChange change) {
                        InForce.clear(ofScope, change.clear());
                        ControlRecord record = each.record();
                        if (record.isTemporary() == temporary && (!temporary || time < record.until())) {
                            change.set().forEach((field, value) -> ofScope.put(field, new Setting(value, each)));
                        }
                    }
                }
                ofScope.forEach((field, setting) -> all.computeIfAbsent(field, any -> new ArrayList<>()).add(setting));
            }
        }
        return all;
    }

    /** The catalogue without limits of scopes. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** The rules as they are in force. */
    public Catalogue rules() {
        return rules;
    }

    /** The groups of the patient. */
    public List<String> groups() {
        return groups;
    }

    /** For each field that a change sets, {@code <rule>.<field>}, all that set it: the last one is in force. */
    public Map<String, List<Setting>> settings() {
        return settings;
    }
}
