package io.vitalwatch.model.control;

import java.util.Locale;

/**
 * For whom a change is.
 *
 * @param name the user, study or group; empty for {@link Type#ALL}
 */
public record Scope(Type type, String name) {
    /** All patients. */
    public static final Scope ALL = new Scope(Type.ALL, "");

    /** How narrow a scope is. */
    public enum Type {
        /** One patient. Such a record goes only into the partition of its user. */
        USER,
        /** The patients whose deliveries name the study. */
        STUDY,
        /** The patients whose groups name it. */
        GROUP,
        /** Every patient. */
        ALL;

        /** Lower-case name, as in records. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The scope of one patient. */
    public static Scope user(String user) {
        return new Scope(Type.USER, user);
    }

    /** Whether it is one patient. */
    public boolean isUser() {
        return type == Type.USER;
    }

    /** Such as {@code study 12} or {@code all}. A user is not named, so that it can be logged. */
    @Override
    public String toString() {
        return type == Type.ALL || isUser() ? type.label() : type.label() + " " + name;
    }
}
