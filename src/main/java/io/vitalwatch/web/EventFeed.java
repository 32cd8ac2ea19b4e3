package io.vitalwatch.web;

import java.util.function.BooleanSupplier;

/** The source of one stream of server-sent events. A feed keeps its position, so each stream needs a feed of its own. */
public interface EventFeed {
    /**
     * One event.
     *
     * @param name the event's name
     * @param data one line of UTF-8
     */
    record StreamEvent(String name, byte[] data) {}

    /** The first event of a stream: the current state. */
    StreamEvent first();

    /**
     * Waits for the next event.
     *
     * @param millis the longest time to wait
     * @param closed whether the stream is closed; if it is, the wait ends
     * @return the event, or null if there is none within that time
     */
    StreamEvent next(long millis, BooleanSupplier closed) throws InterruptedException;
}
