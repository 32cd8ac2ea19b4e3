package io.vitalwatch.web.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Connections whose head is whole, and which are read next. Addresses take turns, and of one address the newest is next: where more come
 * than can be read, those who wait for their answers before they ask again then slow down themselves and nobody else. Connections that the
 * other end has left come last, because an answer rarely finds somebody there. Not thread-safe.
 */
final class ReadyConnections {
    private static final int FEW = 64;

    private final Predicate<WaitingConnection> left;
    private final Map<String, Deque<WaitingConnection>> byAddress = new LinkedHashMap<>();
    private final Deque<WaitingConnection> last = new ArrayDeque<>();
    private int size;
    /** At this size those that were closed meanwhile are removed. */
    private int full = FEW;

    /** @param left finds out whether the other end has sent all it will send; it closes a connection that is broken */
    ReadyConnections(Predicate<WaitingConnection> left) {
        this.left = left;
    }

    void add(WaitingConnection connection) {
        byAddress.computeIfAbsent(connection.address(), any -> new ArrayDeque<>()).addLast(connection);
        size++;
        if (size >= full) {
            byAddress.values().forEach(each -> each.removeIf(ReadyConnections::isClosed));
            byAddress.values().removeIf(Deque::isEmpty);
            last.removeIf(ReadyConnections::isClosed);
            size = byAddress.values().stream().mapToInt(Deque::size).sum() + last.size();
            full = Math.max(FEW, 2 * size);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Takes the next one that was not closed meanwhile, or null. */
    WaitingConnection poll() {
        while (!byAddress.isEmpty()) {
            Map.Entry<String, Deque<WaitingConnection>> turn = byAddress.entrySet().iterator().next();
            String address = turn.getKey();
            Deque<WaitingConnection> own = turn.getValue();
            byAddress.remove(address);
            WaitingConnection connection = own.pollLast();
            if (!own.isEmpty()) {
                byAddress.put(address, own);
            }
            boolean comesLast = !isClosed(connection) && size > 1 && left.test(connection);
            if (comesLast && !isClosed(connection)) {
                last.addLast(connection);
                continue;
            }
            size--;
            if (!isClosed(connection)) {
                return connection;
            }
        }
        while (!last.isEmpty()) {
            WaitingConnection connection = last.pollLast();
            size--;
            if (!isClosed(connection)) {
                return connection;
            }
        }
        return null;
    }

    private static boolean isClosed(WaitingConnection connection) {
        return !connection.channel().isOpen();
    }
}
