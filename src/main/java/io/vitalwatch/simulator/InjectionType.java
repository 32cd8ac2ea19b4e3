package io.vitalwatch.simulator;

import io.vitalwatch.model.Kind;

import java.util.List;
import java.util.Map;

/** What can be injected into a patient's day: the word in scenario files, what it must raise, and its fields with their defaults. */
public enum InjectionType {
    /** The bracelet's own flag; the pulse is lost a minute later. */
    CARDIAC_ARREST("cardiac-arrest", "cardiac-arrest", Kind.PHYSIOLOGICAL, 2, 0, Map.of("code", new Field(1, 1, 2))),
    HYPERTENSION("hypertension", "blood-pressure-high", Kind.PHYSIOLOGICAL, 65, 300_000,
            Map.of("systolic", new Field(198, 60, 260), "diastolic", new Field(118, 30, 170))),
    HYPOTENSION("hypotension", "blood-pressure-low", Kind.PHYSIOLOGICAL, 65, 300_000,
            Map.of("systolic", new Field(80, 55, 260), "diastolic", new Field(50, 30, 170))),
    DESATURATION("desaturation", "spo2-low", Kind.PHYSIOLOGICAL, 20, 180_000, Map.of("value", new Field(84, 55, 100))),
    BRADYCARDIA("bradycardia", "pulse-low", Kind.PHYSIOLOGICAL, 5, 120_000, Map.of("value", new Field(34, 22, 240))),
    TACHYCARDIA("tachycardia", "pulse-high", Kind.PHYSIOLOGICAL, 5, 120_000, Map.of("value", new Field(156, 22, 240))),
    TACHYPNOEA("tachypnoea", "respiration-high", Kind.PHYSIOLOGICAL, 8, 120_000, Map.of("value", new Field(31, 4, 58))),
    BRADYPNOEA("bradypnoea", "respiration-low", Kind.PHYSIOLOGICAL, 8, 120_000, Map.of("value", new Field(6, 4, 58))),
    FEVER("fever", "temperature-high", Kind.PHYSIOLOGICAL, 45, 1_800_000, Map.of("value", new Field(39.6, 31, 42))),
    HYPOTHERMIA("hypothermia", "temperature-low", Kind.PHYSIOLOGICAL, 45, 1_800_000, Map.of("value", new Field(34.3, 31, 42))),

    /** Taken off and left lying: rows go on, all 0, wearing 0. */
    OFF("off", "not-worn", Kind.TECHNICAL, 17, 0, Map.of()),
    /** The charge falls from 10 % to the value; then the bracelet is charged. */
    BATTERY("battery", "battery-low", Kind.TECHNICAL, 5, 0, Map.of("value", new Field(2, 0, 9))),
    /** Values come, with quality 0 or 1, in every group. */
    POOR_SIGNAL("poor-signal", "poor-signal", Kind.TECHNICAL, 35, 0, Map.of()),
    /** The phone reaches no network; the bracelet goes on, the backlog comes in one burst. */
    OFFLINE("offline", "no-data", Kind.TECHNICAL, 13, 0, Map.of("newest-first", new Field(0, 0, 1))),
    /** The bracelet's clock is wrong, by so many days. Nothing that it sends can be used, so it counts as silent. */
    CLOCK("clock", "no-data", Kind.TECHNICAL, 13, 0, Map.of("days", new Field(2000, -20_000, 20_000))),

    /** A share of the deliveries comes twice, byte for byte or written differently. */
    DUPLICATES("duplicates", null, null, 0, 0, Map.of("share", new Field(0.3, 0, 1))),
    /** A share of the deliveries is held up, by at most so many minutes, and overtaken. */
    REORDERING("reordering", null, null, 0, 0, Map.of("share", new Field(0.3, 0, 1), "minutes", new Field(6, 1, 8))),
    /** Before a share of the deliveries comes a broken one. */
    MALFORMED("malformed", null, null, 0, 0, Map.of("share", new Field(0.2, 0, 1))),
    /** Before a share of the deliveries comes one that is signed with another secret, or not at all. */
    WRONG_SIGNATURE("wrong-signature", null, null, 0, 0, Map.of("share", new Field(0.2, 0, 1)));

    /** A number that a scenario may set. */
    record Field(double standard, double least, double most) {}

    private final String word;
    private final String rule;
    private final Kind kind;
    private final long shortestMinutes;
    private final long rampMillis;
    private final Map<String, Field> fields;

    InjectionType(String word, String rule, Kind kind, long shortestMinutes, long rampMillis, Map<String, Field> fields) {
        this.word = word;
        this.rule = rule;
        this.kind = kind;
        this.shortestMinutes = shortestMinutes;
        this.rampMillis = rampMillis;
        this.fields = fields;
    }

    /** The word in scenario files and truth. */
    public String word() {
        return word;
    }

    /** The id of the rule that must raise an alarm, or null where none must. */
    public String rule() {
        return rule;
    }

    /** Whom the alarm is about, or null where there must be none. */
    public Kind kind() {
        return kind;
    }

    /** The shortest injection that the bundled catalogue is sure to find; shorter ones must say {@code expect: false}. */
    long shortestMillis() {
        return shortestMinutes * 60_000;
    }

    /** How long a value takes to its target, and back again after the end. */
    long rampMillis() {
        return rampMillis;
    }

    /** The numbers that it takes. */
    Map<String, Field> fields() {
        return fields;
    }

    /** Whether the patient, not the technology, is struck: a struck patient lies still and keeps the bracelet on. */
    boolean strikesPatient() {
        return kind == Kind.PHYSIOLOGICAL;
    }

    /** All words, for messages. */
    static List<String> words() {
        return java.util.Arrays.stream(values()).map(InjectionType::word).toList();
    }

    static InjectionType of(String word) {
        for (InjectionType type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return null;
    }
}
