package io.vitalwatch.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command clean up when the process is told to stop (Ctrl-C, SIGTERM): says that it was, and holds the process until
 * {@link #close}, though not for longer than a few seconds. The command looks now and then; it is not interrupted, because half-started
 * servers do not take that well.
 */
final class Shutdown implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "shutdown");
    private volatile boolean asked;

    Shutdown() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            asked = true;
        }
    }

    /** Whether the process was told to stop. */
    boolean asked() {
        return asked;
    }

    @Override
    public void close() {
        done.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process has just been told to stop: there is nothing left to remove.
            }
        }
    }

    private void hold() {
        asked = true;
        try {
            done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
