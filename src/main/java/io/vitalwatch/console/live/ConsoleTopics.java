package io.vitalwatch.console.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The topics of a console.
 *
 * @param samples judged readings
 * @param alerts alarm episodes
 * @param control control records, or null where control is not used
 * @param state what became of control records, or null likewise
 * @param shadow alarm episodes of a shadow catalogue, or null likewise
 * @param audit sign-ins and views, or null where they are not recorded
 */
public record ConsoleTopics(String samples, String alerts, String control, String state, String shadow, String audit) {
    /** The topics that are read. */
    List<String> read() {
        return new ArrayList<>(Stream.of(samples, alerts, control, state, shadow, audit).filter(Objects::nonNull).toList());
    }
}
