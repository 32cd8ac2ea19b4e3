package io.vitalwatch.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Reads a secret from the place that a setting names. The secret itself is never the value of a setting. */
public final class SecretSource {
    private static final int LARGEST = 64 * 1024;
    private static final int SHORTEST = 16;
    private static final String STANDARD = "whsec_";
    private static final String FILE = "file:";
    private static final String VARIABLE = "env:";

    private SecretSource() {}

    /**
     * Reads a secret, or several: each line of a text in ASCII is one, so that an old and a new one can stand in one file. Line breaks and
     * empty lines are left out; in anything but such a text, one line break at the end. A secret that begins with {@code whsec_} or {@code
     * v1,whsec_} gives two keys: the bytes of the Base64 after it, as Standard Webhooks demands, and the text itself, as some senders use
     * it.
     *
     * @param source {@code file:PATH} or {@code env:NAME}
     * @param where the setting's name, for messages. Messages never repeat the source, because somebody may have put the secret there
     * @return keys of at least one byte, one or two for each secret
     * @throws SettingsException when the source is neither, cannot be read, is empty or larger than 64 KiB, or is no plain text or key: a
     *     byte order mark or UTF-16 is never part of a secret
     */
    public static List<byte[]> read(String source, String where, Map<String, String> environment) {
        byte[] whole = withoutLineBreak(bytes(source, where, environment));
        if (whole.length == 0) {
            throw new SettingsException(where + ": the secret is empty");
        }
        String problem = problem(whole);
        if (problem != null) {
            throw new SettingsException(where + ": " + problem);
        }
        if (!isText(whole)) {
            return forms(whole, where);
        }
        List<byte[]> keys = new ArrayList<>();
        for (String line : new String(whole, StandardCharsets.US_ASCII).split("[\r\n]+")) {
            if (!line.isEmpty()) {
                keys.addAll(forms(line.getBytes(StandardCharsets.US_ASCII), where));
            }
        }
        if (keys.isEmpty()) {
            throw new SettingsException(where + ": the secret is empty");
        }
        return keys;
    }

    /** As {@link #read}, the bytes as they are, for a diagnosis. */
    public static byte[] raw(String source, String where, Map<String, String> environment) {
        byte[] secret = bytes(source, where, environment);
        if (secret.length == 0) {
            throw new SettingsException(where + ": the secret is empty");
        }
        return secret;
    }

    /** What is doubtful about a key, or null. */
    public static String doubt(byte[] key) {
        if (isBlank(key[0]) || isBlank(key[key.length - 1])) {
            return "it begins or ends with a blank or a line break, which counts as part of it";
        }
        return key.length < SHORTEST ? "it has only " + key.length + " bytes; " + SHORTEST + " or more are hard to guess" : null;
    }

    private static String problem(byte[] secret) {
        String start = HexFormat.of().formatHex(secret, 0, Math.min(3, secret.length));
        if (start.equals("efbbbf")) {
            return "the secret begins with a byte order mark; save it as UTF-8 without one";
        }
        if (start.startsWith("fffe") || start.startsWith("feff")) {
            return "the secret is UTF-16; save it as UTF-8";
        }
        int zeros = 0;
        int shown = 0;
        for (byte each : secret) {
            zeros += each == 0 ? 1 : 0;
            shown += isShown(each) ? 1 : 0;
        }
        return zeros > 0 && zeros + shown == secret.length ? "the secret is text with NUL bytes; save it as UTF-8" : null;
    }

    private static boolean isText(byte[] bytes) {
        for (byte each : bytes) {
            if (!isShown(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShown(byte each) {
        return each >= ' ' && each < 127 || isBlank(each);
    }

    private static boolean isBlank(byte each) {
        return each == ' ' || each == '\t' || each == '\n' || each == '\r';
    }

    private static byte[] bytes(String source, String where, Map<String, String> environment) {
        if (source.startsWith(FILE)) {
            return file(source.substring(FILE.length()), where);
        }
        if (!source.startsWith(VARIABLE)) {
            throw new SettingsException(where + " must say where the secret is: file:PATH or env:NAME, never the secret itself");
        }
        String variable = source.substring(VARIABLE.length());
        String value = environment.get(variable);
        if (value == null) {
            throw new SettingsException(where + ": the environment variable " + variable + " is not set");
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] file(String path, String where) {
        byte[] bytes;
        try {
            Path file = Path.of(path);
            bytes = Files.size(file) > LARGEST ? null : Files.readAllBytes(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(where + ": " + path + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (bytes == null) {
            throw new SettingsException(where + ": " + path + " is larger than 64 KiB, too large for a secret");
        }
        return bytes;
    }

    /** Editors and {@code echo} end a file with a line break that is not part of the secret. */
    private static byte[] withoutLineBreak(byte[] bytes) {
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
        }
        if (length > 0 && length < bytes.length && bytes[length - 1] == '\r') {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static List<byte[]> forms(byte[] secret, String where) {
        String text = new String(secret, StandardCharsets.ISO_8859_1);
        String standard = text.startsWith("v1,") ? text.substring("v1,".length()) : text;
        if (!standard.startsWith(STANDARD)) {
            return List.of(secret);
        }
        byte[] asText = standard.getBytes(StandardCharsets.ISO_8859_1);
        try {
            byte[] decoded = Base64.getDecoder().decode(standard.substring(STANDARD.length()));
            if (decoded.length == 0) {
                throw new SettingsException(where + ": the secret is empty");
            }
            return List.of(decoded, asText);
        } catch (IllegalArgumentException e) {
            return List.of(asText);
        }
    }
}
