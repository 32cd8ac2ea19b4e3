package io.vitalwatch.corsano;

/** The offset of local time, as the vendor writes it: {@code +01:00}; also {@code -0330}, {@code +5}, {@code Z}. */
final class Timezone {
    private static final int FURTHEST = 18 * 60;

    private Timezone() {}

    /** @return minutes east of UTC; 0 for what cannot be read, because a wrong offset moves no time, only its notation */
    static int minutes(String text) {
        if (text == null || text.length() < 2 || text.length() > 6) {
            return 0;
        }
        char sign = text.charAt(0);
        if (sign != '+' && sign != '-') {
            return 0;
        }
        String digits = text.substring(1).replace(":", "");
        if (digits.isEmpty() || digits.length() > 4 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int number = Integer.parseInt(digits);
        int minutes = digits.length() <= 2 ? number * 60 : number / 100 * 60 + number % 100;
        if (minutes > FURTHEST || digits.length() > 2 && number % 100 >= 60) {
            return 0;
        }
        return sign == '-' ? -minutes : minutes;
    }
}
