package io.vitalwatch.settings;

import java.util.ArrayList;
import java.util.List;

/** Documentation that is generated from options: a Markdown table, a commented properties file, lines of a command's help. */
public final class OptionTable {
    private static final int WIDTH = 100;

    private OptionTable() {}

    /** A Markdown table with one row for each option; families are not in it. */
    public static String markdown(OptionList list) {
        StringBuilder table = new StringBuilder("| " + list.noun() + " | default | what it is |\n|---|---|---|\n");
        for (Option<?> option : list.options()) {
            String value = option.defaultText();
            table.append("| `").append(option.name()).append("` | ").append(value.isEmpty() ? "" : "`" + value + "`").append(" | ")
                    .append(escaped(option.description())).append(" |\n");
        }
        return table.toString();
    }

    /**
     * A properties file with every option at its default, commented out. An option that stays commented out follows the default of a newer
     * version. The option that names such a file is not in it.
     *
     * @param introduction its first lines, without comment signs
     */
    public static String properties(OptionList list, String introduction) {
        StringBuilder file = new StringBuilder();
        introduction.lines().forEach(line -> file.append("# ").append(line).append('\n'));
        for (Option<?> option : list.options()) {
            if (option != list.config()) {
                comment(file, option.description());
                file.append('#').append(option.name()).append('=').append(option.defaultText()).append('\n');
            }
        }
        for (Family family : list.families()) {
            comment(file, family.description());
            family.examples().forEach(example -> file.append('#').append(example).append('\n'));
        }
        return file.toString();
    }

    /** Lines for a command's help: {@code --name=default}, then the description, indented. Families are not in it. */
    public static List<String> help(OptionList list, String indent) {
        List<String> lines = new ArrayList<>();
        for (Option<?> option : list.options()) {
            lines.add("  --" + option.name() + (option.defaultText().isEmpty() ? "" : "=" + option.defaultText()));
            wrap(option.description(), WIDTH - indent.length()).forEach(line -> lines.add(indent + line));
        }
        return lines;
    }

    private static void comment(StringBuilder file, String description) {
        file.append('\n');
        wrap(description, WIDTH).forEach(line -> file.append("# ").append(line).append('\n'));
    }

    private static String escaped(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|");
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
