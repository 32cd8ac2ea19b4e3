package io.vitalwatch.alarm.episode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Deterministic identifiers: the first 128 bits of a SHA-256 over the length-prefixed parts, as 32 hexadecimal digits. */
public final class Ids {
    /** One a thread: to look for an algorithm takes longer than to hash. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Ids::sha256);
    private static final HexFormat HEX = HexFormat.of();
    private static final int USUAL_LENGTH = 128;

    private Ids() {}

    /** The episode of a user and rule that began at a moment. */
    public static String episode(String user, String rule, long onset) {
        return hash(user, rule, Long.toString(onset));
    }

    /** The episode of a user and rule with this identity. */
    public static String episode(String user, String rule, Episode.Identity identity) {
        return identity.copy() == 0 ? episode(user, rule, identity.onset())
                : hash(user, rule, Long.toString(identity.onset()), Integer.toString(identity.copy()));
    }

    /** One record of an episode. */
    public static String record(String episode, int sequence) {
        return hash(episode, Integer.toString(sequence));
    }

    private static String hash(String... parts) {
        byte[] all = new byte[USUAL_LENGTH];
        int length = 0;
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            if (all.length < length + 2 + bytes.length) {
                all = Arrays.copyOf(all, 2 * (length + 2 + bytes.length));
            }
            all[length++] = (byte) (bytes.length >>> 8);
            all[length++] = (byte) bytes.length;
            System.arraycopy(bytes, 0, all, length, bytes.length);
            length += bytes.length;
        }
        // Each call for a part would cost as much as its bytes.
        MessageDigest digest = SHA_256.get();
        digest.update(all, 0, length);
        return HEX.formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
