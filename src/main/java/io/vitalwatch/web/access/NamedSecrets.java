package io.vitalwatch.web.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A file of users or tokens. Each line is {@code name role secret}, separated by blanks, and may have a fourth part: the studies whose
 * patients may be seen, separated by commas; without it all. Empty lines and lines that begin with # are ignored. The secret of a user is an
 * argon2id hash, or {@code -} for one who has no password; that of a token is the token itself.
 */
final class NamedSecrets {
    private static final int LONGEST_NAME = 128;

    /** One line of the file. */
    record Entry(Caller caller, String secret) {}

    private NamedSecrets() {}

    /**
     * Reads a file's text.
     *
     * @param secretProblem says what is wrong with a secret and what to write, or null if nothing is
     * @return the entries by name
     * @throws IllegalArgumentException with the number of a wrong line; never with a secret
     */
    static Map<String, Entry> parse(String text, UnaryOperator<String> secretProblem) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            String trimmed = line.strip();
            if (trimmed.isEmpty() || trimmed.startsWith("#")) {
                continue;
            }
            Entry entry = entry(trimmed.split("\\s+"), number, secretProblem);
            if (entries.put(entry.caller().name(), entry) != null) {
                throw new IllegalArgumentException("line " + number + ": the name stands twice");
            }
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("has no entry; write lines such as: anna viewer SECRET");
        }
        return entries;
    }

    private static Entry entry(String[] parts, int number, UnaryOperator<String> secretProblem) {
        if (parts.length != 3 && parts.length != 4) {
            throw new IllegalArgumentException("line " + number + " has " + parts.length + " parts; write: name role secret [studies]");
        }
        if (parts[0].length() > LONGEST_NAME || parts[0].indexOf(':') >= 0 || !parts[0].chars().allMatch(NamedSecrets::isShown)) {
            throw new IllegalArgumentException("line " + number + ": a name has 1 to 128 characters and no colon");
        }
        Role role = Role.of(parts[1]);
        if (role == null) {
            throw new IllegalArgumentException("line " + number + ": the role must be one of " + String.join(", ", Role.labels()));
        }
        String problem = secretProblem.apply(parts[2]);
        if (problem != null) {
            throw new IllegalArgumentException("line " + number + ": " + problem);
        }
        return new Entry(new Caller(parts[0], role, parts.length == 3 ? null : Set.of(parts[3].split(",+"))), parts[2]);
    }

    private static boolean isShown(int character) {
        return !Character.isISOControl(character) && Character.getType(character) != Character.FORMAT;
    }
}
