package io.vitalwatch.console.store.packed;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Numbers of variable length, as bytes: small ones take one byte. */
public final class Bytes {
    private static final int LARGEST = 64 << 20;
    /** Bytes of the longest number. */
    private static final int LONGEST_NUMBER = 10;

    private Bytes() {}

    /** Writes numbers one after the other. */
    public static final class Writer {
        /** One for each thread that packs: making one takes longer than most hours take to be packed. */
        private static final ThreadLocal<Deflater> DEFLATER = ThreadLocal.withInitial(() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));

        private byte[] bytes;
        private int size;

        public Writer() {
            this(1024);
        }

        /** @param expected bytes; more take time to copy */
        public Writer(int expected) {
            bytes = new byte[expected];
        }

        /** A number from 0. */
        public void unsigned(long number) {
            if (bytes.length - size < LONGEST_NUMBER) {
                bytes = Arrays.copyOf(bytes, bytes.length * 3 / 2 + LONGEST_NUMBER);
            }
            long rest = number;
            while (rest >>> 7 != 0) {
                bytes[size++] = (byte) (rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        public int size() {
            return size;
        }

        /** Any number. */
        public void signed(long number) {
            unsigned(number << 1 ^ number >> 63);
        }

        public byte[] plain() {
            return Arrays.copyOf(bytes, size);
        }

        public byte[] deflated() {
            Deflater deflater = DEFLATER.get();
            deflater.reset();
            deflater.setInput(bytes, 0, size);
            deflater.finish();
            byte[] out = new byte[size / 2 + 64];
            int length = 0;
            while (true) {
                length += deflater.deflate(out, length, out.length - length);
                if (deflater.finished()) {
                    return Arrays.copyOf(out, length);
                }
                out = Arrays.copyOf(out, out.length * 2);
            }
        }
    }

    /** Reads what {@link Writer} wrote. */
    public static final class Reader {
        private final byte[] bytes;
        private int at;

        private Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        public static Reader of(byte[] bytes) {
            return new Reader(bytes);
        }

        public static Reader inflated(byte[] deflated) {
            Inflater inflater = new Inflater(true);
            try {
                // One more byte than there is: an old demand of zlib for data without a header.
                byte[] input = Arrays.copyOf(deflated, deflated.length + 1);
                inflater.setInput(input);
                ByteArrayOutputStream out = new ByteArrayOutputStream(deflated.length * 8);
                byte[] part = new byte[8192];
                while (!inflater.finished()) {
                    int count = inflater.inflate(part);
                    out.write(part, 0, count);
                    if (count == 0 && (inflater.needsInput() || inflater.needsDictionary()) || out.size() > LARGEST) {
                        throw new IllegalStateException("a stored hour is damaged; delete the store, and it is built again from the topics");
                    }
                }
                return new Reader(out.toByteArray());
            } catch (DataFormatException e) {
                throw new IllegalStateException("a stored hour is damaged; delete the store, and it is built again from the topics", e);
            } finally {
                inflater.end();
            }
        }

        public long unsigned() {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                number |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return number;
                }
            }
        }

        public int integer() {
            return (int) unsigned();
        }

        public long signed() {
            long number = unsigned();
            return number >>> 1 ^ -(number & 1);
        }
    }
}
