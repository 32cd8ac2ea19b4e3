package io.vitalwatch.web.connection;

import java.util.function.Predicate;

/**
 * Limits of the connections of one server.
 *
 * @param total most open connections
 * @param perAddress most open connections of one address
 * @param headMillis the longest time from the first byte of a request's head to its end, and from a connection's start to the end of its
 *     first head
 * @param exempt addresses whose connections are not limited for each address: proxies, which connect for many senders
 */
public record ConnectionLimits(int total, int perAddress, long headMillis, Predicate<String> exempt) {
    /** For an address that few people and programs use. */
    public static ConnectionLimits small() {
        return new ConnectionLimits(256, 128, 5000, address -> false);
    }
}
