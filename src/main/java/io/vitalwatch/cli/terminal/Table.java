package io.vitalwatch.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Plain text in aligned columns. */
public final class Table {
    private final String alignment;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param alignment one letter per column: {@code l} for left, {@code r} for right
     */
    public Table(String alignment) {
        this.alignment = alignment;
    }

    /** Adds a row; numbers of type {@link Long} are written with {@link #number}. */
    public Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell instanceof Long number ? number(number) : cell.toString());
        }
        rows.add(row);
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** All rows, each with a line feed; two spaces before each column. */
    @Override
    public String toString() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                if (widths.size() <= c) {
                    widths.add(0);
                }
                widths.set(c, Math.max(widths.get(c), row.get(c).length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                String space = " ".repeat(widths.get(c) - row.get(c).length());
                line.append("  ").append(alignment.charAt(c) == 'l' ? row.get(c) + space : space + row.get(c));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** A whole number with a comma before every three digits. */
    public static String number(long value) {
        return String.format(java.util.Locale.ROOT, "%,d", value);
    }
}
