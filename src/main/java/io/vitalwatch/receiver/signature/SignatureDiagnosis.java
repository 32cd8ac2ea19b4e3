package io.vitalwatch.receiver.signature;

import io.vitalwatch.receiver.signature.SignatureSettings.Encoding;
import io.vitalwatch.receiver.signature.SignatureSettings.Scheme;
import io.vitalwatch.settings.Secret;
import io.vitalwatch.settings.SecretSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out how a delivery was signed. Tries what can be signed, where the time can be, algorithms, encodings and prefixes for every
 * header, and forms of the secret. It uses the receiver's own check, so settings that match here also work in the receiver.
 */
public final class SignatureDiagnosis {
    private static final List<String> ALGORITHMS = List.of("HmacSHA256", "HmacSHA512", "HmacSHA384");
    private static final List<String> CONTENTS = List.of("{body}", "{t}.{body}", "{t}{body}", "{t}:{body}", "{id}.{t}.{body}",
            "v0:{t}:{body}", "v1:{t}:{body}", "{body}.{t}", "{body}{t}", "{id}.{body}");
    private static final Pattern PREFIX = Pattern.compile("(?:^|[,;\\s])([A-Za-z0-9_-]{1,16}=)(?=[A-Za-z0-9+/_-]{20})");
    private static final Pattern TIME_PARAMETER = Pattern.compile("(?:^|[,;\\s])([A-Za-z]{1,12}=)\\d{10,13}(?=$|[,;\\s])");
    private static final Pattern TIME = Pattern.compile("\\d{10}|\\d{13}");
    private static final Pattern LONG_ENOUGH = Pattern.compile("[A-Za-z0-9+/=_-]{40}");
    private static final int MOST_HEADERS = 40;
    private static final int FEW_HEADERS = 6;
    private static final int MOST_TIMES = 3;
    private static final int MOST_IDS = 3;
    private static final String WHSEC = "whsec_";

    /**
     * A combination that matches.
     *
     * @param settings the receiver's settings for it, {@code --name=value}
     * @param note what else to do, or empty
     */
    public record Match(List<String> settings, String note) {}

    private SignatureDiagnosis() {}

    /**
     * Finds every combination that matches.
     *
     * @param headers names and values as received
     * @param body the exact bytes
     * @param secret the bytes of the secret, as they stand in its file
     * @return the matches, the most likely one first; may be empty
     */
    public static List<Match> of(Map<String, List<String>> headers, byte[] body, byte[] secret) {
        List<Match> matches = new ArrayList<>();
        secretForms(secret).forEach((key, note) -> matches.addAll(of(headers, body, key, note)));
        return matches;
    }

    /**
     * As {@link #of(Map, byte[], byte[])}, for secrets that are already keys, and with bounded work: at most six headers are tried.
     *
     * @return one line for people
     */
    public static String inWords(Map<String, List<String>> headers, byte[] body, List<Secret> keys) {
        Map<String, List<String>> few = new LinkedHashMap<>();
        int tried = 0;
        for (Map.Entry<String, List<String>> each : headers.entrySet()) {
            boolean signature = each.getValue().size() == 1 && LONG_ENOUGH.matcher(each.getValue().get(0)).find();
            tried += signature ? 1 : 0;
            if (!signature || tried <= FEW_HEADERS) {
                few.put(each.getKey(), each.getValue());
            }
        }
        for (Secret each : keys) {
            List<Match> matches = of(few, body, new Key(each.key()), "");
            if (!matches.isEmpty()) {
                return "would match with " + String.join(" ", matches.get(0).settings()) + " (secret " + each.name() + ")";
            }
        }
        return "no known way to sign matches a secret of this receiver: is the secret right, and did a proxy change the body?";
    }

    /**
     * Reads a secret from the place that the source names, with blanks and marks that do not belong to it.
     *
     * @param source {@code file:PATH} or {@code env:NAME}
     * @throws io.vitalwatch.settings.SettingsException if it cannot be read or is empty
     */
    public static byte[] secret(String source, String where, Map<String, String> environment) {
        return SecretSource.raw(source, where, environment);
    }

