package io.vitalwatch.simulator;

/**
 * A study as the vendor's portal has it.
 *
 * @param name the study's identifier, such as {@code EZTJD}
 * @param pushes the webhook switch: off, and nothing of this study is sent
 */
public record Study(String name, boolean pushes) {
    /**
     * Reads {@code EZTJD} or {@code QUIET=off}.
     *
     * @throws IllegalArgumentException with a message that names the fix
     */
    public static Study parse(String text) {
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        String push = equals < 0 ? "on" : text.substring(equals + 1).strip();
        if (name.isEmpty() || !push.equals("on") && !push.equals("off")) {
            throw new IllegalArgumentException("'" + text + "' is no study; write NAME, NAME=on or NAME=off");
        }
        return new Study(name, push.equals("on"));
    }
}
