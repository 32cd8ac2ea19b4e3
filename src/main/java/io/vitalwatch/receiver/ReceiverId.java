package io.vitalwatch.receiver;

import io.vitalwatch.receiver.clock.ClockComparison;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of a receiver in heartbeats, health and metrics. */
final class ReceiverId {
    private static final int LONGEST = 64;

    private ReceiverId() {}

    /** Whether a text can be the id of a receiver. */
    static boolean isValid(String id) {
        return id.matches("[A-Za-z0-9._-]{1," + LONGEST + "}") && !id.equals(ClockComparison.BROKER);
    }

    /**
     * The id that is given, or host name and port. Where the system chooses the port, the name of the process takes its place.
     *
     * @param process the random name of this process
     */
    static String of(ReceiverSettings settings, String process) {
        int port = settings.publicListen().port();
        return settings.id().orElseGet(() -> fromHost(hostName(), port == 0 ? process : Integer.toString(port)));
    }

    static String fromHost(String host, String suffix) {
        String usable = host.replaceAll("[^A-Za-z0-9._-]", "_");
        return usable.substring(0, Math.min(usable.length(), LONGEST - suffix.length() - 1)) + "-" + suffix;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "receiver";
        }
    }
}