    /** The bytes of a key; equal if the bytes are. */
    private record Key(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && java.util.Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }
    }

    private static List<Match> of(Map<String, List<String>> headers, byte[] body, Key key, String note) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.entrySet().stream().limit(MOST_HEADERS).forEach(each -> byName.put(each.getKey(), each.getValue()));
        List<Match> matches = new ArrayList<>();
        byName.forEach((name, values) -> {
            if (values.size() == 1 && LONG_ENOUGH.matcher(values.get(0)).find()) {
                tryHeader(name, values.get(0), byName, body, key, note, matches);
            }
        });
        return matches;
    }

    private static void tryHeader(String name, String value, Map<String, List<String>> headers, byte[] body, Key key, String note,
            List<Match> matches) {
        List<String> prefixes = found(PREFIX, value, MOST_TIMES);
        List<String> times = new ArrayList<>(found(TIME_PARAMETER, value, MOST_TIMES));
        List<String> ids = new ArrayList<>();
        headers.forEach((other, values) -> {
            if (values.size() == 1 && TIME.matcher(values.get(0).strip()).matches() && times.size() < MOST_TIMES) {
                times.add(other);
            }
            if (values.size() == 1 && ids.size() < MOST_IDS && other.toLowerCase(Locale.ROOT).matches(".*-(id|nonce)")) {
                ids.add(other);
            }
        });
        for (String algorithm : ALGORITHMS) {
            for (String content : CONTENTS) {
                SignedContent signed = SignedContent.parse(content);
                for (String time : signed.hasTime() ? times : List.of("")) {
                    for (String id : signed.hasId() ? ids : List.of("")) {
                        SignatureSettings tried = new SignatureSettings(List.of(name), signed, time, id, algorithm, Encoding.AUTO, prefixes,
                                Long.MAX_VALUE, List.of(new Secret("tried", key.bytes(), Long.MIN_VALUE, Long.MAX_VALUE)));
                        SignatureResult result = new SignatureCheck(tried).check(each -> headers.getOrDefault(each, List.of()), body, 0);
                        if (result == SignatureResult.GOOD) {
                            matches.add(match(tried, value, note));
                        }
                    }
                }
            }
        }
    }

    /** The settings of the simplest description: without the prefixes that are not needed, and with the encoding that was used. */
    private static Match match(SignatureSettings tried, String value, String note) {
        List<String> settings = new ArrayList<>();
        Scheme scheme = scheme(tried);
        String header = tried.headers().get(0);
        settings.add("--signature.scheme=" + scheme.label());
        settings.add("--signature.headers=" + header);
        if (!scheme.content().equals(tried.content())) {
            settings.add("--signature.content=" + tried.content());
        }
        if (!SignatureCheck.named(scheme.time(), header).equalsIgnoreCase(tried.time())) {
            settings.add("--signature.time=" + tried.time());
        }
        if (!SignatureCheck.named(scheme.id(), header).equalsIgnoreCase(tried.id())) {
            settings.add("--signature.id=" + tried.id());
        }
        settings.add("--signature.algorithm=" + tried.algorithm());
        settings.add("--signature.encoding=" + encoding(tried, value).label());
        if (!tried.prefixes().isEmpty()) {
            settings.add("--signature.prefixes=" + String.join(" ", tried.prefixes()));
        }
        return new Match(settings, note);
    }

    private static Scheme scheme(SignatureSettings tried) {
        Scheme nearest = Scheme.BODY;
        for (Scheme each : Scheme.values()) {
            if (each.content().equals(tried.content())) {
                String header = tried.headers().get(0);
                if (SignatureCheck.named(each.time(), header).equalsIgnoreCase(tried.time())) {
                    return each;
                }
                nearest = each;
            }
        }
        return nearest;
    }

    private static Encoding encoding(SignatureSettings tried, String value) {
        return value.matches("(?s).*[0-9a-fA-F]{64}.*") && !value.matches("(?s).*[A-Za-z0-9+/_-]{42}=.*") ? Encoding.HEX : Encoding.BASE64;
    }

    private static List<String> found(Pattern pattern, String value, int most) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(value);
        while (found.size() < most && matcher.find()) {
            found.add(matcher.group(1));
        }
        return List.copyOf(found);
    }

    /** Keys that the secret's bytes can stand for, and what to do with the secret's file if that key is the right one. */
    private static Map<Key, String> secretForms(byte[] raw) {
        Map<Key, String> forms = new LinkedHashMap<>();
        byte[] plain = withoutLineBreak(raw);
        add(forms, plain, "");
        String text = text(raw);
        String trimmed = text.strip().replace("\uFEFF", "").replace("\0", "").strip();
        String standard = trimmed.startsWith("v1,") ? trimmed.substring(3) : trimmed;
        boolean asReceiverReadsIt = new String(plain, StandardCharsets.ISO_8859_1).equals(trimmed);
        if (standard.startsWith(WHSEC)) {
            String clean = asReceiverReadsIt ? "" : "store the secret without what stands around it, as UTF-8: " + "no mark, no blanks";
            add(forms, base64(standard.substring(WHSEC.length())), clean);
            add(forms, standard.getBytes(StandardCharsets.UTF_8), clean);
        }
        add(forms, trimmed.getBytes(StandardCharsets.UTF_8),
                "the secret's file has more than the secret (a byte order mark, blanks, line breaks or UTF-16): store it as UTF-8"
                        + " without them");
        String hex = trimmed.toLowerCase(Locale.ROOT);
        add(forms, hex.matches("([0-9a-f]{2})+") ? HexFormat.of().parseHex(hex) : null,
                "the secret's text is hexadecimal for the key: store the decoded bytes in the secret file");
        add(forms, trimmed.matches("[A-Za-z0-9+/]{8,}={0,2}") ? base64(trimmed) : null,
                "the secret's text is Base64 for the key: write it as whsec_ followed by that text");
        return forms;
    }

    private static void add(Map<Key, String> forms, byte[] key, String note) {
        if (key != null && key.length > 0) {
            forms.putIfAbsent(new Key(key), note);
        }
    }

    private static byte[] withoutLineBreak(byte[] raw) {
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        String without = text.endsWith("\r\n") ? text.substring(0, text.length() - 2)
                : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return without.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] raw) {
        String start = raw.length < 2 ? "" : HexFormat.of().formatHex(raw, 0, 2);
        boolean marked = start.equals("fffe") || start.equals("feff");
        return new String(raw, marked ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
