package io.vitalwatch.cluster;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for other processes, whose time cannot be stepped: polls a condition and fails with its name after a time limit. */
final class Waiting {
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final long PAUSE_MILLIS = 50;

    private Waiting() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, LONGEST, condition);
    }

    static void until(String what, Duration longest, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + longest.toSeconds() + " s: " + what);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
