package io.vitalwatch.console.store;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Numbers of variable length, as bytes: small ones take one byte. */
final class Bytes {
    private static final int LARGEST = 64 << 20;

    private Bytes() {}

    /** Writes numbers one after the other. */
    static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

        /** A number from 0. */
        void unsigned(long number) {
            long rest = number;
            while (rest >>> 7 != 0) {
                bytes.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }

        /** Any number. */
        void signed(long number) {
            unsigned(number << 1 ^ number >> 63);
        }

        byte[] plain() {
            return bytes.toByteArray();
        }

        byte[] deflated() {
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            try {
                deflater.setInput(bytes.toByteArray());
                deflater.finish();
                ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.size() / 4 + 64);
                byte[] part = new byte[4096];
                while (!deflater.finished()) {
                    out.write(part, 0, deflater.deflate(part));
                }
                return out.toByteArray();
            } finally {
                deflater.end();
            }
        }
    }

    /** Reads what {@link Writer} wrote. */
    static final class Reader {
        private final byte[] bytes;
        private int at;

        private Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        static Reader of(byte[] bytes) {
            return new Reader(bytes);
        }

        static Reader inflated(byte[] deflated) {
            Inflater inflater = new Inflater(true);
            try {
                // One more byte than there is: an old demand of zlib for data without a header.
                byte[] input = java.util.Arrays.copyOf(deflated, deflated.length + 1);
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

        long unsigned() {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                number |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return number;
                }
            }
        }

        int integer() {
            return (int) unsigned();
        }

        long signed() {
            long number = unsigned();
            return number >>> 1 ^ -(number & 1);
        }
    }
}
