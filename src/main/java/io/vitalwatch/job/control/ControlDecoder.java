package io.vitalwatch.job.control;

import io.vitalwatch.control.ControlCounter;
import io.vitalwatch.control.ControlIntake;
import io.vitalwatch.control.ControlOutput;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.control.CopiedControl;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlRecord;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Control records in one subtask of the decoder: begins partitions without state, takes copies, and sends each change to every key group or to
 * its patient. A content goes to every key group once, and from then on only its hash.
 */
public final class ControlDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ControlDecoder.class);
    private static final String TOPIC_ID = "[A-Za-z0-9_-]{1,64}";
    private static final int LONGEST_PROBLEM = 200;
    /** Beyond so many contents all are sent again. */
    private static final int MOST_SENT = 1 << 16;

    private final ControlIntake intake;
    private final ControlLog log;
    private final String topic;
    private final int partitions;
    private int started = -1;

    /** Takes what the decoder sends on. */
    public interface Output {
        /** A change for a user or a key group. */
        void send(Delivery change);

        /** What became of a record. */
        void answer(ControlAnswer answer);

        /** Adds one to a counter of a partition. */
        void count(ControlCounter counter, int partition);
    }

    /**
     * @param topic the raw topic, for the origin of changes
     * @param partitions how many partitions it has, or 0 if that is not known
     * @param keyGroups Flink's maximum parallelism
     * @param first whether this is subtask 0
     */
    public ControlDecoder(
            ControlSettings settings, ControlLog log, String topic, int partitions, int keyGroups, boolean first, Output output) {
        this.log = log;
        this.topic = topic;
        this.partitions = partitions;
        this.intake = new ControlIntake(settings, new ControlSchema(), new Sender(KeyGroupKeys.of(keyGroups), output), first);
    }

    /** Takes the state of all subtasks. */
    public void restore(Iterable<byte[]> entries) throws IOException {
        intake.restore(entries);
    }

    /** The state to write. */
    public List<byte[]> snapshot() throws IOException {
        return intake.snapshot();
    }

    /**
     * Comes before every record: a partition without state begins with what vitals.control says now.
     *
     * @param stamp the record's timestamp
     * @throws IOException if vitals.control cannot be read; the job must fail then
     */
    public void before(int partition, long stamp) throws IOException {
        if (partition == started) {
            return;
        }
        if (!intake.isStarted(partition)) {
            ControlLog.Content content = log.read();
            intake.start(partition, stamp, content.topicId(), content.records(), user -> isIn(user, partition));
            LOG.info("Partition {} of {} begins with the {} records of the control topic before it", partition, topic,
                    content.records().size());
        }
        started = partition;
    }

    /** Whether deliveries of a partition go to the shadow catalogue too. */
    public boolean hasShadow(int partition) {
        return intake.hasShadow(partition);
    }

    /**
     * Takes a copy.
     *
     * @param headers seq, id of the topic, time in vitals.control, problem: each null if it is missing
     * @param clock the partition's clock, or {@link Long#MIN_VALUE}
     */
    public void read(int partition, long offset, long stamp, String[] headers, byte[] value, long clock) {
        String topicId = headers[1] != null && headers[1].matches(TOPIC_ID) ? headers[1] : null;
        String problem = headers[3] == null ? null : printable(headers[3]);
        intake.read(new CopiedControl(partition, offset, stamp, number(headers[0]), topicId, number(headers[2]), problem, value), clock);
        intake.advance(partition, offset + 1);
    }

    private boolean isIn(String user, int partition) {
        return partitions <= 0 || Utils.toPositive(Utils.murmur2(user.getBytes(StandardCharsets.UTF_8))) % partitions == partition;
    }

    /** What a header says, in ASCII: it may have any bytes, and one that is made by hand more of them than can be shown. */
    private static String printable(String text) {
        String ascii = text.replaceAll("[^ -~]", "?");
        return ascii.substring(0, Math.min(LONGEST_PROBLEM, ascii.length()));
    }

    private static Long number(String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Sends changes to their keys. */
    private final class Sender implements ControlOutput {
        private final String[] keys;
        private final Output output;
        /** Contents that every key group has, by their number and hash: the monitor keeps them until no partition can ask for the number. */
        private final Set<String> sent = new HashSet<>();
        /** The number that each partition has come to. Where it does not rise, the monitor may have dropped contents that come now. */
        private final Map<Integer, Long> last = new HashMap<>();

        private Sender(String[] keys, Output output) {
            this.keys = keys;
            this.output = output;
        }

        @Override
        public void toAll(ControlCopy copy, ControlRecord record) {
            Long before = last.put(copy.partition(), copy.seq());
            if (before == null || copy.seq() <= before || sent.size() == MOST_SENT) {
                sent.clear();
            }
            boolean known = !sent.add(copy.seq() + copy.hash());
            ControlCopy change = known ? copy.withoutContent() : copy;
            for (String key : keys) {
                output.send(Delivery.control(key, copy.appliedAt(), origin(copy), change));
            }
        }

        @Override
        public void toPatient(ControlCopy copy, ControlRecord record) {
            output.send(Delivery.control(record.scope().name(), copy.appliedAt(), origin(copy), copy));
        }

        @Override
        public void answer(ControlAnswer answer) {
            if (answer.outcome() == ControlAnswer.Outcome.REFUSED) {
                LOG.warn("Control record {} is refused in partition {}", answer.seq(), answer.partition());
            }
            output.answer(answer);
        }

        @Override
        public void foreignTopic(int partition, String known, String found) {
            LOG.error("A control record in partition {} of {} is of the topic with id {}, and not of {}: it is refused. The control topic was"
                    + " created again or replaced; if that is intended, start the job with --control.topic-id={}", partition, topic, found,
                    known, found);
        }

        @Override
        public void outOfOrder(int partition, long seq, long before) {
            LOG.warn("Control record {} counts after record {} in partition {} of {}: that one was written by hand, or the partition began"
                    + " without this one", seq, before, partition, topic);
        }

        @Override
        public void count(ControlCounter counter, int partition) {
            output.count(counter, partition);
        }

        private Origin origin(ControlCopy copy) {
            return new Origin(topic, copy.partition(), copy.seq());
        }
    }
}
