package io.vitalwatch.receiver.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Lines for the log about deliveries that were refused: the first of a kind at once, further ones as one line with counts each ten minutes.
 * A kind that did not come for ten minutes is a new one.
 */
public final class RefusalLog {
    static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Consumer<String> log;
    private final Map<String, Long> further = new TreeMap<>();
    private long began;

    RefusalLog(Consumer<String> log) {
        this.log = log;
    }

    /**
     * A delivery was refused.
     *
     * @param reason from a fixed set, such as {@code signature-wrong}
     * @param nanos a steady clock
     */
    void record(int code, String reason, long nanos) {
        String kind = code + " " + reason;
        synchronized (this) {
            if (further.isEmpty()) {
                began = nanos;
            }
            if (further.merge(kind, 1L, Long::sum) > 1) {
                return;
            }
            further.put(kind, 1L);
        }
        log.accept("A delivery was answered " + code + " (" + reason + "). Further ones are counted.");
    }

    /**
     * Writes the counts when ten minutes are over. Call it now and then.
     *
     * @param nanos a steady clock
     */
    public void summarize(long nanos) {
        String counts;
        synchronized (this) {
            if (further.isEmpty() || nanos - began < INTERVAL_NANOS) {
                return;
            }
            began = nanos;
            counts = further.entrySet().stream().filter(each -> each.getValue() > 1)
                    .map(each -> String.format("%,d × %s", each.getValue(), each.getKey())).collect(Collectors.joining(", "));
            further.values().removeIf(count -> count <= 1);
            // 1: the kind was said already. A kind that stays at 1 for ten minutes is dropped above.
            further.replaceAll((kind, count) -> 1L);
        }
        if (!counts.isEmpty()) {
            log.accept("Deliveries that were refused in the last ten minutes: " + counts);
        }
    }
}
