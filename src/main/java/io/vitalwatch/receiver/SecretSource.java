package io.vitalwatch.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** Reads a secret from where a setting says; the secret itself never stands in a setting. */
final class SecretSource {
    private static final int LARGEST = 64 * 1024;

    private SecretSource() {}

    /**
     * @param source {@code file:PATH} or {@code env:NAME}
     * @param where where that stood, for messages, which never repeat it: somebody may have put the secret itself there
     * @throws WrongSetting when it is neither or holds nothing
     */
    static byte[] read(String source, String where, Map<String, String> environment) {
        byte[] secret;
        if (source.startsWith("file:")) {
            secret = file(source.substring(5), where);
        } else if (source.startsWith("env:")) {
            String value = environment.get(source.substring(4));
            if (value == null) {
                throw new WrongSetting(where + ": the environment variable " + source.substring(4) + " is not set");
            }
            secret = value.getBytes(StandardCharsets.UTF_8);
        } else {
            throw new WrongSetting(where + " names no place; write file:PATH or env:NAME, never the secret itself");
        }
        byte[] decoded = decode(withoutLineBreak(secret));
        if (decoded.length == 0) {
            throw new WrongSetting(where + ": the secret is empty");
        }
        return decoded;
    }

    private static byte[] file(String path, String where) {
        try {
            Path file = Path.of(path);
            if (Files.size(file) > LARGEST) {
                throw new WrongSetting(where + ": " + path + " is too large for a secret");
            }
            return Files.readAllBytes(file);
        } catch (IOException | RuntimeException e) {
            if (e instanceof WrongSetting wrong) {
                throw wrong;
            }
            throw new WrongSetting(where + ": " + path + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Editors and {@code echo} end a file with a line break that belongs to no secret. */
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

    /** Standard Webhooks writes secrets as {@code whsec_} and Base64. */
    private static byte[] decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("whsec_")) {
            return bytes;
        }
        try {
            return Base64.getDecoder().decode(text.substring(6));
        } catch (IllegalArgumentException e) {
            return bytes;
        }
    }
}
