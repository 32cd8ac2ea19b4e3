package io.vitalwatch.kafka;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The threads that a Kafka client has started. A client whose thread has died accepts records and never sends them. */
public final class ClientThreads {
    private static final String PREFIX = "kafka-";

    private List<Thread> threads = List.of();

    /** Creates a client and remembers the threads that it starts. */
    public <T> T startedBy(Supplier<T> client) {
        Set<Thread> before = running();
        T made = client.get();
        Set<Thread> after = running();
        after.removeAll(before);
        threads = List.copyOf(after);
        return made;
    }

    /** Whether all of them still run; true if none was found. */
    public boolean alive() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    private static Set<Thread> running() {
        Set<Thread> found = new HashSet<>();
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().startsWith(PREFIX)) {
                found.add(each);
            }
        }
        return found;
    }
}
