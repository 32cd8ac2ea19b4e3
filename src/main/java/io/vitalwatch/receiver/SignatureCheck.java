package io.vitalwatch.receiver;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Says whether a delivery was signed with one of the secrets. Pure: headers, bytes and the time go in, a verdict comes out. Fails closed:
 * whatever cannot be understood is no signature, and nothing that a sender can write makes it throw.
 *
 * <p>The HMAC is taken over the bytes as they came, before anything parses them, and decoded bytes are compared in constant time. A
 * signature has exactly one text in each encoding (upper and lower case of hexadecimal aside), so that none but the right one passes.
 */
final class SignatureCheck {
    private static final int LONGEST_HEADER = 4096;
    private static final int MOST_CANDIDATES = 16;

    /** What became of a signature. */
    enum Verdict {
        GOOD("good"),
        /** None of the headers is there. */
        MISSING("missing"),
        /** Not in the configured form, or a header stands twice. */
        MALFORMED("malformed"),
        /** Well-formed, and made with none of the active secrets over these bytes. */
        WRONG("wrong"),
        /** Right, but its timestamp is too old or too new. */
        STALE("stale"),
        /** No secret counts at this time. */
        NO_ACTIVE_SECRET("no-active-secret");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private final SignatureSettings settings;
    private final int length;

    SignatureCheck(SignatureSettings settings) {
        this.settings = settings;
        try {
            this.length = Mac.getInstance(settings.algorithm()).getMacLength();
        } catch (GeneralSecurityException e) {
            throw new WrongSetting("signature.algorithm " + settings.algorithm() + " is not in this Java");
        }
    }

    /**
     * @param headers the values of a header by its name, in any case; an empty list where it is absent
     * @param body the exact bytes
     * @param now Unix milliseconds by the wall clock
     */
    Verdict check(Function<String, List<String>> headers, byte[] body, long now) {
        for (String name : settings.headers()) {
            List<String> values = headers.apply(name);
            if (!values.isEmpty()) {
                // Two values of one header would leave open which of them somebody before us looked at.
                return values.size() > 1 || values.get(0).length() > LONGEST_HEADER
                        ? Verdict.MALFORMED : check(name, values.get(0).trim(), headers, body, now);
            }
        }
        return Verdict.MISSING;
    }

    private Verdict check(String name, String value, Function<String, List<String>> headers, byte[] body, long now) {
        return switch (settings.scheme()) {
            case BODY -> decide(decodeAll(List.of(withoutPrefix(value))), new byte[0], body, now);
            case TIMESTAMPED -> timestamped(value, body, now);
            case STANDARD_WEBHOOKS -> standardWebhooks(name, value, headers, body, now);
        };
    }

    private Verdict timestamped(String value, byte[] body, long now) {
        String time = null;
        List<String> signatures = new ArrayList<>(2);
        for (String part : value.split(",", MOST_CANDIDATES)) {
            String trimmed = part.trim();
            if (trimmed.startsWith("t=")) {
                if (time != null) {
                    return Verdict.MALFORMED;
                }
                time = trimmed.substring(2);
            } else if (trimmed.startsWith("v1=")) {
                signatures.add(trimmed.substring(3));
            }
        }
        if (time == null || seconds(time) < 0) {
            return Verdict.MALFORMED;
        }
        Verdict verdict = decide(decodeAll(signatures), ascii(time + "."), body, now);
        return verdict == Verdict.GOOD && isStale(time, now) ? Verdict.STALE : verdict;
    }

    private Verdict standardWebhooks(String name, String value, Function<String, List<String>> headers, byte[] body, long now) {
        String family = name.toLowerCase(Locale.ROOT).replaceFirst("-?signature$", "");
        List<String> ids = headers.apply(family + "-id");
        List<String> times = headers.apply(family + "-timestamp");
        if (ids.size() != 1 || times.size() != 1 || ids.get(0).isBlank() || ids.get(0).length() > 256 || seconds(times.get(0)) < 0) {
            return Verdict.MALFORMED;
        }
        List<String> signatures = new ArrayList<>(2);
        for (String part : value.split(" ", MOST_CANDIDATES)) {
            if (part.startsWith("v1,")) {
                signatures.add(part.substring(3));
            }
        }
        byte[] before = (ids.get(0) + "." + times.get(0) + ".").getBytes(StandardCharsets.UTF_8);
        Verdict verdict = decide(decodeAll(signatures), before, body, now);
        return verdict == Verdict.GOOD && isStale(times.get(0), now) ? Verdict.STALE : verdict;
    }

    private Verdict decide(List<byte[]> candidates, byte[] before, byte[] body, long now) {
        if (candidates.isEmpty()) {
            return Verdict.MALFORMED;
        }
        boolean active = false;
        boolean good = false;
        // Every active secret is tried against every candidate, so that the time taken does not tell which one was close.
        for (Secret secret : settings.secrets()) {
            if (secret.activeAt(now)) {
                active = true;
                byte[] expected = hmac(secret, before, body);
                for (byte[] candidate : candidates) {
                    good |= MessageDigest.isEqual(expected, candidate);
                }
            }
        }
        if (!active) {
            return Verdict.NO_ACTIVE_SECRET;
        }
        return good ? Verdict.GOOD : Verdict.WRONG;
    }

    private byte[] hmac(Secret secret, byte[] before, byte[] body) {
        try {
            Mac mac = Mac.getInstance(settings.algorithm());
            mac.init(new SecretKeySpec(secret.key(), settings.algorithm()));
            mac.update(before);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(settings.algorithm() + " worked at the start and does not now", e);
        }
    }

    private String withoutPrefix(String value) {
        for (String prefix : settings.prefixes()) {
            if (value.startsWith(prefix)) {
                return value.substring(prefix.length());
            }
        }
        return value;
    }

    private List<byte[]> decodeAll(List<String> signatures) {
        List<byte[]> decoded = new ArrayList<>(signatures.size());
        for (String signature : signatures) {
            byte[] bytes = decode(signature);
            if (bytes != null) {
                decoded.add(bytes);
            }
        }
        return decoded;
    }

    /** The bytes of a signature, or null where the text is none of the right length. */
    private byte[] decode(String text) {
        boolean hex = switch (settings.encoding()) {
            case HEX -> true;
            case BASE64 -> false;
            case AUTO -> text.length() == 2 * length;
        };
        try {
            if (hex) {
                return text.length() == 2 * length ? HexFormat.of().parseHex(text) : null;
            }
            boolean urlAlphabet = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
            byte[] bytes = (urlAlphabet ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            Base64.Encoder encoder = urlAlphabet ? Base64.getUrlEncoder() : Base64.getEncoder();
            // The decoder lets bits pass that belong to no byte; a signature with those set was not written by an encoder.
            String again = text.endsWith("=") ? encoder.encodeToString(bytes) : encoder.withoutPadding().encodeToString(bytes);
            return bytes.length == length && again.equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private boolean isStale(String time, long now) {
        return Math.abs(now - seconds(time) * 1000) > settings.toleranceMillis();
    }

    /** Unix seconds, or −1 for anything else. */
    private static long seconds(String text) {
        if (text.isEmpty() || text.length() > 12) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(text);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
