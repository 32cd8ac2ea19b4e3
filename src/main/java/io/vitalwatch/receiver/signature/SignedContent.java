package io.vitalwatch.receiver.signature;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template of what a sender signs: text with {@code {body}} once and perhaps {@code {t}} (the time as sent) and {@code {id}}, such as
 * {@code {t}.{body}} or {@code v0:{t}:{body}}.
 *
 * @param before the text before the body
 * @param after the text after the body
 */
public record SignedContent(String before, String after) {
    private static final Pattern PLACE = Pattern.compile("\\{([^}]*)}");
    private static final byte[] NOTHING = {};
    private static final String BODY = "{body}";
    private static final String TIME = "{t}";
    private static final String ID = "{id}";

    /** @throws IllegalArgumentException if the template has no body, two bodies or an unknown place */
    public static SignedContent parse(String template) {
        int body = template.indexOf(BODY);
        if (body < 0 || template.indexOf(BODY, body + 1) >= 0) {
            throw new IllegalArgumentException("must have {body} once, such as {t}.{body}");
        }
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            if (!places.group().equals(BODY) && !places.group().equals(TIME) && !places.group().equals(ID)) {
                throw new IllegalArgumentException("has " + places.group() + "; the places are {body}, {t} and {id}");
            }
        }
        return new SignedContent(template.substring(0, body), template.substring(body + BODY.length()));
    }

    /** Whether the time is signed. */
    public boolean hasTime() {
        return (before + after).contains(TIME);
    }

    /** Whether an id is signed. */
    public boolean hasId() {
        return (before + after).contains(ID);
    }

    byte[] before(String time, String id) {
        return filled(before, time, id);
    }

    byte[] after(String time, String id) {
        return filled(after, time, id);
    }

    @Override
    public String toString() {
        return before + BODY + after;
    }

    private static byte[] filled(String text, String time, String id) {
        if (text.isEmpty()) {
            return NOTHING;
        }
        // In one pass: an id that contains {t} stays as it is.
        Matcher places = PLACE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (places.find()) {
            places.appendReplacement(filled, Matcher.quoteReplacement(String.valueOf(places.group().equals(TIME) ? time : id)));
        }
        places.appendTail(filled);
        return filled.toString().getBytes(StandardCharsets.UTF_8);
    }
}
