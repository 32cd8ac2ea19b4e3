package io.vitalwatch.cli;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the reader of a replay is. Reader and command live in one process but Flink serializes everything between them, so the
 * reader finds its progress by id.
 */
final class Progress implements AutoCloseable {
    private static final Map<String, Progress> OPEN = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong deliveries = new AtomicLong();

    Progress() {
        OPEN.put(id, this);
    }

    /** The open progress with this id. */
    static Progress of(String id) {
        Progress progress = OPEN.get(id);
        if (progress == null) {
            throw new IllegalStateException("No replay is open under " + id + ": its reader has to run in the command's own process");
        }
        return progress;
    }

    String id() {
        return id;
    }

    /** Bytes of the files read so far, as they lie on the disk. */
    AtomicLong bytesRead() {
        return bytesRead;
    }

    long deliveries() {
        return deliveries.get();
    }

    void delivery() {
        deliveries.incrementAndGet();
    }

    @Override
    public void close() {
        OPEN.remove(id);
    }
}
