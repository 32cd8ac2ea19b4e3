package io.vitalwatch.settings;

/**
 * Thrown for settings that cannot be used, before anything is started. The message is one line for the user: the name, its value, where it
 * came from and what to write instead.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsException(String message) {
        super(message);
    }
}
