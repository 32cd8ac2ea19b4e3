package io.vitalwatch.cli.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command clean up when the process is asked to stop (Ctrl-C, SIGTERM): {@link #asked} becomes true, and the process lives on until
 * {@link #close}, but at most ten seconds. The command polls; it is not interrupted, because servers that are starting do not handle
 * interruption well.
 */
public final class Shutdown implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "shutdown");
    private volatile boolean asked;

    /** Registers with the JVM. */
    public Shutdown() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            asked = true;
        }
    }

    /** True once the process was asked to stop. */
    public boolean asked() {
        return asked;
    }

    @Override
    public void close() {
        done.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process was asked to stop in this moment: the hook cannot be removed and need not be.
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
