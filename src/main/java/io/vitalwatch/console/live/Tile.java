package io.vitalwatch.console.live;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.console.change.PatientMarks;
import io.vitalwatch.console.change.PatientMarks.Mark;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One patient as the ward shows it: of each group the latest usable reading and what became of the latest one that was tried, the state of
 * the bracelet, the pulse of two hours, open episodes.
 */
final class Tile {
    /** The names of a row's values, in their order. Times are Unix seconds; values are numbers of the vital's unit. */
    static final List<String> COLUMNS = columns();

    private static final int MOST_ENDED = 64;
    private static final Set<Reason> OF_PEOPLE = EnumSet.of(Reason.ACKNOWLEDGED, Reason.RE_ALARM, Reason.ESCALATED_TO_PEOPLE, Reason.PAUSED,
            Reason.RESUMED, Reason.NOTE, Reason.CLOSED);
    private static final int SPARKS = 24;
    private static final long SPARK_MILLIS = 300_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final String id;
    private final String user;
    private String study;
    private long seen = NEVER;
    private long statusAt = NEVER;
    private int offsetMinutes;
    private Ternary worn = Ternary.UNKNOWN;
    private Ternary charging = Ternary.UNKNOWN;
    private int battery = Sample.MISSING;
    private final Reading[] usable = new Reading[Group.values().length];
    private final long[] usableAt = new long[usable.length];
    private final Verdict[] tried = new Verdict[usable.length];
    private final long[] triedAt = new long[usable.length];
    private final int[] sparks = new int[SPARKS];
    private long lastSpark = NEVER;
    private final Map<String, Alert> open = new HashMap<>();
    /** By open episode the last record about its condition: records of what people do say nothing of it. */
    private final Map<String, Alert> conditions = new HashMap<>();
    /** The last sequence of episodes that ended of late: a record of them that comes again opens nothing. */
    private final Map<String, Integer> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_ENDED;
        }
    };
    /** The tick of the last change. */
    private long changed;
    private Mark mark = PatientMarks.NONE;

    Tile(String id, String user, String study) {
        this.id = id;
        this.user = user;
        this.study = study;
        Arrays.fill(usableAt, NEVER);
        Arrays.fill(triedAt, NEVER);
    }

    private static List<String> columns() {
        List<String> names = new ArrayList<>(List.of("patient", "study", "seen", "offset_minutes", "worn", "charging", "battery"));
        for (Group group : Group.values()) {
            group.measured().forEach(vital -> names.add(vital.label()));
            names.add(group.label() + "_at");
            names.add(group.label() + "_rejected");
        }
        names.addAll(List.of("attention", "open", "alarm", "sparkline", "sound", "groups", "own_limits", "alias"));
        return List.copyOf(names);
    }

    String id() {
        return id;
    }

    String study() {
        return study;
    }

    long changed() {
        return changed;
    }

    void changed(long tick) {
        changed = tick;
    }

    /** Takes what changes say of the patient. Returns false where that is what they said before. */
    boolean mark(PatientMarks marks) {
        Mark before = mark;
        mark = marks.of(user);
        return !mark.equals(before);
    }

    Attention attention() {
        return open.values().stream().map(Attention::of).min(Attention::compareTo).orElse(Attention.NONE);
    }

    void apply(Delivery delivery) {
        if (delivery.arrival() >= seen) {
            seen = delivery.arrival();
            study = delivery.study();
        }
        apply(delivery.samples());
    }

    /** Rows that are in the store, at a start. */
    void restore(long lastSeen, List<Sample> rows) {
        seen = Math.max(seen, lastSeen);
        apply(rows);
    }

    private void apply(List<Sample> rows) {
        for (Sample row : rows) {
            if (row.time() >= statusAt) {
                statusAt = row.time();
                offsetMinutes = row.offsetMinutes();
                worn = row.worn() == Ternary.UNKNOWN ? worn : row.worn();
                charging = row.charging() == Ternary.UNKNOWN ? charging : row.charging();
                battery = row.battery() == Sample.MISSING ? battery : row.battery();
            }
            for (Reading reading : row.readings()) {
                apply(row.time(), reading);
            }
        }
    }

    private void apply(long time, Reading reading) {
        int group = reading.group().ordinal();
        if (time >= triedAt[group]) {
            triedAt[group] = time;
            tried[group] = reading.verdict();
        }
        if (reading.verdict() == Verdict.USABLE && time >= usableAt[group]) {
            usableAt[group] = time;
            usable[group] = reading;
        }
        if (reading.verdict() == Verdict.USABLE && reading.group() == Group.PULSE) {
            spark(Math.floorDiv(time, SPARK_MILLIS), reading.value());
        }
    }

    /** The last pulse of each five minutes. */
    private void spark(long slot, int value) {
        if (lastSpark != NEVER && slot <= lastSpark - SPARKS) {
            return;
        }
        for (long each = lastSpark == NEVER ? slot - SPARKS + 1 : Math.max(lastSpark + 1, slot - SPARKS + 1); each <= slot; each++) {
            sparks[(int) Math.floorMod(each, SPARKS)] = 0;
        }
        lastSpark = Math.max(lastSpark, slot);
        sparks[(int) Math.floorMod(slot, SPARKS)] = value;
    }

    /** Returns false where the record says nothing new: it came before. */
    boolean apply(Alert alert) {
        Alert known = open.get(alert.episode());
        int end = ended.getOrDefault(alert.episode(), -1);
        if (known != null && known.sequence() >= alert.sequence() || end >= alert.sequence()) {
            return false;
        }
        if (!Attention.stays(alert)) {
            open.remove(alert.episode());
            conditions.remove(alert.episode());
            ended.put(alert.episode(), alert.sequence());
        } else {
            open.put(alert.episode(), alert);
            if (!OF_PEOPLE.contains(alert.reason())) {
                conditions.put(alert.episode(), alert);
            }
        }
        return true;
    }

    /** The last record of each open episode, the gravest first. */
    List<Alert> open() {
        return open.values().stream().sorted(Attention.GRAVEST_FIRST).toList();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartArray();
        json.writeString(id);
        json.writeString(study);
        time(json, seen);
        json.writeNumber(offsetMinutes);
        ternary(json, worn);
        ternary(json, charging);
        number(json, battery, Sample.MISSING);
        for (Group group : Group.values()) {
            int at = group.ordinal();
            for (int i = 0; i < group.measured().size(); i++) {
                if (usable[at] == null) {
                    json.writeNull();
                } else {
                    milli(json, i == 0 ? usable[at].value() : usable[at].second());
                }
            }
            time(json, usableAt[at]);
            if (tried[at] != null && tried[at] != Verdict.USABLE && triedAt[at] >= usableAt[at]) {
                json.writeString(tried[at].label());
            } else {
                json.writeNull();
            }
        }
        List<Alert> alarms = open();
        json.writeNumber(attention().ordinal());
        json.writeNumber(alarms.size());
        if (alarms.isEmpty()) {
            json.writeNull();
        } else {
            write(json, alarms.get(0), conditions.getOrDefault(alarms.get(0).episode(), alarms.get(0)));
        }
        json.writeStartArray();
        for (int i = SPARKS - 1; i >= 0; i--) {
            int value = lastSpark == NEVER ? 0 : sparks[(int) Math.floorMod(lastSpark - i, SPARKS)];
            number(json, value / 1000, 0);
        }
        json.writeEndArray();
        Priority sound = alarms.stream().map(Attention::sound).filter(Objects::nonNull).max(Comparator.naturalOrder()).orElse(null);
        json.writeString(sound == null ? null : sound.label());
        json.writeStartArray();
        for (String each : mark.groups()) {
            json.writeString(each);
        }
        json.writeEndArray();
        json.writeBoolean(mark.ownLimits());
        json.writeString(mark.alias());
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Alert alert, Alert condition) throws IOException {
        json.writeStartObject();
        json.writeStringField("episode", alert.episode());
        json.writeNumberField("sequence", alert.sequence());
        json.writeStringField("rule", alert.rule());
        json.writeStringField("kind", alert.kind().label());
        json.writeStringField("priority", alert.priority().label());
        json.writeStringField("state", alert.state().label());
        json.writeStringField("freshness", alert.freshness().label());
        if (alert.signal() != null) {
            json.writeStringField("signal", alert.signal().label());
        }
        if (alert.by() != null && alert.by().author() != null) {
            json.writeStringField("by", alert.by().author());
            if (alert.by().until() != Alert.NO_TIME) {
                json.writeNumberField("until", Math.floorDiv(alert.by().until(), 1000));
            }
        }
        json.writeNumberField("onset", Math.floorDiv(alert.onset(), 1000));
        json.writeStringField("message", condition.message());
        // Times in the message are those of the patient at this moment.
        json.writeNumberField("message_at", Math.floorDiv(condition.arrived(), 1000));
        json.writeNumberField("offset_minutes", condition.offsetMinutes());
        // The groups of the readings for which it was raised.
        json.writeArrayFieldStart("groups");
        for (Group group : Group.values()) {
            if (condition.readings().stream().anyMatch(each -> group.vitals().contains(each.vital()))) {
                json.writeString(group.label());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, long millis) throws IOException {
        if (millis == NEVER) {
            json.writeNull();
        } else {
            json.writeNumber(Math.floorDiv(millis, 1000));
        }
    }

    private static void ternary(JsonGenerator json, Ternary value) throws IOException {
        if (value == Ternary.UNKNOWN) {
            json.writeNull();
        } else {
            json.writeBoolean(value == Ternary.TRUE);
        }
    }

    private static void number(JsonGenerator json, int value, int missing) throws IOException {
        if (value == missing) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    private static void milli(JsonGenerator json, int value) throws IOException {
        if (value % 1000 == 0) {
            json.writeNumber(value / 1000);
        } else {
            json.writeNumber(value / 1000.0);
        }
    }
}
