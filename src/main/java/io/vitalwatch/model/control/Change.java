package io.vitalwatch.model.control;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a control record changes. */
public sealed interface Change {
    /** Its kind. */
    ControlKind kind();

    /**
     * Fields of rules. Fields that are neither set nor cleared stay as earlier records of the same scope left them.
     *
     * @param set {@code <rule>.<field>} to the field's text, such as {@code spo2-low.medium} to {@code 88}; in order
     * @param clear what of this scope is removed before: {@code <rule>.<field>}, {@code <rule>} for all its fields, or {@code *} for all
     */
    record LimitsChange(Map<String, String> set, List<String> clear) implements Change {
        /** Removes everything. */
        public static final String EVERYTHING = "*";

        @Override
        public ControlKind kind() {
            return ControlKind.LIMITS;
        }
    }

    /**
     * A whole catalogue, which replaces the one in force.
     *
     * @param yaml the document
     */
    record CatalogueChange(String yaml) implements Change {
        @Override
        public ControlKind kind() {
            return ControlKind.CATALOGUE;
        }
    }

    /**
     * Begins or ends the evaluation of a second catalogue.
     *
     * @param yaml the document; null to end it
     */
    record ShadowChange(String yaml) implements Change {
        @Override
        public ControlKind kind() {
            return ControlKind.SHADOW;
        }
    }

    /**
     * An answer to an alarm.
     *
     * @param episode the alarm; null for {@link Verb#PAUSE} and {@link Verb#RESUME}, and where the rule names it
     * @param rule the rule that is paused or resumed, {@link #ALL_RULES} for all that may be paused; for the other verbs the rule whose open or
     *     latched alarm is meant, or null where the episode names it
     */
    record ActionChange(Verb verb, String episode, String rule) implements Change {
        /** All rules that may be paused. */
        public static final String ALL_RULES = "*";

        @Override
        public ControlKind kind() {
            return ControlKind.ACTION;
        }

        /** What the person does. */
        public enum Verb {
            /** I have seen it and take care. The signal comes back after some time. */
            ACKNOWLEDGE,
            /** Alarms of a rule give no signal until a time. */
            PAUSE,
            /** Ends a pause early. */
            RESUME,
            /** Says something about the alarm and changes nothing; the text is the record's reason. */
            NOTE,
            /** Closes an alarm that is latched. */
            CLOSE;

            /** Lower-case name, as in records. */
            public String label() {
                return name().toLowerCase(Locale.ROOT);
            }

            /** Whether it names a rule; otherwise it names an episode. */
            public boolean ofRule() {
                return this == PAUSE || this == RESUME;
            }
        }
    }

    /**
     * What a person has seen of a patient, or knows.
     *
     * @param what such as {@code oxygen}, {@code consciousness}, {@code scale}, {@code age}
     * @param value its value, as text
     * @param observedAt sample time, Unix milliseconds
     */
    record ObservationChange(String what, String value, long observedAt) implements Change {
        @Override
        public ControlKind kind() {
            return ControlKind.OBSERVATION;
        }
    }

    /**
     * A patient comes, goes, or belongs to other groups.
     *
     * @param groups the patient's groups from now on, for {@link Verb#GROUPS} and {@link Verb#ADMIT}; empty for the other verbs
     * @param study the study that a patient belongs to who has not sent anything yet, for {@link Verb#ADMIT}; null if it is not known
     */
    record PatientChange(Verb verb, List<String> groups, String study) implements Change {
        /** A change that names no study. */
        public PatientChange(Verb verb, List<String> groups) {
            this(verb, groups, null);
        }

        @Override
        public ControlKind kind() {
            return ControlKind.PATIENT;
        }

        /** What happens. */
        public enum Verb {
            /** A stay begins. */
            ADMIT,
            /** The groups are replaced. */
            GROUPS,
            /** The stay ends. */
            DISCHARGE,
            /** The bracelet goes to another patient. */
            HANDOVER;

            /** Lower-case name, as in records. */
            public String label() {
                return name().toLowerCase(Locale.ROOT);
            }

            /** Whether it says which groups the patient has. */
            public boolean setsGroups() {
                return this == ADMIT || this == GROUPS;
            }
        }
    }
}
