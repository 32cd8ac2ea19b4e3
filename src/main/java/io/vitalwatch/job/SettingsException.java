package io.vitalwatch.job;

/** Parameters that cannot be used. The message is for the user: what, its value, where it came from and what to write instead. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsException(String message) {
        super(message);
    }
}
