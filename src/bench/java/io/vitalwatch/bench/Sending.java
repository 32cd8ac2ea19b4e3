package io.vitalwatch.bench;

/** A way to send deliveries. */
interface Sending extends AutoCloseable {
    /** Prepares a delivery before it is due. Running the result sends it without waiting. */
    Runnable prepare(String user, long arrival, byte[] body);

    /**
     * Waits until every delivery that was sent is answered.
     *
     * @throws IllegalStateException if one was refused
     */
    void awaitAnswers() throws Exception;

    @Override
    void close() throws Exception;
}
