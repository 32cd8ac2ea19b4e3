package io.vitalwatch.simulator.scenario;

/** A scenario that cannot be used. The message names the file, the line and the fix. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioException(String message) {
        super(message);
    }
}
