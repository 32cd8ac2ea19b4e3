package io.vitalwatch.corsano;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The keys of a row beside those that are read: the vendor's documented fields that the program does not use, and names that look like a
 * known field written in another way. A field that was renamed is data that is lost without an error, so such names are reported.
 */
final class FieldNames {
    /** Names that are shown to people are cut to this many characters. */
    static final int LONGEST_SHOWN = 64;

    /** Data dictionary of the vendor's webhook: steps, activity, gait, and what is deprecated or reserved. */
    private static final Set<String> UNUSED = Set.of("pha", "pha_q", "last_steps", "activity_count", "energy_exp", "speed", "skin_proximity",
            "temp_sk2", "temp_amb");
    private static final String UNUSED_PREFIX = "gait_";
    private static final int LONGEST_COMPARED = 128;
    private static final Set<String> KNOWN = new HashSet<>();
    private static final Set<String> SIMPLIFIED = new HashSet<>();
    private static final Map<String, Field> LIKE = new HashMap<>();

    static {
        for (Field field : Field.values()) {
            KNOWN.add(field.key());
            LIKE.put(simplified(field.key()), field);
        }
        KNOWN.add(RowReader.TIMEZONE);
        KNOWN.forEach(name -> SIMPLIFIED.add(simplified(name)));
    }

    private FieldNames() {}

    /** Whether the vendor documents the field and the program does not use it. */
    static boolean unused(String name) {
        return UNUSED.contains(name) || name.startsWith(UNUSED_PREFIX);
    }

    /** Whether the name differs from that of a field only by letter case or separators, such as {@code cardiacArrest}. */
    static boolean almostKnown(String name) {
        return name.length() <= LONGEST_COMPARED && !KNOWN.contains(name) && SIMPLIFIED.contains(simplified(name));
    }

    /** The field whose name differs from this one only by letter case or separators; null for the time zone and other names. */
    static Field like(String name) {
        return name.length() <= LONGEST_COMPARED ? LIKE.get(simplified(name)) : null;
    }

    /** The name as it is shown to people: letters and digits of ASCII, {@code _} for anything else, at most 64 characters. */
    static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), LONGEST_SHOWN); i++) {
            shown.append(letterOrDigit(name.charAt(i)) ? name.charAt(i) : '_');
        }
        return shown.toString();
    }

    private static String simplified(String name) {
        StringBuilder letters = new StringBuilder();
        name.chars().filter(FieldNames::letterOrDigit).forEach(letters::appendCodePoint);
        return letters.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean letterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
