package io.vitalwatch.control;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * What the decoder knows of the control records of one partition, and its bytes in a checkpoint: a version, the fields, a checksum. Every older
 * version must stay readable.
 */
final class PartitionControl {
    /** The version that is written. */
    static final int VERSION = 4;
    /** Version 3 has no {@link #last} and {@link #counted}: there all numbers up to the highest one are {@link #passed}. */
    private static final int WITHOUT_COUNTED = 3;
    /** Version 2 has no {@link #planned} either. */
    private static final int WITHOUT_PLANNED = 2;
    /** Version 1 has no {@link #refused} either. */
    private static final int FIRST_VERSION = 1;
    /** No record was read. */
    static final long NONE = Long.MIN_VALUE;
    /** So long the id of a record is remembered, by the times of vitals.control, milliseconds. */
    static final long ID_MILLIS = 24 * 3_600_000L;
    /** So many ids at most; the oldest is forgotten first. */
    static final int MOST_IDS = 65_536;
    /** So many refused copies at most; the one that was read longest ago is forgotten first, and another copy of it would be judged again. */
    static final int MOST_REFUSED = 4_096;
    /** So many copies that count are known at most; those with the smallest numbers are forgotten first, and {@link #passed} rises to them. */
    static final int MOST_COUNTED = 1_024;
    /** So many catalogues may wait for their time. */
    static final int MOST_PLANNED = 16;

    private static final int CHECKSUM_BYTES = 4;

    final int partition;
    long nextOffset;
    /** Null while it is unknown. */
    String topicId;
    /** All copies with numbers up to this one are repeats. */
    private long passed = NONE;
    /** The number of the last copy that counts. */
    private long last = NONE;
    /** Copies that count, above {@link #passed}. */
    private final TreeSet<Copy> counted = new TreeSet<>();
    /** The catalogue in force; null for that of the submission. */
    private String catalogue;
    /** Catalogues that take effect later, in the order in which they do. */
    private final List<Planned> planned = new ArrayList<>();
    /** Whether a shadow catalogue is evaluated. */
    boolean shadow;

    private record Planned(long from, String yaml) {}

    private record Copy(long seq, String hash) implements Comparable<Copy> {
        @Override
        public int compareTo(Copy other) {
            return seq == other.seq ? hash.compareTo(other.hash) : Long.compare(seq, other.seq);
        }
    }

    /** Ids of records that count, with their times in vitals.control, oldest first. */
    private final LinkedHashMap<String, Long> ids = new LinkedHashMap<>();

    /**
     * Refused copies, by hash and number, above {@link #passed}, the one that was read longest ago first: what relays copy again each hour is
     * not forgotten.
     */
    private final LinkedHashMap<String, Long> refused = new LinkedHashMap<>(16, 0.75f, true);

    PartitionControl(int partition) {
        this.partition = partition;
    }

    /** Begins behind a record of vitals.control. */
    void begins(long seq) {
        passed = seq;
        last = seq;
    }

    /** The number of the last copy that counts, or {@link #NONE}. */
    long last() {
        return last;
    }

    /**
     * Whether a copy was read before. A number alone shows nothing: a relay writes the numbers of a partition in their order, but anyone who
     * writes a copy by hand can give it the number of a change to come, or one above all.
     *
     * @param hash of its content
     */
    boolean isRead(long seq, String hash) {
        return seq <= passed || refused.get(refusedName(seq, hash)) != null || seq <= last && isCounted(seq, hash);
    }

    /** Whether a copy counts already. If its number is above the last one, one with a smaller number has counted since. */
    boolean isCounted(long seq, String hash) {
        return counted.contains(new Copy(seq, hash));
    }

    private static String refusedName(long seq, String hash) {
        return hash + ' ' + seq;
    }

    /** Notes a copy that counts. */
    void counts(long seq, String hash) {
        counted.add(new Copy(seq, hash));
        if (counted.size() > MOST_COUNTED) {
            passed = counted.pollFirst().seq();
        }
        last = seq;
        // What has a larger number was refused without this one; with it, it may be right.
        refused.values().removeIf(each -> each <= passed || each > seq);
    }

    /** Notes a copy that changes nothing. It makes no copy of another content a repeat. */
    void refuses(long seq, String hash) {
        refused.put(refusedName(seq, hash), seq);
        if (refused.size() > MOST_REFUSED) {
            refused.remove(refused.keySet().iterator().next());
        }
    }

    /** Forgets all numbers: those of another topic follow. */
    void numbersBegin() {
        passed = NONE;
        last = NONE;
        counted.clear();
        refused.clear();
    }

