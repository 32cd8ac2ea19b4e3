package io.vitalwatch.monitor.rules;

import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The contents of changes for many patients, by hash. The decoder sends a content once and from then on its hash, so a content is kept while a
 * change refers to it, and until every partition's copies in every key group of this subtask have passed its number: after that no copy can
 * refer to it.
 */
public final class ControlContents {
    private static final Logger LOG = LoggerFactory.getLogger(ControlContents.class);

    private record Content(long seq, byte[] bytes) {}

    private record Channel(int keyGroup, int partition) {}

    private final ControlReader reader;
    private final int partitions;
    private final Map<String, Content> contents = new TreeMap<>();
    private final Map<String, ControlRecord> records = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final Set<String> usable = new HashSet<>();
    /** The number of the last copy of each partition in each key group since the start. */
    private final Map<Channel, Long> last = new HashMap<>();

    /** @param partitions how many partitions the raw topic has; 0 where that is not known: then no content is ever dropped */
    ControlContents(ControlReader reader, int partitions) {
        this.reader = reader;
        this.partitions = partitions;
    }

    /**
     * Takes what a copy brings.
     *
     * @return the record, or null if this release cannot read it
     * @throws IllegalStateException if the content was never sent
     */
    ControlRecord take(int keyGroup, ControlCopy copy) {
        last.put(new Channel(keyGroup, copy.partition()), copy.seq());
        Content known = contents.get(copy.hash());
        byte[] bytes = copy.content() != null ? copy.content() : known == null ? null : known.bytes();
        if (bytes == null) {
            throw new IllegalStateException("a change refers to content that was not sent: " + copy.hash());
        }
        if (known == null || known.seq() < copy.seq()) {
            contents.put(copy.hash(), new Content(copy.seq(), bytes));
        }
        return record(copy.hash());
    }

    /** The record with a hash, or null if this release cannot read it: then it changes nothing, and an error is logged. */
    ControlRecord record(String hash) {
        ControlRecord record = records.get(hash);
        if (record == null && !unreadable.contains(hash)) {
            Content content = contents.get(hash);
            if (content == null) {
                throw new IllegalStateException("a change refers to content that was not sent: " + hash);
            }
            try {
                record = reader.read(content.bytes());
                records.put(hash, record);
            } catch (IllegalArgumentException e) {
                refuse(hash, e.getMessage());
            }
        }
        return record;
    }

    /** Whether this release can read the catalogue of a record; else an error is logged. */
    boolean isUsable(String hash, CatalogueText catalogue) {
        if (!usable.contains(hash) && !unreadable.contains(hash)) {
            String refusal = catalogue.refusal();
            if (refusal == null) {
                usable.add(hash);
            } else {
                refuse(hash, refusal);
            }
        }
        return usable.contains(hash);
    }

    private void refuse(String hash, String why) {
        if (unreadable.add(hash)) {
            LOG.error("Control record {} cannot be used by this release: {}. The rules before it stay in force; write the change again",
                    seq(hash), why);
        }
    }

    /** How many records this release cannot use. */
    public int unreadable() {
        return unreadable.size();
    }

    private long seq(String hash) {
        return contents.get(hash).seq();
    }

    /**
     * Drops contents that nothing can refer to any more.
     *
     * @param used those that changes refer to
     * @param keyGroups the key groups of this subtask
     */
    void drop(Set<String> used, Iterable<Integer> keyGroups) {
        long passed = Long.MAX_VALUE;
        for (int keyGroup : keyGroups) {
            for (int partition = 0; partition < partitions; partition++) {
                passed = Math.min(passed, last.getOrDefault(new Channel(keyGroup, partition), Long.MIN_VALUE));
            }
        }
        long all = passed;
        if (partitions > 0) {
            contents.entrySet().removeIf(each -> each.getValue().seq() < all && !used.contains(each.getKey()));
            records.keySet().retainAll(contents.keySet());
            unreadable.retainAll(contents.keySet());
            usable.retainAll(contents.keySet());
        }
    }

    /** The number of contents. */
    int size() {
        return contents.size();
    }

    /** The contents for the state. */
    List<byte[]> snapshot() throws IOException {
        List<byte[]> entries = new ArrayList<>();
        for (Map.Entry<String, Content> each : contents.entrySet()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(each.getKey());
            out.writeLong(each.getValue().seq());
            out.write(each.getValue().bytes());
            entries.add(bytes.toByteArray());
        }
        return entries;
    }

    /** Takes the contents that all subtasks had. */
    public void restore(Iterable<byte[]> entries) throws IOException {
        for (byte[] entry : entries) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry));
            String hash = in.readUTF();
            long seq = in.readLong();
            Content known = contents.get(hash);
            if (known == null || known.seq() < seq) {
                contents.put(hash, new Content(seq, in.readAllBytes()));
            }
        }
    }
}
