package io.vitalwatch.receiver;

import java.util.List;

/**
 * How a delivery is signed. The vendor documents none of this, so all of it is a setting.
 *
 * @param scheme what is signed
 * @param headers names of the header that may carry the signature; the first that is present counts
 * @param algorithm a JCA name of an HMAC: HmacSHA256, HmacSHA384 or HmacSHA512
 * @param encoding how the signature is written
 * @param prefixes what may stand before it, such as {@code sha256=}; the first that fits is taken off, none is needed
 * @param toleranceMillis how far a signed timestamp may be off, both ways
 * @param secrets at least one
 */
record SignatureSettings(Scheme scheme, List<String> headers, String algorithm, Encoding encoding, List<String> prefixes,
        long toleranceMillis, List<Secret> secrets) {
    /** What is signed, and where the parts stand. */
    enum Scheme {
        /** The body alone. */
        BODY("body"),
        /** {@code t=…,v1=…} in the header, over {@code t.body}. */
        TIMESTAMPED("timestamped"),
        /** {@code webhook-id.webhook-timestamp.body}, {@code v1,…} in the header (standardwebhooks.com). */
        STANDARD_WEBHOOKS("standard-webhooks");

        private final String label;

        Scheme(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** How the bytes of a signature are written. */
    enum Encoding {
        /** Hexadecimal if it has that length and those characters, else Base64. */
        AUTO("auto"),
        HEX("hex"),
        /** Base64 of either alphabet, padded or not. */
        BASE64("base64");

        private final String label;

        Encoding(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    SignatureSettings {
        headers = List.copyOf(headers);
        prefixes = List.copyOf(prefixes);
        secrets = List.copyOf(secrets);
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("no secret: whoever knows the address could raise alarms");
        }
    }

    SignatureSettings with(Scheme other, List<String> otherHeaders, Encoding otherEncoding, List<String> otherPrefixes) {
        return new SignatureSettings(other, otherHeaders, algorithm, otherEncoding, otherPrefixes, toleranceMillis, secrets);
    }
}
