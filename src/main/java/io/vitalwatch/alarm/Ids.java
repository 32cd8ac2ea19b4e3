package io.vitalwatch.alarm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Deterministic identifiers: the first 128 bits of a SHA-256 over the length-prefixed parts, as 32 hexadecimal digits. */
final class Ids {
    private Ids() {}

    /** The episode of a user and rule that began at a moment. */
    static String episode(String user, String rule, long onset) {
        return hash(user, rule, Long.toString(onset));
    }

    /** One record of an episode. */
    static String record(String episode, int sequence) {
        return hash(episode, Integer.toString(sequence));
    }

    private static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((byte) (bytes.length >>> 8));
                digest.update((byte) bytes.length);
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
