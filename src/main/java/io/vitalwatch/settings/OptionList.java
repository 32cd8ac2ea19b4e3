package io.vitalwatch.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The options and families of one program, in the order of its documentation. An option is declared and listed in one line:
 *
 * <pre>{@code
 * private static final OptionList.Builder LIST = OptionList.of("parameter");
 * static final Option<Long> WINDOW_LENGTH = LIST.add("window.length", OptionType.duration(), "5min", "Length of a window.");
 * static final OptionList ALL = LIST.build();
 * }</pre>
 */
public final class OptionList {
    private final String noun;
    private final String environment;
    private final Map<String, Option<?>> options;
    private final List<Family> families;
    private final Option<Optional<String>> config;

    private OptionList(Builder builder) {
        this.noun = builder.noun;
        this.environment = builder.environment;
        this.options = new LinkedHashMap<>(builder.options);
        this.families = List.copyOf(builder.families);
        this.config = builder.config;
    }

    /** Starts a list. Messages use the noun for one of its options: "unknown parameter --windw.length". */
    public static Builder of(String noun) {
        return new Builder(noun);
    }

    /** What users call one of these options, such as "parameter". */
    String noun() {
        return noun;
    }

    /** All options, in the order of the documentation. */
    public List<Option<?>> options() {
        return List.copyOf(options.values());
    }

    /** All families, in the order of the documentation. */
    public List<Family> families() {
        return families;
    }

    /** The names of all options, without those of the families. */
    public List<String> names() {
        return List.copyOf(options.keySet());
    }

    /** The option with this name, or null. */
    public Option<?> option(String name) {
        return options.get(name);
    }

    /** The environment variable of a setting: {@code VITALWATCH_RECEIVER_LISTEN_PORT}; null if this program reads no environment. */
    public String variable(String name) {
        return environment == null ? null : environment + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The option that names the properties file with any of these settings, or null. */
    Option<Optional<String>> config() {
        return config;
    }

    boolean isKnown(String name) {
        return options.containsKey(name) || families.stream().anyMatch(family -> family.has(name));
    }

    /** Collects options. Declaring a name twice is refused. */
    public static final class Builder {
        private final String noun;
        private final Map<String, Option<?>> options = new LinkedHashMap<>();
        private final List<Family> families = new ArrayList<>();
        private String environment;
        private Option<Optional<String>> config;

        private Builder(String noun) {
            this.noun = noun;
        }

        /** Settings are read from environment variables with this prefix too, such as {@code VITALWATCH_RECEIVER_}. */
        public Builder environment(String prefix) {
            this.environment = prefix;
            return this;
        }

        /** Declares the option {@code config}: a properties file with any of these settings. */
        public Option<Optional<String>> addConfig(String description) {
            config = add("config", OptionType.optional(OptionType.text()), "", description);
            return config;
        }

        /** Declares an option. */
        public <T> Option<T> add(String name, OptionType<T> type, String defaultText, String description) {
            return add(new Option<>(name, type, defaultText, description));
        }

        /** Adds an option that is declared elsewhere; it can be in several lists. */
        public <T> Option<T> add(Option<T> option) {
            if (options.putIfAbsent(option.name(), option) != null) {
                throw new IllegalStateException("option " + option.name() + " is declared twice");
            }
            return option;
        }

        /** Adds a family. */
        public Family add(Family family) {
            families.add(family);
            return family;
        }

        /** Adds all options and families of a list that several programs share, at this place in the documentation. */
        public void addAll(OptionList shared) {
            shared.options.values().forEach(this::add);
            shared.families.forEach(this::add);
            config = shared.config == null ? config : shared.config;
        }

        /** The list as it is now. */
        public OptionList build() {
            return new OptionList(this);
        }
    }
}
