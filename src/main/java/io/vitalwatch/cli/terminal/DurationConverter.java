package io.vitalwatch.cli.terminal;

import io.vitalwatch.settings.Durations;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;

/** Options that are a length of time, in the grammar of all settings: {@code 500ms}, {@code 60s}, {@code 5min}, {@code 1h30min}. */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Duration.ofMillis(Durations.parse(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
