package io.vitalwatch.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the documentation, split into what the tests examine.
 *
 * @param file the page, relative to the project
 * @param prose the lines outside code blocks and generated tables
 * @param blocks the code blocks
 */
record Page(Path file, List<Line> prose, List<Block> blocks) {
    private static final Pattern FENCE = Pattern.compile("```(\\w*)");
    private static final Pattern GENERATED = Pattern.compile("<!-- [a-z]+:(begin|end) -->");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    /** One line, counted from 1. */
    record Line(int number, String text) {
        boolean inTable() {
            return text.startsWith("|");
        }
    }

    /**
     * One code block.
     *
     * @param line the line of its fence
     * @param language such as {@code sh}; empty when the fence names none
     */
    record Block(int line, String language, String text) {}

    /** README, RATIONALE and everything in docs/, in order of their names. */
    static List<Page> all() {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("RATIONALE.md")),
                    docs.filter(path -> path.toString().endsWith(".md")).sorted()).map(Page::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page read(Path file) {
        List<Line> prose = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        String language = null;
        boolean generated = false;
        int began = 0;
        StringBuilder block = new StringBuilder();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            var fence = FENCE.matcher(line);
            var marker = GENERATED.matcher(line);
            if (fence.matches() && language == null) {
                language = fence.group(1);
                began = number;
            } else if (fence.matches()) {
                blocks.add(new Block(began, language, block.toString()));
                block.setLength(0);
                language = null;
            } else if (language != null) {
                block.append(line).append('\n');
            } else if (marker.matches()) {
                generated = marker.group(1).equals("begin");
            } else if (!generated) {
                prose.add(new Line(number, line));
            }
        }
        return new Page(file, prose, blocks);
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks in a language, such as {@code json}. */
    List<String> blocks(String language) {
        return blocks.stream().filter(block -> block.language().equals(language)).map(Block::text).toList();
    }

    /** Everything in back quotes. */
    List<String> code() {
        return prose.stream().flatMap(line -> CODE.matcher(line.text()).results()).map(each -> each.group(1)).toList();
    }

    /** The targets of all links and pictures. */
    List<String> links() {
        return prose.stream().flatMap(line -> LINK.matcher(line.text()).results()).map(each -> each.group(1)).toList();
    }

    /** Each command of the shell blocks in one line, without comments. */
    List<String> commands() {
        return blocks("sh").stream().flatMap(text -> text.replace("\\\n", " ").lines())
                .map(line -> line.replaceFirst("\\s+#.*", "").replaceAll("\\s+", " ").trim()).filter(line -> !line.isEmpty()).toList();
    }

    /** The first cells of the table whose first heading is this, without back quotes. A cell with several names gives each. */
    List<String> firstColumn(String heading) {
        return column(heading, 1);
    }

    /** The cells of one column, counted from 1, of the table whose first heading is this. */
    List<String> column(String heading, int column) {
        return prose.stream().map(Line::text).dropWhile(line -> !line.startsWith("| " + heading + " |")).skip(2)
                .takeWhile(line -> line.startsWith("|")).map(line -> line.split("\\|")[column])
                .flatMap(cell -> Arrays.stream(cell.split(","))).map(cell -> cell.replace("`", "").trim()).toList();
    }

    /** The rows of the table whose first heading is this. Each row has a list of names for each cell, without back quotes. */
    List<List<List<String>>> rows(String heading) {
        return prose.stream().map(Line::text).dropWhile(line -> !line.startsWith("| " + heading + " |")).skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(Page::names).toList()).toList();
    }

    private static List<String> names(String cell) {
        return Arrays.stream(cell.split(",")).map(name -> name.replace("`", "").trim()).filter(name -> !name.isEmpty()).toList();
    }

    /** The anchors of the headings, as code hosts make them. */
    Set<String> anchors() {
        return prose.stream().map(Line::text).filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
