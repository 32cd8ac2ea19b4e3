package io.vitalwatch.settings;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A set of settings with a common prefix and any names after it, such as {@code rule.spo2-low.medium} or
 * {@code kafka.bootstrap.servers}. What follows the prefix is the name of a member.
 *
 * @param prefix with its dot, such as {@code rule.}
 * @param members which texts can follow the prefix
 * @param description for users, plain text
 * @param examples lines of a properties file
 * @param file an option that names a properties file whose entries are members too, or null; a member given by itself replaces that of the
 *     file
 * @param secret members that must not be arguments, because every user of the machine can read arguments; they belong in {@code file}
 * @param fromEnvironment makes a member's name from the end of an environment variable's name ({@code BOOTSTRAP_SERVERS} is
 *     {@code bootstrap.servers}); empty for variables that are not members
 */
public record Family(String prefix, Pattern members, String description, List<String> examples, Option<Optional<String>> file,
        Predicate<String> secret, Function<String, Optional<String>> fromEnvironment) {
    private static final Pattern ANY = Pattern.compile(".+", Pattern.DOTALL);

    public Family {
        examples = List.copyOf(examples);
    }

    /** A family of arguments and lines of the configuration file, without secrets; every member's name is allowed. */
    public static Family of(String prefix, String description, String... examples) {
        return new Family(prefix, ANY, description, List.of(examples), null, member -> false, variable -> Optional.empty());
    }

    /** Whether a name belongs to this family. */
    boolean has(String name) {
        return name.startsWith(prefix) && members.matcher(name.substring(prefix.length())).matches();
    }

    /** Whether a name belongs to this family and its value must not be an argument. */
    boolean refusedAsArgument(String name) {
        return has(name) && secret.test(name.substring(prefix.length()));
    }
}
