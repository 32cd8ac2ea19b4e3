package io.vitalwatch.simulator.vendor;

/**
 * A study with its switch in the vendor's portal.
 *
 * @param name the study's identifier, such as {@code EZTJD}
 * @param pushes whether the webhook is on; when it is off, nothing of this study is sent
 */
public record SimulatedStudy(String name, boolean pushes) {
    /**
     * Reads {@code EZTJD} or {@code QUIET=off}.
     *
     * @throws IllegalArgumentException with a message that names the fix
     */
    public static SimulatedStudy parse(String text) {
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        String push = equals < 0 ? "on" : text.substring(equals + 1).strip();
        if (name.isEmpty() || !push.equals("on") && !push.equals("off")) {
            throw new IllegalArgumentException("'" + text + "' is not a study; write NAME, NAME=on or NAME=off");
        }
        return new SimulatedStudy(name, push.equals("on"));
    }
}
