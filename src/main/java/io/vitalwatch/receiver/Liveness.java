package io.vitalwatch.receiver;

import io.vitalwatch.web.AwakeClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether the parts of a receiver that work by themselves still do: background tasks, followers of topics, the threads of Kafka's clients.
 * A part can die without anything else noticing it, for instance by an OutOfMemoryError. A pause of the whole process is no death.
 */
final class Liveness {
    private static final long SLACK_NANOS = Duration.ofSeconds(4).toNanos();

    private final AwakeClock clock;
    private final Map<String, Task> tasks = new ConcurrentSkipListMap<>();
    private final Map<String, BooleanSupplier> parts = new ConcurrentSkipListMap<>();

    /** A task that runs again and again. */
    final class Task {
        private final long longestNanos;
        private volatile long ran = clock.nanos();
        private volatile boolean ended;

        private Task(long longestNanos) {
            this.longestNanos = longestNanos;
        }

        /** The task has just run, with or without success. */
        void ran() {
            ran = clock.nanos();
        }

        /** The task will not run again. */
        void ended() {
            ended = true;
        }

        private boolean isDead() {
            return ended || clock.nanos() - ran > longestNanos;
        }
    }

    /** @param nanos a clock such as System.nanoTime() */
    Liveness(LongSupplier nanos) {
        this.clock = new AwakeClock(nanos);
    }

    /**
     * Watches a task.
     *
     * @param longestMillis the longest time from one run to the next; it counts as dead four seconds later
     */
    Task task(String name, long longestMillis) {
        Task task = new Task(Duration.ofMillis(longestMillis).toNanos() + SLACK_NANOS);
        tasks.put(name, task);
        return task;
    }

    /** Watches a part that can say whether it is alive. */
    void part(String name, BooleanSupplier alive) {
        parts.put(name, alive);
    }

    /** The parts that are dead, by name; empty if all is well. */
    List<String> dead() {
        List<String> dead = new ArrayList<>();
        tasks.forEach((name, task) -> {
            if (task.isDead()) {
                dead.add(name);
            }
        });
        parts.forEach((name, alive) -> {
            if (!alive.getAsBoolean()) {
                dead.add(name);
            }
        });
        return dead;
    }
}
