package io.vitalwatch.model.control;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a control record changes, and for whom such a change may be. */
public enum ControlKind {
    /** Fields of rules for a user, a group, a study or all. */
    LIMITS(EnumSet.allOf(Scope.Type.class)),
    /** The whole catalogue. */
    CATALOGUE(EnumSet.of(Scope.Type.ALL)),
    /** A second catalogue that is evaluated beside the one in force. */
    SHADOW(EnumSet.of(Scope.Type.ALL)),
    /** An answer to an alarm. */
    ACTION(EnumSet.of(Scope.Type.USER)),
    /** What a person has seen of a patient, or knows. */
    OBSERVATION(EnumSet.of(Scope.Type.USER)),
    /** Groups, admission, discharge, and handover of a bracelet. */
    PATIENT(EnumSet.of(Scope.Type.USER));

    private final Set<Scope.Type> scopes;

    ControlKind(Set<Scope.Type> scopes) {
        this.scopes = scopes;
    }

    /** For whom a record of this kind may be. */
    public Set<Scope.Type> scopes() {
        return Set.copyOf(scopes);
    }

    /** Lower-case name, as in records. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
