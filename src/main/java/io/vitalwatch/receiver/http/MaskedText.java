package io.vitalwatch.receiver.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows how a text is built without what it says: enough to see why a request failed, too little to know a patient or a secret. */
final class MaskedText {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.-]{1,40}");
    /** A part of a signature's header: a word with an equals sign, or anything else between separators. */
    private static final Pattern PART = Pattern.compile("([A-Za-z0-9_-]{1,10}=)?([^,;\\s]+)|[,;\\s]+");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{16,}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}={0,2}");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Pattern VERSION = Pattern.compile("[vV]\\d{1,2}");
    private static final Pattern LITERAL = Pattern.compile("true|false|null");

    private MaskedText() {}

    /** The shape of a signature's header: {@code v1=<64 hex>,v1=<64 hex>}. */
    static String shape(String value) {
        StringBuilder shape = new StringBuilder();
        Matcher parts = PART.matcher(value);
        while (parts.find()) {
            if (parts.group(2) == null) {
                shape.append(parts.group());
            } else if (parts.group(1) != null && !BASE64.matcher(parts.group()).matches()) {
                shape.append(parts.group(1)).append(kind(parts.group(2)));
            } else {
                shape.append(kind(parts.group()));
            }
        }
        return shape.toString();
    }

    /**
     * A body with every value masked. The names of JSON fields stay, and so do brackets and punctuation; a text becomes its length, a digit
     * a zero, any other letter an x. The text may be cut or not JSON at all.
     */
    static String body(String text) {
        StringBuilder masked = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char character = text.charAt(at);
            if (character == '"') {
                int end = endOfString(text, at + 1);
                String content = text.substring(at + 1, Math.min(end, text.length()));
                boolean key = isKey(text, end) && KEY.matcher(content).matches();
                masked.append('"').append(key ? content : content.isEmpty() ? "" : "<" + content.length() + ">")
                        .append(end < text.length() ? "\"" : "");
                at = end + 1;
                continue;
            }
            Matcher literal = LITERAL.matcher(text).region(at, text.length());
            if (literal.lookingAt() && !isLetter(text, at - 1) && !isLetter(text, literal.end())) {
                masked.append(literal.group());
                at = literal.end();
                continue;
            }
            masked.append(Character.isDigit(character) ? '0' : Character.isLetter(character) || character > 126 ? 'x' : character);
            at++;
        }
        return masked.toString();
    }

    private static String kind(String part) {
        if (DIGITS.matcher(part).matches()) {
            return "<" + part.length() + " digits>";
        }
        if (HEX.matcher(part).matches()) {
            return "<" + part.length() + " hex>";
        }
        if (BASE64.matcher(part).matches()) {
            return "<" + part.length() + " base64>";
        }
        return VERSION.matcher(part).matches() ? part : "<" + part.length() + " characters>";
    }

    private static int endOfString(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    private static boolean isKey(String text, int end) {
        int at = end + 1;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() && text.charAt(at) == ':';
    }

    private static boolean isLetter(String text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }
}
