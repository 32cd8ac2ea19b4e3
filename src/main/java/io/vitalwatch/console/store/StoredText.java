package io.vitalwatch.console.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts of records as both databases can hold them: PostgreSQL has no NUL character, and neither has a surrogate without its pair. These, and
 * the character that marks them, are written as U+001A and four hexadecimal digits, so that two different texts stay different.
 */
final class StoredText {
    /** Longer ones do not fit into an index of PostgreSQL. */
    private static final int LONGEST = 400;
    private static final char MARK = '\u001a';
    private static final Pattern MARKED = Pattern.compile(MARK + "([0-9a-f]{4})");

    private StoredText() {}

    /**
     * A text that a record has.
     *
     * @throws IllegalArgumentException if it is longer than texts of this kind are
     */
    static String checked(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a text of a record is longer than " + LONGEST + " characters");
        }
        return text;
    }

    /** The text for the database. */
    static String of(String text) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean paired = Character.isHighSurrogate(each) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
            if (each != 0 && each != MARK && (paired || !Character.isSurrogate(each))) {
                if (changed != null) {
                    changed.append(each);
                }
                if (paired) {
                    i++;
                    if (changed != null) {
                        changed.append(text.charAt(i));
                    }
                }
                continue;
            }
            if (changed == null) {
                changed = new StringBuilder(text.length() + 8).append(text, 0, i);
            }
            changed.append(MARK).append(String.format("%04x", (int) each));
        }
        return changed == null ? text : changed.toString();
    }

    /** The text of {@link #of}. */
    static String read(String stored) {
        if (stored.indexOf(MARK) < 0) {
            return stored;
        }
        Matcher marked = MARKED.matcher(stored);
        StringBuilder text = new StringBuilder(stored.length());
        int end = 0;
        while (marked.find()) {
            text.append(stored, end, marked.start()).append((char) Integer.parseInt(marked.group(1), 16));
            end = marked.end();
        }
        return text.append(stored, end, stored.length()).toString();
    }
}
