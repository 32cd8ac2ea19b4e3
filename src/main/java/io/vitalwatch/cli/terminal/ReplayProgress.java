package io.vitalwatch.cli.terminal;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the reader of a replay is. Reader and command are in the same process, but Flink serializes everything between them, so the
 * reader finds this object by its id.
 */
public final class ReplayProgress implements AutoCloseable {
    private static final Map<String, ReplayProgress> OPEN = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong deliveries = new AtomicLong();

    /** Opens a progress that {@link #of} finds until it is closed. */
    public ReplayProgress() {
        OPEN.put(id, this);
    }

    /** The open progress with this id. */
    public static ReplayProgress of(String id) {
        ReplayProgress progress = OPEN.get(id);
        if (progress == null) {
            throw new IllegalStateException("There is no open replay with the id " + id
                    + ": its reader must run in the process of the command");
        }
        return progress;
    }

    /** The id for {@link #of}. */
    public String id() {
        return id;
    }

    /** Bytes read so far, counted as on the disk (compressed). */
    public AtomicLong bytesRead() {
        return bytesRead;
    }

    long deliveries() {
        return deliveries.get();
    }

    /** Counts one delivery. */
    public void delivery() {
        deliveries.incrementAndGet();
    }

    @Override
    public void close() {
        OPEN.remove(id);
    }
}
