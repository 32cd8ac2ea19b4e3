package io.vitalwatch.receiver;

/** A setting that cannot be used; the message names it, its value, where it came from and what to do. Nothing was started. */
public final class WrongSetting extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public WrongSetting(String message) {
        super(message);
    }
}
