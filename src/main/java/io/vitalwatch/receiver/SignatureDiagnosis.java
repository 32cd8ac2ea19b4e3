package io.vitalwatch.receiver;

import io.vitalwatch.receiver.SignatureCheck.Verdict;
import io.vitalwatch.receiver.SignatureSettings.Encoding;
import io.vitalwatch.receiver.SignatureSettings.Scheme;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out how a delivery at hand was signed: tries schemes, algorithms, encodings and prefixes on every header, with the check that the
 * receiver itself uses, so that what is found here works there.
 */
public final class SignatureDiagnosis {
    private static final List<String> ALGORITHMS = List.of("HmacSHA256", "HmacSHA512", "HmacSHA384");
    private static final Pattern PREFIX = Pattern.compile("^([A-Za-z0-9_-]{1,16}[=,:] ?)(.+)$");
    /** The secret as it stands, and as the bytes that its text may stand for. */
    private static final Map<String, Function<byte[], byte[]>> SECRET_FORMS = secretForms();

    /**
     * A way that matches.
     *
     * @param settings receiver settings that make it so, {@code --name=value}
     * @param note what else there is to know, or empty
     */
    public record Match(List<String> settings, String note) {}

    private SignatureDiagnosis() {}

    /**
     * @param headers names and values as received
     * @param body the exact bytes
     * @param secret the bytes of the secret
     * @return what matches, or an empty list
     */
    public static List<Match> of(Map<String, List<String>> headers, byte[] body, byte[] secret) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        List<Match> matches = new ArrayList<>();
        SECRET_FORMS.forEach((form, of) -> {
            byte[] key = of.apply(secret);
            if (key != null && key.length > 0) {
                byName.forEach((name, values) -> tryHeader(name, values, byName, body, key, form, matches));
            }
        });
        return matches;
    }

    /**
     * Reads a secret from a place.
     *
     * @param source {@code file:PATH} or {@code env:NAME}
     * @throws WrongSetting when there is none
     */
    public static byte[] secret(String source, String where, Map<String, String> environment) {
        return SecretSource.read(source, where, environment);
    }

    private static void tryHeader(String name, List<String> values, Map<String, List<String>> headers, byte[] body, byte[] key,
            String form, List<Match> matches) {
        String value = values.isEmpty() ? "" : values.get(0).trim();
        List<String> prefixes = new ArrayList<>(List.of(""));
        Matcher prefixed = PREFIX.matcher(value);
        if (prefixed.matches()) {
            prefixes.add(prefixed.group(1).trim());
        }
        for (String algorithm : ALGORITHMS) {
            for (Scheme scheme : Scheme.values()) {
                for (Encoding encoding : List.of(Encoding.HEX, Encoding.BASE64)) {
                    for (String prefix : scheme == Scheme.BODY ? prefixes : List.of("")) {
                        Verdict verdict = check(scheme, name, algorithm, encoding, prefix, headers, body, key);
                        if (verdict == Verdict.GOOD) {
                            matches.add(match(scheme, name, algorithm, encoding, prefix, form));
                        }
                    }
                }
            }
        }
    }

    private static Verdict check(Scheme scheme, String header, String algorithm, Encoding encoding, String prefix,
            Map<String, List<String>> headers, byte[] body, byte[] key) {
        SignatureSettings settings = new SignatureSettings(scheme, List.of(header), algorithm, encoding,
                prefix.isEmpty() ? List.of() : List.of(prefix), Long.MAX_VALUE,
                List.of(new Secret("tried", key, Long.MIN_VALUE, Long.MAX_VALUE)));
        return new SignatureCheck(settings).check(each -> headers.getOrDefault(each, List.of()), body, 0);
    }

    private static Match match(Scheme scheme, String header, String algorithm, Encoding encoding, String prefix, String form) {
        List<String> settings = new ArrayList<>(List.of("--signature.scheme=" + scheme.label(), "--signature.headers=" + header,
                "--signature.algorithm=" + algorithm, "--signature.encoding=" + encoding.label()));
        if (!prefix.isEmpty()) {
            settings.add("--signature.prefixes=" + prefix);
        }
        return new Match(settings, form);
    }

    private static Map<String, Function<byte[], byte[]>> secretForms() {
        Map<String, Function<byte[], byte[]>> forms = new LinkedHashMap<>();
        forms.put("", secret -> secret);
        forms.put("the secret's text is hexadecimal for the key: store the decoded bytes in the secret file", secret -> {
            String text = ascii(secret).toLowerCase(Locale.ROOT);
            return text.matches("([0-9a-f]{2})+") ? java.util.HexFormat.of().parseHex(text) : null;
        });
        forms.put("the secret's text is Base64 for the key: write it as whsec_ followed by that text", secret -> {
            String text = ascii(secret);
            try {
                return text.matches("[A-Za-z0-9+/]{8,}={0,2}") ? java.util.Base64.getDecoder().decode(text) : null;
            } catch (IllegalArgumentException e) {
                return null;
            }
        });
        return forms;
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
