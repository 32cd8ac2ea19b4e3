package io.vitalwatch.receiver.signature;

import io.vitalwatch.settings.Secret;

import java.util.List;

/**
 * How a delivery is signed. The vendor does not document it, so all of it can be set.
 *
 * @param headers names of headers that may contain the signature; the first one present is used
 * @param content what is signed
 * @param time where the time is, if the content has one: a parameter of the signature's header, written {@code t=}, or the name of a header
 * @param id the name of the header with the id, if the content has one
 * @param algorithm a JCA name of an HMAC: HmacSHA256, HmacSHA384 or HmacSHA512
 * @param encoding how the signature is written
 * @param prefixes texts that may stand before it, such as {@code sha256=}, in any case; none is required
 * @param toleranceMillis how far a signed timestamp may differ from the clock, in both directions
 * @param secrets at least one
 */
public record SignatureSettings(List<String> headers, SignedContent content, String time, String id, String algorithm, Encoding encoding,
        List<String> prefixes, long toleranceMillis, List<Secret> secrets) {
    /**
     * A known way to sign: values for the other settings. A star in the name of a header stands for the name of the signature's header
     * without "-signature" at its end.
     */
    public enum Scheme {
        /** The body alone. */
        BODY("{body}", "", "", "X-Corsano-Signature, X-Webhook-Signature, X-Signature, X-Hub-Signature-256"),
        /** {@code t=…,v1=…} in the header, as Stripe does. */
        TIMESTAMPED("{t}.{body}", "t=", "", "X-Corsano-Signature, X-Webhook-Signature, X-Signature, X-Hub-Signature-256"),
        /** {@code v1,…} in the header (standardwebhooks.com). */
        STANDARD_WEBHOOKS("{id}.{t}.{body}", "*-timestamp", "*-id", "webhook-signature"),
        /** {@code v0=…} in the header. */
        SLACK("v0:{t}:{body}", "X-Slack-Request-Timestamp", "", "X-Slack-Signature"),
        /** {@code ts=…;h1=…} in the header. */
        PADDLE("{t}:{body}", "ts=", "", "Paddle-Signature"),
        /** Base64, and the time in milliseconds in a header of its own. */
        WHOOP("{t}{body}", "X-WHOOP-Signature-Timestamp", "", "X-WHOOP-Signature");

        private final String content;
        private final String time;
        private final String id;
        private final String headers;

        Scheme(String content, String time, String id, String headers) {
            this.content = content;
            this.time = time;
            this.id = id;
            this.headers = headers;
        }

        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        public SignedContent content() {
            return SignedContent.parse(content);
        }

        public String time() {
            return time;
        }

        public String id() {
            return id;
        }

        public List<String> headers() {
            return List.of(headers.split(", "));
        }
    }

    /** How the bytes of a signature are written. */
    public enum Encoding {
        /** Hexadecimal if the text is twice as long as the signature's bytes, else Base64. */
        AUTO("auto"),
        HEX("hex"),
        /** Base64 of the usual or the URL alphabet, with or without padding. */
        BASE64("base64");

        private final String label;

        Encoding(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public SignatureSettings {
        headers = List.copyOf(headers);
        prefixes = List.copyOf(prefixes);
        secrets = List.copyOf(secrets);
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no secret; without one, everybody who knows the address could raise alarms");
        }
        if (content.hasTime() == time.isEmpty() || content.hasId() == id.isEmpty()) {
            throw new IllegalArgumentException("what is signed and where time and id are do not agree: " + content);
        }
    }

    /** The settings of a known scheme. */
    static SignatureSettings of(Scheme scheme, List<String> headers, String algorithm, Encoding encoding, List<String> prefixes,
            long toleranceMillis, List<Secret> secrets) {
        return new SignatureSettings(headers, scheme.content(), scheme.time(), scheme.id(), algorithm, encoding, prefixes, toleranceMillis,
                secrets);
    }
}
