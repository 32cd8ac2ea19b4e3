package io.vitalwatch.intake.clock;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * A partition's clock as bytes, one entry of decode's state.
 *
 * <p>The first byte is the version of the format, then come partition and next offset; the last four bytes are a checksum of all before.
 * A newer version must go on reading every older one.
 */
final class PartitionCodec {
    /** The version that is written. */
    static final int VERSION = 1;

    private static final int CHECKSUM_BYTES = 4;
    private static final int CHUNK = 1 << 16;
    private static final int REFUTED = 1;
    private static final int HEARTBEAT_SEEN = 2;

    private PartitionCodec() {}

    /**
     * What is needed to choose between two entries of the same partition.
     *
     * @param partition the partition
     * @param nextOffset the offset after the last record read; the higher one is newer
     */
    record Head(int partition, long nextOffset) {}

    /** Writes a clock with all that waits. */
    static <R> byte[] write(PartitionClock<R> clock, RecordFormat<R> format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        out.writeInt(clock.partition());
        out.writeLong(clock.nextOffset);
        out.writeLong(clock.clock);
        out.writeLong(clock.highestSeq);
        out.writeByte((clock.refuted ? REFUTED : 0) | (clock.heartbeatSeen ? HEARTBEAT_SEEN : 0));
        out.writeLong(clock.lastHeartbeat);
        out.writeByte(clock.farHeartbeats);
        out.writeByte(clock.ahead);
        out.writeLong(clock.lowestAhead);
        out.writeLong(clock.highestAhead);
        out.writeInt(clock.waiting.size());
        for (R record : clock.waiting) {
            format.write(record, out);
        }
        out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    /**
     * Reads partition and offset, and checks that the bytes are whole.
     *
     * @throws IOException when the bytes are cut short, damaged or of a version that this release cannot read
     */
    static Head head(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            throw damaged(null);
        }
        int version = bytes[0] & 0xFF;
        if (version != VERSION) {
            throw new IOException("state of an arrival clock has version " + version + ", this release reads " + VERSION
                    + "; restore with the release that wrote it, or a newer one");
        }
        int length = bytes.length - CHECKSUM_BYTES;
        if (length < 1 + Integer.BYTES + Long.BYTES || ByteBuffer.wrap(bytes, length, CHECKSUM_BYTES).getInt() != checksum(bytes, length)) {
            throw damaged(null);
        }
        ByteBuffer head = ByteBuffer.wrap(bytes, 1, Integer.BYTES + Long.BYTES);
        return new Head(head.getInt(), head.getLong());
    }

    /**
     * Reads a clock with all that waits.
     *
     * @throws IOException when the bytes are cut short, damaged or of a version that this release cannot read
     */
    static <R> PartitionClock<R> read(byte[] bytes, ClockSettings settings, RecordFormat<R> format) throws IOException {
        Head head = head(bytes);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - CHECKSUM_BYTES));
        try {
            in.skipBytes(1 + Integer.BYTES + Long.BYTES);
            PartitionClock<R> clock = new PartitionClock<>(head.partition(), settings, format);
            clock.nextOffset = head.nextOffset();
            clock.clock = in.readLong();
            clock.highestSeq = in.readLong();
            int flags = in.readUnsignedByte();
            clock.refuted = (flags & REFUTED) != 0;
            clock.heartbeatSeen = (flags & HEARTBEAT_SEEN) != 0;
            clock.lastHeartbeat = in.readLong();
            clock.farHeartbeats = in.readUnsignedByte();
            clock.ahead = in.readUnsignedByte();
            clock.lowestAhead = in.readLong();
            clock.highestAhead = in.readLong();
            for (int left = in.readInt(); left > 0; left--) {
                clock.restore(format.read(in));
            }
            if (in.available() > 0) {
                throw damaged(null);
            }
            return clock;
        } catch (EOFException | RuntimeException e) {
            throw damaged(e);
        }
    }

    /** So many bytes; what a damaged length promises is not reserved before it is there. */
    static byte[] bytes(DataInput in, int length) throws IOException {
        if (length < 0) {
            throw damaged(null);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(Math.min(length, CHUNK));
        byte[] chunk = new byte[Math.min(length, CHUNK)];
        for (int left = length; left > 0; left -= chunk.length) {
            int next = Math.min(left, chunk.length);
            in.readFully(chunk, 0, next);
            all.write(chunk, 0, next);
        }
        return all.toByteArray();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private static IOException damaged(Exception cause) {
        return new IOException("the state of an arrival clock is damaged: its bytes cannot be read", cause);
    }
}
