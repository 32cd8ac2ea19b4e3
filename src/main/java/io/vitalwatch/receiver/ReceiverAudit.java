package io.vitalwatch.receiver;

import io.vitalwatch.kafka.KafkaSettings;
import io.vitalwatch.kafka.RecordWriter;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.web.access.AuditQueue;
import io.vitalwatch.web.access.SignInWatcher;

import java.util.function.LongSupplier;

/**
 * Writes who signed in at the private address, and who was refused, to the topic of the audit, where the console's sign-ins are too. Does
 * nothing where nobody has to sign in.
 */
final class ReceiverAudit implements AutoCloseable {
    private static final String PLACE = " (receiver)";

    private final AuditQueue queue;
    private final RecordWriter writer;
    private final SignInWatcher watcher;

    /** @param clock the time of records, Unix milliseconds; it counts only where the topic does not take the broker's */
    ReceiverAudit(ReceiverSettings settings, LongSupplier clock) {
        String topic = topic(settings);
        this.writer = topic == null ? null : new RecordWriter(new KafkaSettings(settings.kafka()).audit(), topic, clock);
        this.queue = topic == null ? null : new AuditQueue(writer::write);
        this.watcher = topic == null ? SignInWatcher.NONE : new AuditLog(queue::add, PLACE, System::nanoTime);
    }

    /** The topic, or null where nothing is recorded. */
    static String topic(ReceiverSettings settings) {
        boolean signIn = settings.access().oidc() != null || settings.access().signIn().required();
        return signIn ? settings.topics().audit().orElse(null) : null;
    }

    SignInWatcher watcher() {
        return watcher;
    }

    /** How many records were lost. */
    long lost() {
        return queue == null ? 0 : queue.lost();
    }

    void start() {
        if (queue != null) {
            queue.start();
        }
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close();
            writer.close();
        }
    }
}
