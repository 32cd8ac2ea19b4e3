package io.vitalwatch.intake.clock;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A record of the raw topic with all that has to be kept while it waits, and its bytes. A {@link RecordFormat} may write its own records as
 * this one.
 *
 * @param topic the Kafka topic, or the file's name in a replay
 * @param partition the partition; 0 in a replay
 * @param offset the offset; in a replay the line
 * @param stamp the record's timestamp, Unix milliseconds
 * @param kind the header {@code vitalwatch-kind}, or null
 * @param receiver the header {@code vitalwatch-receiver}, or null
 * @param body the exact body, or null for a tombstone
 * @param unreadable why a replay could not read the line, or null
 */
public record WaitingRecord(
        String topic, int partition, long offset, long stamp, String kind, String receiver, byte[] body, String unreadable) {
    private static final int VERSION = 1;

    /** Writes all of it, the version of the format first. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        text(topic, out);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeLong(stamp);
        text(kind, out);
        text(receiver, out);
        bytes(body, out);
        text(unreadable, out);
    }

    /** @throws IOException when the bytes are damaged or of a version that this release cannot read */
    public static WaitingRecord read(DataInput in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("waiting record of version " + version + ", this release reads " + VERSION
                    + "; restore with the release that wrote it, or a newer one");
        }
        return new WaitingRecord(text(in), in.readInt(), in.readLong(), in.readLong(), text(in), text(in), bytes(in), text(in));
    }

    private static void text(String text, DataOutput out) throws IOException {
        bytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8), out);
    }

    private static String text(DataInput in) throws IOException {
        byte[] bytes = bytes(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static void bytes(byte[] bytes, DataOutput out) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte[] bytes(DataInput in) throws IOException {
        int length = in.readInt();
        return length == -1 ? null : PartitionCodec.bytes(in, length);
    }
}
