package io.vitalwatch.control;

/** A control record that cannot be taken. The message says what is wrong and what to do; it contains no user id. */
public final class ControlRefusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public ControlRefusal(String message) {
        super(message);
    }
}
