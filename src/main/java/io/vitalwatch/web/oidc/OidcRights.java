package io.vitalwatch.web.oidc;

import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file that says which claims give which rights. A line is {@code claim value role [studies]}, separated by blanks; a value with blanks is
 * in quotation marks, studies are separated by commas and missing for all. The first line that fits counts, and whom no line fits may do
 * nothing. A line fits if the claim is the value, or is a list that has it; dots lead into objects, as in {@code realm_access.roles}. The
 * claim {@code email} counts only if the provider says that it has checked it ({@code email_verified}).
 */
final class OidcRights {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"]+)");
    private static final int LONGEST_NAME = 128;

    private record Line(String claim, String value, Role role, Set<String> studies) {}

    private final List<Line> lines;

    private OidcRights(List<Line> lines) {
        this.lines = lines;
    }

    /** @throws IllegalArgumentException with the number of a wrong line */
    static OidcRights parse(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            String trimmed = line.strip();
            if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                lines.add(line(trimmed, number));
            }
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("has no line; write lines such as: groups ward-nurses clinician");
        }
        return new OidcRights(List.copyOf(lines));
    }

    private static Line line(String text, int number) {
        List<String> words = new ArrayList<>();
        int end = 0;
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            if (!text.substring(end, word.start()).isBlank() || end > 0 && word.start() == end) {
                throw new IllegalArgumentException("line " + number + ": a quotation mark stands in the middle of a word");
            }
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
            end = word.end();
        }
        if (words.size() != 3 && words.size() != 4) {
            throw new IllegalArgumentException("line " + number + " has " + words.size() + " parts; write: claim value role [studies]");
        }
        Role role = Role.of(words.get(2));
        if (role == null) {
            throw new IllegalArgumentException("line " + number + ": the role must be one of " + String.join(", ", Role.labels()));
        }
        return new Line(words.get(0), words.get(1), role, words.size() == 3 ? null
                : Arrays.stream(words.get(3).split(",")).filter(each -> !each.isEmpty()).collect(Collectors.toSet()));
    }

    /**
     * The caller with these claims, or null if no line fits.
     *
     * @param name the claim's text that becomes the caller's name
     */
    Caller caller(String name, Map<String, Object> claims) {
        for (Line each : lines) {
            if (fits(each, claims)) {
                return new Caller(name, each.role(), each.studies());
            }
        }
        return null;
    }

    private static boolean fits(Line line, Map<String, Object> claims) {
        if (line.claim().equals("email") && !Boolean.TRUE.equals(claims.get("email_verified"))) {
            return false;
        }
        Object found = find(line.claim(), claims);
        return found instanceof Collection<?> list ? list.stream().anyMatch(each -> is(each, line.value())) : is(found, line.value());
    }

    private static boolean is(Object found, String value) {
        return (found instanceof String || found instanceof Number || found instanceof Boolean) && found.toString().equals(value);
    }

    /** A claim by its name, which may itself have dots, or by the names of objects around it. */
    private static Object find(String name, Map<?, ?> claims) {
        if (claims.containsKey(name)) {
            return claims.get(name);
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            Object inner = claims.get(name.substring(0, dot));
            if (inner instanceof Map<?, ?> map) {
                Object found = find(name.substring(dot + 1), map);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The text of the claim that becomes a caller's name, or null if it cannot be one. */
    static String name(String claim, Map<String, Object> claims) {
        boolean checked = !claim.equals("email") || Boolean.TRUE.equals(claims.get("email_verified"));
        return checked && find(claim, claims) instanceof String text && !text.isBlank() && text.length() <= LONGEST_NAME
                && text.strip().equals(text) && text.codePoints().allMatch(OidcRights::isShown) ? text : null;
    }

    private static boolean isShown(int character) {
        int type = Character.getType(character);
        return !Character.isISOControl(character) && type != Character.FORMAT && type != Character.SURROGATE && type != Character.UNASSIGNED
                && type != Character.LINE_SEPARATOR && type != Character.PARAGRAPH_SEPARATOR;
    }
}
