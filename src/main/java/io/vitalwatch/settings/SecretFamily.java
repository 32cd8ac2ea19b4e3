package io.vitalwatch.settings;

import io.vitalwatch.settings.GivenSettings.Given;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * {@code secret.<name>=file:PATH} or {@code env:NAME}, with {@code secret.<name>.not-before} and {@code .not-after}: shared secrets.
 * Several can be valid at the same time, so that a new one can replace an old one. The setting names the place of a secret, never the
 * secret.
 */
public final class SecretFamily {
    /** The family, to be added to a list of options. */
    public static final Family FAMILY = family();

    private static final String NOT_BEFORE = ".not-before";
    private static final String NOT_AFTER = ".not-after";

    private SecretFamily() {}

    /**
     * Reads all secrets as they are now, in the order of their names; it can be called again later. A secret that can be used in two ways
     * is there twice.
     *
     * @return may be empty
     * @throws SettingsException when one cannot be read or is never valid; the message does not contain it
     */
    public static List<Secret> read(GivenSettings settings) {
        Map<String, Given> members = settings.members(FAMILY);
        List<Secret> secrets = new ArrayList<>();
        members.forEach((name, source) -> {
            int dot = name.indexOf('.');
            if (dot < 0) {
                secrets.addAll(secrets(name, source, members, settings.environment()));
            } else if (!members.containsKey(name.substring(0, dot))) {
                throw new SettingsException(source.where() + ": there is no secret." + name.substring(0, dot) + "; give it too");
            }
        });
        return secrets;
    }

    private static List<Secret> secrets(String name, Given source, Map<String, Given> members, Map<String, String> environment) {
        long notBefore = instant(members.get(name + NOT_BEFORE), Long.MIN_VALUE);
        long notAfter = instant(members.get(name + NOT_AFTER), Long.MAX_VALUE);
        if (notBefore >= notAfter) {
            throw new SettingsException("secret." + name + " is never valid: its not-before must be earlier than its not-after");
        }
        return SecretSource.read(source.text(), source.where(), environment).stream()
                .map(key -> new Secret(name, key, notBefore, notAfter)).toList();
    }

    private static long instant(Given given, long otherwise) {
        if (given == null) {
            return otherwise;
        }
        try {
            return Instant.parse(given.text().trim()).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new SettingsException(given.shown() + ": is not a time; write it as 2026-11-01T00:00:00Z");
        }
    }

    private static Family family() {
        Function<String, Optional<String>> variables = variable -> Optional.of(variable.toLowerCase(Locale.ROOT).replace('_', '-')
                .replaceFirst("-(not-before|not-after)$", ".$1"));
        return new Family("secret.", Pattern.compile("[a-z0-9-]+(\\.not-before|\\.not-after)?"),
                "A shared secret, or one of several: where it is, as file:PATH or env:VARIABLE. It is valid from"
                        + " secret.<name>.not-before to secret.<name>.not-after, such as 2026-11-01T00:00:00Z.",
                List.of("secret.corsano=file:/run/secrets/corsano"), null, member -> false, variables);
    }
}
