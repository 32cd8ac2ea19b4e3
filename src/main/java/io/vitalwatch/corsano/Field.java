package io.vitalwatch.corsano;

import io.vitalwatch.model.Group;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The vendor's numeric fields that the program reads. The key in the JSON is the constant's name in lower case.
 *
 * <p>A field of a measurement group holds the group's first value, its second value or its quality code. The units are those of the group's
 * vitals. Every other field of a row is ignored, except {@code timezone}, a text that is read by {@link Timezone}.
 *
 * <p>Ordinals are in the bytes of the state: add new fields at the end, and never reorder or remove one.
 */
public enum Field {
    /** Unix milliseconds; every other field is in thousandths of its unit. */
    TIMESTAMP,
    BPM(Group.PULSE, Part.VALUE),
    BPM_Q(Group.PULSE, Part.QUALITY),
    SPO2(Group.SPO2, Part.VALUE),
    SPO2_Q(Group.SPO2, Part.QUALITY),
    RESPIRATION_RATE(Group.RESPIRATION, Part.VALUE),
    RESP_Q(Group.RESPIRATION, Part.QUALITY),
    /** 0 not worn, 4 certainly worn, 1 to 3 reserved (the vendor's SDK: 0 to 2 badly worn). Other codes are unknown. */
    WEARING,
    /** 1 or true while the bracelet is on the charger, else 0 or false. Other values are unknown. */
    IS_CHARGING,
    /** Charge in percent. */
    BATTERY,
    /** 0 unspecified, 1 other, 2 walk, 4 run, 6 cycle, 7 rest. */
    ACTIVITY_TYPE,
    /** 0 none; 1 and 2 are undocumented. */
    CARDIAC_ARREST,
    NIBP_SYSTOLIC(Group.BLOOD_PRESSURE, Part.VALUE),
    NIBP_DIASTOLIC(Group.BLOOD_PRESSURE, Part.SECOND),
    /** Undocumented second series of the blood pressure. */
    NIBP_SYSTOLIC_LONG_TERM,
    NIBP_DIASTOLIC_LONG_TERM,
    /** Undocumented third series; in the vendor's example it is the mean of the other two. */
    NIBP_SYSTOLIC_COMBINE,
    NIBP_DIASTOLIC_COMBINE,
    /** Core body temperature, °C. A row that has it is a temperature row. */
    TEMP_SK1(Group.TEMPERATURE, Part.VALUE);

    /** The readers of rows keep one bit for each field, and one for the time zone, in an int. */
    private static final int MOST = Integer.SIZE - 1;

    private static final Field[] ALL = values();
    /** By the ordinal of the group, then of the part; null where the group has no such part. */
    private static final Field[][] OF_GROUP = new Field[Group.count()][Part.values().length];

    static {
        List<String> gaps = gaps(List.of(ALL));
        if (!gaps.isEmpty()) {
            throw new IllegalStateException("corsano.Field: " + String.join("; ", gaps));
        }
        for (Field field : ALL) {
            if (field.group != null) {
                OF_GROUP[field.group.ordinal()][field.part.ordinal()] = field;
            }
        }
    }

    private final String key;
    private final Group group;
    private final Part part;

    Field() {
        this(null, null);
    }

    Field(Group group, Part part) {
        this.key = name().toLowerCase(Locale.ROOT);
        this.group = group;
        this.part = part;
    }

    /** Which part of a reading a field holds. */
    private enum Part {
        VALUE,
        SECOND,
        QUALITY
    }

    /** The key in the vendor's JSON, such as {@code bpm_q}. */
    public String key() {
        return key;
    }

    /** Whether true and false are values of the field: true is 1, false is 0. Elsewhere they cannot be read. */
    boolean trueOrFalse() {
        return this == IS_CHARGING || this == CARDIAC_ARREST;
    }

    /** The field of a group's first value. */
    public static Field valueOf(Group group) {
        return OF_GROUP[group.ordinal()][Part.VALUE.ordinal()];
    }

    /** The field of a pair's second value; null for a group with one value. */
    public static Field secondOf(Group group) {
        return OF_GROUP[group.ordinal()][Part.SECOND.ordinal()];
    }

    /** The field of a group's quality code; null for a group without one. */
    public static Field qualityOf(Group group) {
        return OF_GROUP[group.ordinal()][Part.QUALITY.ordinal()];
    }

    /** The number of fields. */
    static int count() {
        return ALL.length;
    }

    /** Fields of the model's groups that are missing here, or present twice; one sentence each. Empty if the fields are complete. */
    static List<String> gaps(List<Field> fields) {
        List<String> gaps = new ArrayList<>();
        for (Group group : Group.values()) {
            for (Part part : Part.values()) {
                boolean wanted = switch (part) {
                    case VALUE -> true;
                    case SECOND -> group.paired();
                    case QUALITY -> group.hasQuality();
                };
                long found = fields.stream().filter(field -> field.group == group && field.part == part).count();
                if (found != (wanted ? 1 : 0)) {
                    gaps.add("group " + group.label() + " has " + found + " fields for " + part.name().toLowerCase(Locale.ROOT)
                            + ", it needs " + (wanted ? 1 : 0));
                }
            }
        }
        if (fields.size() > MOST) {
            gaps.add(fields.size() + " fields; RowReader and RowScanner count fields in the bits of an int and take at most " + MOST);
        }
        return gaps;
    }
}
