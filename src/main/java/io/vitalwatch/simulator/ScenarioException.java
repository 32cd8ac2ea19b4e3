package io.vitalwatch.simulator;

/** A scenario that cannot be used. The message names file and line, and what to write instead. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioException(String message) {
        super(message);
    }
}
