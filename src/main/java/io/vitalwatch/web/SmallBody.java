package io.vitalwatch.web;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads a small body without holding a thread while it arrives. */
final class SmallBody implements Runnable {
    /** Gets the result; called once. */
    interface Reader {
        /** The whole body, or one byte more than the limit of a longer one. */
        void arrived(byte[] body);

        /**
         * The body did not arrive.
         *
         * @param code 408 if it was too slow, 400 if it broke off
         */
        void missing(int code);
    }

    private final Request request;
    private final int most;
    private final Reader reader;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicBoolean done = new AtomicBoolean();
    private Scheduler.Task deadline;

    SmallBody(Request request, int most, Reader reader) {
        this.request = request;
        this.most = most;
        this.reader = reader;
    }

    /** Begins to read; gives up after this time. */
    void read(long millis) {
        deadline = request.getComponents().getScheduler().schedule(() -> {
            if (done.compareAndSet(false, true)) {
                reader.missing(408);
            }
        }, millis, TimeUnit.MILLISECONDS);
        run();
    }

    @Override
    public void run() {
        while (!done.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                if (end()) {
                    reader.missing(400);
                }
                return;
            }
            byte[] part = new byte[Math.min(chunk.remaining(), most + 1 - bytes.size())];
            chunk.getByteBuffer().get(part);
            boolean last = chunk.isLast();
            chunk.release();
            bytes.write(part, 0, part.length);
            if (last || bytes.size() > most) {
                if (end()) {
                    reader.arrived(bytes.toByteArray());
                }
                return;
            }
        }
    }

    private boolean end() {
        deadline.cancel();
        return done.compareAndSet(false, true);
    }
}
