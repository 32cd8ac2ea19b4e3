package io.vitalwatch.job;

import io.vitalwatch.model.Durations;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Documentation of the job's parameters, made from {@link JobOptions}: the README's table and a commented parameter file. */
public final class ParameterTable {
    private static final int WIDTH = 100;

    private ParameterTable() {}

    /** A Markdown table, one parameter a row. */
    public static String markdown() {
        StringBuilder table = new StringBuilder("| parameter | default | what it is |\n|---|---|---|\n");
        for (ConfigOption<?> option : JobOptions.ALL) {
            String value = text(option.defaultValue());
            table.append("| `").append(option.key()).append("` | ").append(value.isEmpty() ? "" : "`" + value + "`").append(" | ")
                    .append(description(option).replace("|", "\\|")).append(" |\n");
        }
        return table.toString();
    }

    /** A properties file with every parameter at its default, commented out: what is left alone follows the defaults of a new version. */
    public static String properties() {
        StringBuilder file = new StringBuilder("""
                # Parameters of the VitalWatch job, each with its default. Take the # away to change one; arguments count over this file:
                #   --config=vitals-alerts.properties --window.length=10min
                # Durations have a unit (500ms, 15s, 5min, 4h, 7d), sizes too (1000B, 256KiB, 4MiB).
                """);
        for (ConfigOption<?> option : JobOptions.ALL) {
            if (option == JobOptions.CONFIG) {
                continue;
            }
            file.append('\n');
            wrap(plain(description(option))).forEach(line -> file.append("# ").append(line).append('\n'));
            file.append('#').append(option.key()).append('=').append(text(option.defaultValue())).append('\n');
        }
        return file.append("""

                # A field of a rule of the catalogue: rule.<id>.<field>
                #rule.spo2-low.medium=92
                #rule.pulse-high.confirm.duration=30s

                # A setting of Kafka's clients: kafka.<setting>. Passwords belong into the file of kafka-config.
                #kafka.bootstrap.servers=localhost:9092
                """).toString();
    }

    /** A default as one would write it. */
    static String text(Object value) {
        if (value instanceof Duration duration) {
            return Durations.format(duration.toMillis());
        }
        if (value instanceof MemorySize size) {
            long bytes = size.getBytes();
            return bytes % (1 << 20) == 0 ? (bytes >> 20) + "MiB" : bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
        }
        if (value instanceof Enum<?> choice) {
            return SettingsReader.label(choice);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return String.valueOf(value);
    }

    /** As HTML: Markdown takes it as it stands. */
    private static String description(ConfigOption<?> option) {
        return new HtmlFormatter().format(option.description());
    }

    private static String plain(String html) {
        return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    }

    private static List<String> wrap(String text) {
        StringBuilder wrapped = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                wrapped.append('\n');
                column = 0;
            } else if (column > 0) {
                wrapped.append(' ');
                column++;
            }
            wrapped.append(word);
            column += word.length();
        }
        return wrapped.toString().lines().toList();
    }
}
