package io.vitalwatch.simulator;

/**
 * How the vendor signs. All of it is undocumented, so all of it is a setting.
 *
 * @param header the header of the signature; not asked for under {@link Scheme#STANDARD_WEBHOOKS}
 * @param algorithm an HMAC of the JDK, such as {@code HmacSHA256}
 * @param prefix what stands before the signature, such as {@code sha256=}, or empty
 */
public record SignatureSettings(String header, String algorithm, Encoding encoding, String prefix, Scheme scheme) {
    /** How a signature is written. */
    public enum Encoding {
        HEX,
        BASE64
    }

    /** What is signed. */
    public enum Scheme {
        /** The body. */
        BODY,
        /** {@code t.body}; the header says {@code t=…,v1=…}. */
        TIMESTAMPED,
        /** {@code webhook-id.webhook-timestamp.body}, in the headers of standardwebhooks.com; always Base64. */
        STANDARD_WEBHOOKS
    }

    /** The defaults: hex of HMAC-SHA256 over the body in X-Corsano-Signature. */
    public static SignatureSettings standard() {
        return new SignatureSettings("X-Corsano-Signature", "HmacSHA256", Encoding.HEX, "", Scheme.BODY);
    }
}
