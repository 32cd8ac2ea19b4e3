package io.vitalwatch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Arguments of a benchmark: {@code --name value} or {@code --name=value}; unknown names are refused. */
final class Options {
    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = values;
    }

    /** Prints the usage and ends the process for {@code --help} or an unknown name. */
    static Options read(String[] args, String usage, Map<String, String> defaults) {
        Map<String, String> values = new TreeMap<>(defaults);
        List<String> left = new ArrayList<>(List.of(args));
        while (!left.isEmpty()) {
            String argument = left.remove(0);
            if (argument.equals("--help") || argument.equals("-h")) {
                System.out.println(usage);
                System.exit(0);
            }
            int sign = argument.indexOf('=');
            String name = argument.startsWith("--") ? argument.substring(2, sign < 0 ? argument.length() : sign) : argument;
            if (!defaults.containsKey(name) || sign < 0 && left.isEmpty()) {
                System.err.println((defaults.containsKey(name) ? "no value for " : "unknown option ") + argument + "\n" + usage);
                System.exit(2);
            }
            values.put(name, sign < 0 ? left.remove(0) : argument.substring(sign + 1));
        }
        return new Options(values);
    }

    String text(String name) {
        return values.get(name);
    }

    boolean has(String name) {
        return !values.get(name).isEmpty();
    }

    List<String> list(String name) {
        return List.of(values.get(name).split(","));
    }

    /** A whole number; underscores, k and M are read too. */
    long number(String name) {
        return number(name, values.get(name));
    }

    static long number(String name, String text) {
        String digits = text.replace("_", "");
        long unit = digits.endsWith("M") ? 1_000_000 : digits.endsWith("k") ? 1000 : 1;
        try {
            return Math.multiplyExact(Long.parseLong(unit == 1 ? digits : digits.substring(0, digits.length() - 1)), unit);
        } catch (ArithmeticException | NumberFormatException e) {
            System.err.println("--" + name + " " + text + " is not a whole number");
            System.exit(2);
            throw e;
        }
    }
}
