package io.vitalwatch.bench;

/** A way in for deliveries. */
interface Sending extends AutoCloseable {
    /** Makes ready what can be made ready before a delivery is due; running the result sends it and waits for nothing. */
    Runnable prepare(String user, long arrival, byte[] body);

    /**
     * Waits until all that was sent is answered.
     *
     * @throws IllegalStateException when one was refused
     */
    void settled() throws Exception;

    @Override
    void close() throws Exception;
}
