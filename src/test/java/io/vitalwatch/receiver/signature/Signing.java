package io.vitalwatch.receiver.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as a sender does. */
public final class Signing {
    public static final String SECRET = "0123456789abcdef-correct-horse";

    private Signing() {}

    public static String hex(byte[] body) {
        return hex(body, SECRET);
    }

    public static String hex(byte[] body, String secret) {
        return HexFormat.of().formatHex(hmac(secret, body));
    }

    static byte[] hmac(String secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
