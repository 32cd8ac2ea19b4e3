package io.vitalwatch.receiver.signature;

import io.vitalwatch.settings.Secret;
import io.vitalwatch.settings.SettingsException;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks whether a delivery was signed with one of the secrets. The result depends only on headers, bytes and time. A signature that cannot
 * be read is malformed; no input causes an exception.
 *
 * <p>The HMAC covers the bytes as they arrived, before they are parsed. Decoded bytes are compared in constant time. If the header has
 * several signatures, one of them has to be right.
 */
public final class SignatureCheck {
    private static final int LONGEST_HEADER = 4096;
    private static final int LONGEST_ID = 256;
    /** A larger number is milliseconds: as seconds it would be after the year 5000. */
    private static final long LARGEST_SECONDS = 99_999_999_999L;

    private final SignatureSettings settings;
    private final int length;
    private volatile List<Secret> secrets;

    /** @throws SettingsException if this Java does not have the algorithm */
    public SignatureCheck(SignatureSettings settings) {
        this.settings = settings;
        this.secrets = settings.secrets();
        try {
            this.length = Mac.getInstance(settings.algorithm()).getMacLength();
        } catch (GeneralSecurityException e) {
            throw new SettingsException("signature.algorithm " + settings.algorithm() + " is not in this Java");
        }
    }

    /** Uses these secrets in place of those before, from the next check on; at least one. */
    public void use(List<Secret> changed) {
        secrets = List.copyOf(changed);
    }

    /** The secrets in use. */
    public List<Secret> secrets() {
        return secrets;
    }

    /**
     * @param headers returns the values of a header; names are not case-sensitive; an empty list for an absent header
     * @param body the exact bytes
     * @param now Unix milliseconds by the wall clock
     */
    public SignatureResult check(Function<String, List<String>> headers, byte[] body, long now) {
        for (String name : settings.headers()) {
            List<String> values = headers.apply(name);
            if (!values.isEmpty()) {
                // With two values of one header, a proxy in front of this receiver may have checked the other value.
                return values.size() > 1 || values.get(0).length() > LONGEST_HEADER
                        ? SignatureResult.MALFORMED : check(name, values.get(0), headers, body, now);
            }
        }
        return SignatureResult.MISSING;
    }

    /**
     * What the headers alone show, before a body is read.
     *
     * @param headers as in {@link #check}
     * @return MISSING or MALFORMED, or GOOD if the body has to be read
     */
    public SignatureResult checkHead(Function<String, List<String>> headers) {
        for (String name : settings.headers()) {
            List<String> values = headers.apply(name);
            if (!values.isEmpty()) {
                return values.size() > 1 || values.get(0).isBlank() || values.get(0).length() > LONGEST_HEADER
                        || SignatureHeader.read(values.get(0), settings, length).signatures().isEmpty()
                                ? SignatureResult.MALFORMED : SignatureResult.GOOD;
            }
        }
        return SignatureResult.MISSING;
    }

    private SignatureResult check(String name, String value, Function<String, List<String>> headers, byte[] body, long now) {
        SignatureHeader header = SignatureHeader.read(value, settings, length);
        String time = null;
        if (settings.content().hasTime()) {
            time = only(settings.time().endsWith("=") ? header.times() : headers.apply(named(settings.time(), name)));
            if (millis(time) < 0) {
                return SignatureResult.MALFORMED;
            }
        }
        String id = null;
        if (settings.content().hasId()) {
            id = only(headers.apply(named(settings.id(), name)));
            if (id == null || id.isBlank() || id.length() > LONGEST_ID) {
                return SignatureResult.MALFORMED;
            }
        }
        SignatureResult result = decide(header.signatures(), time, id, body, now);
        boolean stale = time != null && Math.abs(now - millis(time)) > settings.toleranceMillis();
        return result == SignatureResult.GOOD && stale ? SignatureResult.STALE : result;
    }

    private SignatureResult decide(List<byte[]> candidates, String time, String id, byte[] body, long now) {
        if (candidates.isEmpty()) {
            return SignatureResult.MALFORMED;
        }
        byte[] before = settings.content().before(time, id);
        byte[] after = settings.content().after(time, id);
        boolean active = false;
        boolean good = false;
        // Every active secret is compared with every candidate, so that the time taken does not show which of them matched.
        for (Secret secret : secrets) {
            if (secret.activeAt(now)) {
                active = true;
                byte[] expected = hmac(secret, before, body, after);
                for (byte[] candidate : candidates) {
                    good |= MessageDigest.isEqual(expected, candidate);
                }
            }
        }
        if (!active) {
            return SignatureResult.NO_ACTIVE_SECRET;
        }
        return good ? SignatureResult.GOOD : SignatureResult.WRONG;
    }

    private byte[] hmac(Secret secret, byte[] before, byte[] body, byte[] after) {
        try {
            Mac mac = Mac.getInstance(settings.algorithm());
            mac.init(new SecretKeySpec(secret.key(), settings.algorithm()));
            mac.update(before);
            mac.update(body);
            return mac.doFinal(after);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(settings.algorithm() + " worked at the start and does not now", e);
        }
    }

    /** The name of a header; a star in it stands for the family of the signature's header. */
    static String named(String name, String signatureHeader) {
        return name.replace("*", signatureHeader.toLowerCase(Locale.ROOT).replaceFirst("-?signature$", ""));
    }

    private static String only(List<String> values) {
        return values.size() == 1 ? values.get(0).strip() : null;
    }

    /** Unix milliseconds of a time in seconds or milliseconds, or −1 for anything else. */
    private static long millis(String text) {
        if (text == null || text.isEmpty() || text.length() > 14) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        long number = Long.parseLong(text);
        return number <= LARGEST_SECONDS ? number * 1000 : number;
    }
}
