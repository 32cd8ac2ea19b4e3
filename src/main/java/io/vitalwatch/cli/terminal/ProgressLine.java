package io.vitalwatch.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/**
 * Shows how far a replay is: on a terminal a line that overwrites itself, elsewhere a line every ten seconds, nothing in the first two
 * seconds.
 */
public final class ProgressLine {
    private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long ON_TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
    private static final long ELSEWHERE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Terminal terminal;
    private final ReplayProgress progress;
    private final long totalBytes;
    private final long started = System.nanoTime();
    private long shown = started;
    private int width;

    /** @param totalBytes size of all recordings on the disk, or -1 if it is not known */
    public ProgressLine(Terminal terminal, ReplayProgress progress, long totalBytes) {
        this.terminal = terminal;
        this.progress = progress;
        this.totalBytes = totalBytes;
    }

    /** Shows the progress if it is time to do so. */
    public void show() {
        long now = System.nanoTime();
        boolean due = now - shown >= (terminal.interactive() ? ON_TERMINAL_NANOS : ELSEWHERE_NANOS);
        if (now - started < QUIET_NANOS || !due) {
            return;
        }
        shown = now;
        String text = text(now - started);
        if (terminal.interactive()) {
            terminal.err().print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            terminal.err().flush();
            width = text.length();
        } else {
            terminal.err().println(text);
        }
    }

    /** Removes the line. */
    public void end() {
        if (width > 0) {
            terminal.err().print("\r" + " ".repeat(width) + "\r");
            terminal.err().flush();
        }
    }

    private String text(long nanos) {
        long bytes = progress.bytesRead().get();
        long deliveries = progress.deliveries();
        String share = totalBytes > 0 ? bytes * 100 / totalBytes + " % of " + mib(totalBytes) + " MiB" : mib(bytes) + " MiB";
        return share + ", " + Table.number(deliveries) + " deliveries, " + Table.number(deliveries * 1_000_000_000L / nanos) + "/s";
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes / (1024.0 * 1024));
    }
}