    /** Whether a record with this name stands earlier in the log, within a day; else remembers it. */
    boolean isKnown(String name, long appendedAt) {
        Iterator<Map.Entry<String, Long>> oldest = ids.entrySet().iterator();
        while (oldest.hasNext() && oldest.next().getValue() < appendedAt - ID_MILLIS) {
            oldest.remove();
        }
        return ids.containsKey(name);
    }

    /** Remembers the name of a record that counts. */
    void remember(String name, long appendedAt) {
        ids.put(name, appendedAt);
        if (ids.size() > MOST_IDS) {
            Iterator<String> oldest = ids.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * Replaces the catalogue: at once, although it counts only when its copies have arrived everywhere, because limits that are written after it
     * are meant for it.
     *
     * @param from when it counts, Unix milliseconds: planned ones up to then are over
     */
    void replaceCatalogue(long from, String yaml) {
        planned.removeIf(each -> each.from() <= from);
        catalogue = yaml;
    }

    /** Replaces the catalogue at a later time, Unix milliseconds. */
    void planCatalogue(long from, String yaml) {
        planned.remove(new Planned(from, yaml));
        int place = planned.size();
        while (place > 0 && planned.get(place - 1).from() > from) {
            place--;
        }
        planned.add(place, new Planned(from, yaml));
    }

    /** Whether as many catalogues wait for their time as may; those whose time has come wait no longer. */
    boolean isFull(long now) {
        while (!planned.isEmpty() && planned.get(0).from() <= now) {
            catalogue = planned.remove(0).yaml();
        }
        return planned.size() >= MOST_PLANNED;
    }

    /** The catalogue that is in force at a moment, then those that follow it; null for that of the submission. */
    List<String> cataloguesFrom(long time) {
        List<String> from = new ArrayList<>();
        from.add(catalogue);
        for (Planned each : planned) {
            if (each.from() <= time) {
                from.set(0, each.yaml());
            } else {
                from.add(each.yaml());
            }
        }
        return from;
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        out.writeInt(partition);
        out.writeLong(nextOffset);
        text(topicId, out);
        out.writeLong(passed);
        text(catalogue, out);
        out.writeBoolean(shadow);
        out.writeInt(ids.size());
        for (Map.Entry<String, Long> each : ids.entrySet()) {
            text(each.getKey(), out);
            out.writeLong(each.getValue());
        }
        out.writeInt(refused.size());
        for (Map.Entry<String, Long> each : refused.entrySet()) {
            text(each.getKey(), out);
            out.writeLong(each.getValue());
        }
        out.writeInt(planned.size());
        for (Planned each : planned) {
            out.writeLong(each.from());
            text(each.yaml(), out);
        }
        out.writeLong(last);
        out.writeInt(counted.size());
        for (Copy each : counted) {
            out.writeLong(each.seq());
            text(each.hash(), out);
        }
        out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    /** @throws IOException when the bytes are cut short, damaged or of a version that this release cannot read */
    static PartitionControl read(byte[] bytes) throws IOException {
        int length = bytes.length - CHECKSUM_BYTES;
        if (length > 0 && (bytes[0] < FIRST_VERSION || bytes[0] > VERSION)) {
            throw new IOException("state of control records has version " + bytes[0] + ", this release reads " + FIRST_VERSION + " to " + VERSION
                    + "; restore with the release that wrote it, or a newer one");
        }
        if (length <= 0 || new DataInputStream(new ByteArrayInputStream(bytes, length, CHECKSUM_BYTES)).readInt() != checksum(bytes, length)) {
            throw new IOException("the state of control records is damaged: its bytes cannot be read");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 1, length - 1));
        PartitionControl read = new PartitionControl(in.readInt());
        read.nextOffset = in.readLong();
        read.topicId = text(in);
        read.begins(in.readLong());
        read.catalogue = text(in);
        read.shadow = in.readBoolean();
        for (int left = in.readInt(); left > 0; left--) {
            read.ids.put(text(in), in.readLong());
        }
        for (int left = bytes[0] == FIRST_VERSION ? 0 : in.readInt(); left > 0; left--) {
            read.refused.put(text(in), in.readLong());
        }
        for (int left = bytes[0] <= WITHOUT_PLANNED ? 0 : in.readInt(); left > 0; left--) {
            read.planned.add(new Planned(in.readLong(), text(in)));
        }
        if (bytes[0] > WITHOUT_COUNTED) {
            read.last = in.readLong();
            for (int left = in.readInt(); left > 0; left--) {
                read.counted.add(new Copy(in.readLong(), text(in)));
            }
        }
        return read;
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
