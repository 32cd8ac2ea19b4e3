package io.vitalwatch.cli;

/** Ends a command with exit code 1 and a message that says what to do. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }

    CommandFailure(String message) {
        this(message, null);
    }
}
