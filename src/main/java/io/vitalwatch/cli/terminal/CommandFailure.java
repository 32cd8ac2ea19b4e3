package io.vitalwatch.cli.terminal;

/** Ends a command with exit code 1. The message says what to do. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }

    public CommandFailure(String message) {
        this(message, null);
    }
}
