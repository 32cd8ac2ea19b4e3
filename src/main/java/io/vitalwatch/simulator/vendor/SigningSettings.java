package io.vitalwatch.simulator.vendor;

/**
 * How the vendor signs. The vendor documents none of it, so each part is a setting.
 *
 * @param header the header of the signature; not used under {@link SigningScheme#STANDARD_WEBHOOKS}
 * @param algorithm an HMAC of the JDK, such as {@code HmacSHA256}
 * @param prefix the text before the signature, such as {@code sha256=}, or empty
 */
public record SigningSettings(String header, String algorithm, SigningEncoding encoding, String prefix, SigningScheme scheme) {
    /** How a signature is written. */
    public enum SigningEncoding {
        HEX,
        BASE64
    }

    /** What is signed. */
    public enum SigningScheme {
        /** The body. */
        BODY,
        /** {@code t.body}; the header has {@code t=…,v1=…}. */
        TIMESTAMPED,
        /** {@code webhook-id.webhook-timestamp.body}, in the headers of standardwebhooks.com; always Base64. */
        STANDARD_WEBHOOKS
    }

    /** The defaults: hex of HMAC-SHA256 over the body in X-Corsano-Signature. */
    public static SigningSettings standard() {
        return new SigningSettings("X-Corsano-Signature", "HmacSHA256", SigningEncoding.HEX, "", SigningScheme.BODY);
    }
}
