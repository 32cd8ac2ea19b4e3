package io.vitalwatch.web.access;

import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.wire.AuditJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes audit records on a thread of its own, because nobody may wait for Kafka to see a patient. While Kafka is away it keeps up to 10,000
 * records and tries again; what does not fit is lost and counted, and the page of the console that shows its status says so. A record may be
 * written twice.
 */
public final class AuditQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditQueue.class);
    static final int MOST = 10_000;
    private static final long PAUSE_MILLIS = 500;
    private static final long LONGEST_CLOSE_MILLIS = 5000;

    private final BlockingQueue<AuditEvent> waiting = new ArrayBlockingQueue<>(MOST);
    private final AtomicLong lost = new AtomicLong();
    private final Writer writer;
    private final long pauseMillis;
    private final Thread thread = new Thread(this::run, "audit");
    private volatile boolean closed;

    /** Writes a record. */
    public interface Writer {
        void write(byte[] record) throws IOException;
    }

    public AuditQueue(Writer writer) {
        this(writer, PAUSE_MILLIS);
    }

    /** @param pauseMillis between attempts */
    AuditQueue(Writer writer, long pauseMillis) {
        this.writer = writer;
        this.pauseMillis = pauseMillis;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Takes a record without waiting. */
    public void add(AuditEvent event) {
        if (!waiting.offer(event)) {
            lost.incrementAndGet();
        }
    }

    /** How many records were lost. */
    public long lost() {
        return lost.get();
    }

    private void run() {
        boolean failing = false;
        try {
            while (!closed || !waiting.isEmpty()) {
                AuditEvent next = waiting.poll(pauseMillis, TimeUnit.MILLISECONDS);
                while (next != null) {
                    try {
                        writer.write(AuditJson.of(next));
                        failing = false;
                        next = null;
                    } catch (IOException e) {
                        if (!failing) {
                            LOG.warn("The audit cannot be written ({}); trying again", e.getMessage());
                        }
                        failing = true;
                        TimeUnit.MILLISECONDS.sleep(pauseMillis);
                    } catch (RuntimeException e) {
                        // Trying again would not help, and those behind it must not wait for ever.
                        LOG.error("A record of the audit cannot be written; it is lost", e);
                        lost.incrementAndGet();
                        next = null;
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("{} records of the audit were not written", waiting.size());
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
