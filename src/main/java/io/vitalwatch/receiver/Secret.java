package io.vitalwatch.receiver;

/**
 * A shared secret and when it counts. Never printed: {@link #toString} shows its name only.
 *
 * @param name what the settings call it
 * @param key the bytes
 * @param notBefore Unix milliseconds from which it counts, or {@link Long#MIN_VALUE}
 * @param notAfter Unix milliseconds from which it no longer counts, or {@link Long#MAX_VALUE}
 */
record Secret(String name, byte[] key, long notBefore, long notAfter) {
    boolean activeAt(long now) {
        return now >= notBefore && now < notAfter;
    }

    @Override
    public String toString() {
        return "Secret " + name;
    }
}
