package io.vitalwatch.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Numbers of variable length, seven bits a byte, for the bytes of the state. */
public final class PackedNumbers {
    /** More of anything is not kept; a larger count is a sign of damaged bytes. */
    public static final int MOST = 1 << 20;
    private static final long NEVER = Long.MIN_VALUE;

    private PackedNumbers() {}

    /** A moment near another one, or {@code Long.MIN_VALUE} for never. */
    public static void moment(long millis, long base, DataOutput out) throws IOException {
        if (millis == NEVER) {
            out.writeByte(0);
            return;
        }
        long delta = millis - base;
        long coded = delta << 1 ^ delta >> 63;
        // One more, because 0 means never; the one value without room for it has all bits set and cannot occur in credible times.
        unsigned(coded + 1, out);
    }

    /** Reads what {@link #moment(long, long, DataOutput)} wrote. */
    public static long moment(long base, DataInput in) throws IOException {
        long coded = unsigned(in);
        if (coded == 0) {
            return NEVER;
        }
        long delta = coded - 1;
        return base + (delta >>> 1 ^ -(delta & 1));
    }

    /** A number near 0, on either side of it. */
    public static void signed(long value, DataOutput out) throws IOException {
        unsigned(value << 1 ^ value >> 63, out);
    }

    /** Reads what {@link #signed(long, DataOutput)} wrote. */
    public static long signed(DataInput in) throws IOException {
        long coded = unsigned(in);
        return coded >>> 1 ^ -(coded & 1);
    }

    /** A small number from 0 up; any other takes up to ten bytes. */
    public static void unsigned(long value, DataOutput out) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** @throws IOException if the bytes are those of no number */
    public static long unsigned(DataInput in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits: the state's bytes are damaged");
    }

    /**
     * Reads how many there are of something.
     *
     * @param what the things, for the message
     * @throws IOException if there are more than {@link #MOST}
     */
    public static int count(String what, DataInput in) throws IOException {
        long count = unsigned(in);
        if (count < 0 || count > MOST) {
            throw new IOException(count + " " + what + ": the state's bytes are damaged");
        }
        return (int) count;
    }
}
