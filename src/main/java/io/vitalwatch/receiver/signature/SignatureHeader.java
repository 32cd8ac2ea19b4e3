package io.vitalwatch.receiver.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Reads the header of a signature: one or several signatures, separated by commas, semicolons or blanks, with or without a prefix, and
 * perhaps a parameter with the time.
 *
 * @param signatures the bytes of each text that can be a signature
 * @param times the values of the time's parameter
 */
record SignatureHeader(List<byte[]> signatures, List<String> times) {
    private static final int MOST_PARTS = 32;

    /**
     * @param length the bytes of a signature
     * @param timeParameter the name of the time's parameter with its equals sign, or empty
     */
    static SignatureHeader read(String value, SignatureSettings settings, int length) {
        String timeParameter = settings.time().endsWith("=") ? settings.time().toLowerCase(Locale.ROOT) : null;
        List<byte[]> signatures = new ArrayList<>(2);
        List<String> times = new ArrayList<>(1);
        for (String part : parts(value.strip())) {
            int equals = part.indexOf('=') + 1;
            if (timeParameter != null && part.substring(0, equals).toLowerCase(Locale.ROOT).equals(timeParameter)) {
                times.add(part.substring(equals));
                continue;
            }
            byte[] bytes = decode(part, settings.encoding(), length);
            String rest = bytes == null ? withoutPrefix(part, settings.prefixes()) : null;
            bytes = rest == null ? bytes : decode(rest, settings.encoding(), length);
            if (bytes != null) {
                signatures.add(bytes);
            }
        }
        return new SignatureHeader(signatures, times);
    }

    /** What stands between the separators; of more parts than the most the last one is all the rest. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>(2);
        int from = 0;
        while (from < text.length()) {
            if (separates(text.charAt(from))) {
                from++;
                continue;
            }
            int to = parts.size() == MOST_PARTS - 1 ? text.length() : from;
            while (to < text.length() && !separates(text.charAt(to))) {
                to++;
            }
            parts.add(text.substring(from, to));
            from = to;
        }
        return parts;
    }

    private static boolean separates(char c) {
        return c == ',' || c == ';' || c == ' ' || c >= '\t' && c <= '\r';
    }

    private static String withoutPrefix(String part, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (part.length() > prefix.length() && part.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return part.substring(prefix.length());
            }
        }
        return null;
    }

    /** The bytes of a signature, or null if the text is not a signature of the right length. */
    private static byte[] decode(String text, SignatureSettings.Encoding encoding, int length) {
        boolean hex = switch (encoding) {
            case HEX -> true;
            case BASE64 -> false;
            case AUTO -> text.length() == 2 * length;
        };
        int padded = (length + 2) / 3 * 4;
        int unpadded = (length * 4 + 2) / 3;
        // Most texts that are no signature have another length. An exception would cost more than the rest of the check.
        if (hex ? text.length() != 2 * length : text.length() != padded && text.length() != unpadded) {
            return null;
        }
        try {
            if (hex) {
                return HexFormat.of().parseHex(text);
            }
            boolean urlAlphabet = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
            byte[] bytes = (urlAlphabet ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            Base64.Encoder encoder = urlAlphabet ? Base64.getUrlEncoder() : Base64.getEncoder();
            // The decoder ignores unused bits at the end, which an encoder never sets. So another text could give the same bytes.
            String again = text.endsWith("=") ? encoder.encodeToString(bytes) : encoder.withoutPadding().encodeToString(bytes);
            return bytes.length == length && again.equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
