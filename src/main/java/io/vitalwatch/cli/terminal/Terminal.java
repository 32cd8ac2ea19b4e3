package io.vitalwatch.cli.terminal;

import io.vitalwatch.model.Priority;

import java.io.Console;
import java.io.PrintStream;
import java.util.Map;

/**
 * The output of a command.
 *
 * @param out results
 * @param err progress and messages
 * @param interactive true on a terminal, where lines may be overwritten
 * @param colours true if ANSI colours are used: on a terminal that has them, unless {@code NO_COLOR} is set (no-color.org)
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colours) {
    private static final String RESET = "\u001b[0m";

    /** The streams of this process. */
    public static Terminal ofProcess() {
        return of(System.out, System.err, isTerminal(), System.getenv());
    }

    /** Any two streams; {@code TERM} and {@code NO_COLOR} are read from the environment. */
    public static Terminal of(PrintStream out, PrintStream err, boolean terminal, Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(out, err, terminal && !dumb, terminal && !dumb && !refused);
    }

    /** The priority as a word of fixed width, coloured where colours are shown: high red, medium yellow, low cyan. */
    public String badge(String priority) {
        String word = String.format(" %-7s", priority.toUpperCase(java.util.Locale.ROOT));
        if (priority.equals(Priority.HIGH.label())) {
            return coloured("1;97;41", word);
        }
        return coloured(priority.equals(Priority.MEDIUM.label()) ? "30;43" : "30;46", word);
    }

    /** Text that is less important than the rest of its line. */
    public String faint(String text) {
        return coloured("2", text);
    }

    private String coloured(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + RESET : text;
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 a console exists even without a terminal, and has a method that says which it is.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
