package io.vitalwatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Says how far a replay is: a line that overwrites itself on a terminal, a line every ten seconds elsewhere, nothing for short ones. */
final class ProgressLine {
    private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long ON_TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
    private static final long ELSEWHERE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Terminal terminal;
    private final Progress progress;
    private final long totalBytes;
    private final long started = System.nanoTime();
    private long shown = started;
    private int width;

    /**
     * @param files the recordings; with stdin among them the total is not known
     */
    ProgressLine(Terminal terminal, Progress progress, List<String> files) throws IOException {
        this.terminal = terminal;
        this.progress = progress;
        long total = 0;
        for (String file : files) {
            total = file.equals(DeliveryFile.STDIN) || total < 0 ? -1 : total + Files.size(Path.of(file));
        }
        totalBytes = total;
    }

    /** Shows the state if it is time to. */
    void show() {
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

    /** Takes the line away. */
    void end() {
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
        return String.format(java.util.Locale.ROOT, "%,.1f", bytes / (1024.0 * 1024));
    }
}
