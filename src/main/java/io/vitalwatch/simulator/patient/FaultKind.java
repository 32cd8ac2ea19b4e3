package io.vitalwatch.simulator.patient;

import java.util.List;

/**
 * A kind of event that a scenario can inject. A kind is one constant of one enum: {@link Illness} for the patient, {@link BraceletFault}
 * for the bracelet, and a third one for the phone and the vendor's cloud. The constant names its word and fields in scenario files, the
 * alarm that must follow, and what it does.
 */
public interface FaultKind {
    /** The word in scenario files and truth files. */
    String word();

    /** The alarm that must follow, or null where none must. */
    ExpectedAlarm alarm();

    /** The fields that a scenario may set. */
    List<FaultField> fields();

    /** How long a value takes to reach its target, and to return after the end; milliseconds. */
    default long rampMillis() {
        return 0;
    }

    /** Position in its enum. Where two kinds act on the same value, the first acts first, whatever their order in the scenario. */
    int ordinal();

    /** Whether the patient is ill. An ill patient lies still and keeps the bracelet on. */
    default boolean isIllness() {
        return alarm() != null && alarm().aboutPatient();
    }

    /**
     * A field of this kind.
     *
     * @throws IllegalArgumentException when the kind has no such field
     */
    default FaultField field(String name) {
        for (FaultField field : fields()) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new IllegalArgumentException(word() + " has no field " + name);
    }
}
