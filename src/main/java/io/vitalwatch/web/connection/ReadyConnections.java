package io.vitalwatch.web.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Connections whose head is whole, and which are read next. Addresses take turns, and of one address the newest is next: where more come
 * than can be read, those who wait for their answers before they ask again then slow down themselves and nobody else. Not thread-safe.
 */
final class ReadyConnections {
    private final Map<String, Deque<WaitingConnection>> byAddress = new LinkedHashMap<>();

    void add(WaitingConnection connection) {
        byAddress.computeIfAbsent(connection.address(), any -> new ArrayDeque<>()).addLast(connection);
    }

    boolean isEmpty() {
        return byAddress.isEmpty();
    }

    /** Takes the next one that was not closed meanwhile, or null. */
    WaitingConnection poll() {
        while (!byAddress.isEmpty()) {
            Map.Entry<String, Deque<WaitingConnection>> turn = byAddress.entrySet().iterator().next();
            byAddress.remove(turn.getKey());
            WaitingConnection connection = turn.getValue().pollLast();
            while (connection != null && !connection.channel().isOpen()) {
                connection = turn.getValue().pollLast();
            }
            if (!turn.getValue().isEmpty()) {
                byAddress.put(turn.getKey(), turn.getValue());
            }
            if (connection != null) {
                return connection;
            }
        }
        return null;
    }
}
