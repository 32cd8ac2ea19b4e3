package io.vitalwatch.settings;

/**
 * A shared secret and when it is valid. {@link #toString} prints its name only.
 *
 * @param name its name in the settings
 * @param key the bytes
 * @param notBefore Unix milliseconds from which it is valid, or {@link Long#MIN_VALUE}
 * @param notAfter Unix milliseconds from which it is no longer valid, or {@link Long#MAX_VALUE}
 */
public record Secret(String name, byte[] key, long notBefore, long notAfter) {
    /** Whether it is valid at a time in Unix milliseconds. */
    public boolean activeAt(long now) {
        return now >= notBefore && now < notAfter;
    }

    @Override
    public String toString() {
        return "Secret " + name;
    }
}
