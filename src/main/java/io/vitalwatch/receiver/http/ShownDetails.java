package io.vitalwatch.receiver.http;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the delivery page shows of a failed request.
 *
 * @param headers names of headers whose values are shown besides the usual harmless ones
 * @param bodies how its body is shown
 */
public record ShownDetails(Set<String> headers, Bodies bodies) {
    /** Headers that say how a request was sent and nothing about the sender's secrets or patients. */
    private static final Set<String> HARMLESS = Set.of("host", "user-agent", "content-type", "content-length", "content-encoding",
            "transfer-encoding", "accept", "accept-encoding", "connection", "expect", "date", "via", "forwarded", "x-forwarded-for",
            "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-real-ip");

    /** How the body of a failed request is shown. */
    public enum Bodies {
        /** Not at all. */
        OFF,
        /** Its structure, without the values. */
        MASKED,
        /** As it was sent. It may have readings of a patient. */
        SHOWN
    }

    public ShownDetails {
        Set<String> lower = new TreeSet<>();
        headers.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        headers = Set.copyOf(lower);
    }

    boolean shows(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return HARMLESS.contains(lower) || headers.contains(lower);
    }
}
