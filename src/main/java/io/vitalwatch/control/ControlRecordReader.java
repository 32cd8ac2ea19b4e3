package io.vitalwatch.control;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads control records from the maps, lists and texts that readers of JSON and YAML give, and checks all that can be checked in the record
 * alone. It is the only reader: writers, relay, job and console take the same records.
 */
public final class ControlRecordReader {
    /** The longest record, bytes: a catalogue has to fit. */
    public static final int LARGEST_RECORD = 512 * 1024;
    /** The longest record that is no catalogue, bytes. */
    public static final int LARGEST_SMALL_RECORD = 64 * 1024;
    /** The longest pause, milliseconds. */
    public static final long LONGEST_PAUSE_MILLIS = 24 * 3_600_000L;

    private static final String ID_FORM = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}";
    private static final String EPISODE_FORM = "[A-Za-z0-9-]{1,128}";
    private static final String WORD_FORM = "[a-z][a-z0-9-]{0,63}";
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_AUTHOR = 200;
    private static final int LONGEST_TEXT = 1000;
    private static final int MOST_ENTRIES = 500;
    private static final int MOST_GROUPS = 32;

    private final ControlFields fields;

    private ControlRecordReader(ControlFields fields) {
        this.fields = fields;
    }

    /**
     * Reads a record.
     *
     * @param record its fields
     * @throws ControlRefusal if it is none; the message names the field
     */
    public static ControlRecord read(Map<?, ?> record) {
        return new ControlRecordReader(new ControlFields(record, "")).record();
    }

    /**
     * Refuses a record that is too large for its kind.
     *
     * @param bytes its length as JSON
     * @throws ControlRefusal with both numbers
     */
    public static void refuseTooLarge(ControlKind kind, int bytes) {
        boolean large = kind == ControlKind.CATALOGUE || kind == ControlKind.SHADOW;
        int most = large ? LARGEST_RECORD : LARGEST_SMALL_RECORD;
        if (bytes > most) {
            throw new ControlRefusal("the record has " + bytes + " bytes; " + kind.label() + " may have " + most);
        }
    }

    private ControlRecord record() {
        String id = fields.text("id", LONGEST_NAME);
        if (!id.matches(ID_FORM)) {
            throw new ControlRefusal("id has characters that it must not have; use letters, digits and . _ : -");
        }
        ControlKind kind = fields.word("kind", ControlKind.values(), ControlKind::label);
        Scope scope = scope(fields.object("scope"), kind);
        long effectiveAt = fields.time("effective_at", ControlRecord.NOT_SET);
        long until = fields.time("until", ControlRecord.NOT_SET);
        String author = fields.text("author", LONGEST_AUTHOR);
        int expected = fields.count("expect_sequence", ControlRecord.ANY_SEQUENCE);
        Change change = change(kind, fields.object("change"));
        String reason = reasonIsNeeded(change) ? fields.text("reason", LONGEST_TEXT) : fields.text("reason", LONGEST_TEXT, "");
        fields.refuseTheRest();
        if (until != ControlRecord.NOT_SET) {
            refuseUntil(change, effectiveAt, until);
        }
        if (change instanceof ActionChange action) {
            if (effectiveAt != ControlRecord.NOT_SET) {
                throw new ControlRefusal("effective_at has no meaning for an action: it counts from its place in the log");
            }
            if (action.verb() == ActionChange.Verb.PAUSE && until == ControlRecord.NOT_SET) {
                throw new ControlRefusal("until is missing: a pause ends by itself, after 24 h at most");
            }
            if (action.verb().ofRule() && expected != ControlRecord.ANY_SEQUENCE) {
                throw new ControlRefusal("expect_sequence belongs to an episode; a pause has none");
            }
        } else if (expected != ControlRecord.ANY_SEQUENCE) {
            throw new ControlRefusal("expect_sequence is for actions only");
        }
        return new ControlRecord(id, scope, effectiveAt, until, author, reason, expected, change);
    }

    /** Whoever changes what many rely on says why; who answers an alarm at the bed need not. */
    private static boolean reasonIsNeeded(Change change) {
        return switch (change.kind()) {
            case LIMITS, CATALOGUE, SHADOW -> true;
            case OBSERVATION, PATIENT -> false;
            case ACTION -> ((ActionChange) change).verb() != ActionChange.Verb.ACKNOWLEDGE
                    && ((ActionChange) change).verb() != ActionChange.Verb.RESUME;
        };
    }

    private static void refuseUntil(Change change, long effectiveAt, long until) {
        boolean action = change instanceof ActionChange each
                && (each.verb() == ActionChange.Verb.PAUSE || each.verb() == ActionChange.Verb.ACKNOWLEDGE);
        boolean limits = change instanceof LimitsChange each && !each.set().isEmpty();
        if (!action && !limits && change.kind() != ControlKind.OBSERVATION) {
            throw new ControlRefusal("until has no meaning here; only limits, acknowledgements, pauses and observations end by themselves");
        }
        if (effectiveAt != ControlRecord.NOT_SET && until <= effectiveAt) {
            throw new ControlRefusal("until is not later than effective_at");
        }
        if (change instanceof ObservationChange observation && until <= observation.observedAt()) {
            throw new ControlRefusal("until is not later than change.observed_at");
        }
    }

    private static Scope scope(ControlFields fields, ControlKind kind) {
        Scope found = null;
        for (Scope.Type type : Scope.Type.values()) {
            if (!fields.has(type.label())) {
                continue;
            }
            if (found != null) {
                throw new ControlRefusal("scope names " + found.type().label() + " and " + type.label() + "; it must name one");
            }
            if (type == Scope.Type.ALL && !fields.isTrue(type.label())) {
                throw new ControlRefusal("scope.all must be true");
            }
            found = type == Scope.Type.ALL ? Scope.ALL : new Scope(type, fields.text(type.label(), Delivery.LONGEST_USER));
        }
        fields.refuseTheRest();
        if (found == null) {
            throw new ControlRefusal("scope is empty; it must name a user, study or group, or be {\"all\":true}");
        }
        if (!kind.scopes().contains(found.type())) {
            throw new ControlRefusal("scope is " + found.type().label() + "; a record of kind " + kind.label() + " is for "
                    + String.join(", ", kind.scopes().stream().map(Scope.Type::label).sorted().toList()));
        }
        return found;
    }

    private static Change change(ControlKind kind, ControlFields fields) {
        Change change = switch (kind) {
            case LIMITS -> limits(fields);
            case CATALOGUE -> new CatalogueChange(fields.document("yaml", LARGEST_RECORD));
            case SHADOW -> shadow(fields);
            case ACTION -> action(fields);
            case OBSERVATION -> new ObservationChange(named(fields, "what"), fields.text("value", LONGEST_TEXT), fields.time("observed_at"));
            case PATIENT -> patient(fields);
        };
        fields.refuseTheRest();
        return change;
    }

    private static LimitsChange limits(ControlFields fields) {
        Map<String, String> set = new LinkedHashMap<>(fields.texts("set", MOST_ENTRIES, LONGEST_TEXT));
        for (String each : set.keySet()) {
            int dot = each.indexOf('.');
            if (dot < 1 || dot == each.length() - 1) {
                throw new ControlRefusal("change.set." + each + " names no field; write <rule>.<field>, such as spo2-low.medium");
            }
            if (each.substring(dot + 1).equals("type") || each.substring(dot + 1).equals("kind")) {
                throw new ControlRefusal("change.set." + each + ": type and kind of a rule are changed in the catalogue");
            }
        }
        List<String> clear = fields.list("clear", MOST_ENTRIES, LONGEST_TEXT);
        if (set.isEmpty() && clear.isEmpty()) {
            throw new ControlRefusal("change is empty; it must set or clear something");
        }
        return new LimitsChange(set, clear);
    }

    private static ShadowChange shadow(ControlFields fields) {
        boolean start = fields.word("do", new String[] {"start", "stop"}, each -> each).equals("start");
        if (!start) {
            fields.refuse("yaml", "has no meaning where the shadow stops");
        }
        return new ShadowChange(start ? fields.document("yaml", LARGEST_RECORD) : null);
    }

    private static ActionChange action(ControlFields fields) {
        ActionChange.Verb verb = fields.word("do", ActionChange.Verb.values(), ActionChange.Verb::label);
        if (verb.ofRule()) {
            fields.refuse("episode", "has no meaning: a pause is of a rule");
            String rule = fields.text("rule", LONGEST_NAME);
            if (!rule.equals(ActionChange.ALL_RULES) && !rule.matches(WORD_FORM)) {
                throw new ControlRefusal("change.rule is no id of a rule; write one, or * for all that may be paused");
            }
            return new ActionChange(verb, null, rule);
        }
        if (fields.has("rule")) {
            fields.refuse("episode", "has no meaning beside rule: the alarm of the rule is meant");
            String rule = fields.text("rule", LONGEST_NAME);
            if (!rule.matches(WORD_FORM)) {
                throw new ControlRefusal("change.rule is no id of a rule");
            }
            return new ActionChange(verb, null, rule);
        }
        String episode = fields.text("episode", LONGEST_NAME);
        if (!episode.matches(EPISODE_FORM)) {
            throw new ControlRefusal("change.episode is no id of an episode; take the field episode of an alert");
        }
        return new ActionChange(verb, episode, null);
    }

    private static PatientChange patient(ControlFields fields) {
        PatientChange.Verb verb = fields.word("do", PatientChange.Verb.values(), PatientChange.Verb::label);
        if (!verb.setsGroups()) {
            fields.refuse("groups", "has no meaning at " + verb.label());
        }
        if (verb == PatientChange.Verb.GROUPS && !fields.has("groups")) {
            throw new ControlRefusal("change.groups is missing; an empty list removes the patient from all groups");
        }
        List<String> groups = new ArrayList<>(fields.list("groups", MOST_GROUPS, LONGEST_NAME));
        groups.sort(null);
        if (verb != PatientChange.Verb.ADMIT) {
            fields.refuse("study", "has no meaning at " + verb.label() + "; deliveries name the study");
        }
        return new PatientChange(verb, List.copyOf(groups), fields.text("study", Delivery.LONGEST_USER, null));
    }

    private static String named(ControlFields fields, String field) {
        String name = fields.text(field, LONGEST_NAME);
        if (!name.matches(WORD_FORM)) {
            throw new ControlRefusal("change." + field + " is no word of lower-case letters, digits and hyphens");
        }
        return name;
    }
}
