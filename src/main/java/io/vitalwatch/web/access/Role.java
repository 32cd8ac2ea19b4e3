package io.vitalwatch.web.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a caller may do. A role may also do everything that the roles before it may, except that {@link #AUDITOR} changes nothing. */
public enum Role {
    /** Everybody, without signing in. */
    ANYONE,
    /** Reads metrics only: a monitoring system. */
    SCRAPER,
    /** Reads everything about patients and alarms. */
    VIEWER,
    /** Answers alarms, and changes limits and groups of single patients. */
    CLINICIAN,
    /** Changes rules, and limits of studies. */
    EDITOR,
    /** Reads everything, and who saw and changed what. */
    AUDITOR,
    /** Does all of this, and changes settings, such as the study switch. */
    ADMIN;

    /** Whether this role may do what needs the other one. */
    public boolean covers(Role needed) {
        return this == AUDITOR ? needed == AUDITOR || VIEWER.covers(needed)
                : needed == AUDITOR ? this == ADMIN : compareTo(needed) >= 0;
    }

    /** The name in files and settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The roles that can be given to somebody, as they are written in files. */
    public static List<String> labels() {
        return Arrays.stream(values()).filter(role -> role != ANYONE).map(Role::label).toList();
    }

    /** The role with this label, or null; ANYONE cannot be given to somebody. */
    public static Role of(String label) {
        return labels().contains(label) ? valueOf(label.toUpperCase(Locale.ROOT)) : null;
    }
}
