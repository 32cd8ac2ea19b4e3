package io.vitalwatch.settings;

/**
 * One setting of a program: its name, its type, its default and its description. Tables, parameter files and help texts are generated from
 * options.
 *
 * @param name lower case with dots and hyphens, such as {@code window.length}
 * @param type how its text becomes a value
 * @param defaultText the default as a user would write it; may be empty
 * @param description for users, plain text
 */
public record Option<T>(String name, OptionType<T> type, String defaultText, String description) {
    /** @throws IllegalArgumentException when the name is malformed or the default is not a value of the type: a mistake in the program */
    public Option {
        if (!name.matches("[a-z][a-z0-9]*([.-][a-z0-9]+)*")) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of an option");
        }
        try {
            type.parse(defaultText);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the default of " + name + ": " + e.getMessage(), e);
        }
    }

    /** The value that is used when the user gives none. */
    public T defaultValue() {
        return type.parse(defaultText);
    }
}
