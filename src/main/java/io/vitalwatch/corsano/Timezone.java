package io.vitalwatch.corsano;

/** Reads the offset of local time as the vendor writes it, {@code +01:00}; also {@code -0330}, {@code +5} and {@code Z}. */
final class Timezone {
    private static final int FURTHEST = 18 * 60;
    private static final int UNREADABLE = Integer.MIN_VALUE;

    private Timezone() {}

    /** @return minutes east of UTC; 0 for text that cannot be read, because an offset changes only how a time is written, not the time */
    static int minutes(String text) {
        int minutes = parse(text);
        return minutes == UNREADABLE ? 0 : minutes;
    }

    /** Whether the text is an offset. Blank text and null are not. */
    static boolean readable(String text) {
        return parse(text) != UNREADABLE;
    }

    private static int parse(String text) {
        if ("Z".equals(text)) {
            return 0;
        }
        if (text == null || text.length() < 2 || text.length() > 6) {
            return UNREADABLE;
        }
        char sign = text.charAt(0);
        if (sign != '+' && sign != '-') {
            return UNREADABLE;
        }
        String digits = text.substring(1).replace(":", "");
        if (digits.isEmpty() || digits.length() > 4 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return UNREADABLE;
        }
        int number = Integer.parseInt(digits);
        int minutes = digits.length() <= 2 ? number * 60 : number / 100 * 60 + number % 100;
        if (minutes > FURTHEST || digits.length() > 2 && number % 100 >= 60) {
            return UNREADABLE;
        }
        return sign == '-' ? -minutes : minutes;
    }
}
