package io.vitalwatch.corsano;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds invalid UTF-8 anywhere in a body; eight bytes at a time where it is ASCII, as the vendor's bodies are. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    /** @return offset of the first byte that is not valid UTF-8 (RFC 3629), or −1 */
    static int firstInvalid(byte[] bytes) {
        int at = 0;
        int length = bytes.length;
        while (at < length) {
            if (at + 8 <= length && ((long) LONGS.get(bytes, at) & NOT_ASCII) == 0) {
                at += 8;
                continue;
            }
            int more = following(bytes[at]);
            if (more < 0 || at + more >= length) {
                return at;
            }
            for (int i = 1; i <= more; i++) {
                if ((bytes[at + i] & 0xC0) != 0x80) {
                    return at;
                }
            }
            if (more > 1 && !inRange(bytes[at] & 0xFF, bytes[at + 1] & 0xFF)) {
                return at;
            }
            at += more + 1;
        }
        return -1;
    }

    /** How many bytes follow this first byte, or −1 where none may start a character. */
    private static int following(byte first) {
        int value = first & 0xFF;
        if (value < 0x80) {
            return 0;
        }
        if (value < 0xC2 || value > 0xF4) {
            return -1;
        }
        return value < 0xE0 ? 1 : value < 0xF0 ? 2 : 3;
    }

    /** No overlong forms, no surrogates, nothing above U+10FFFF. */
    private static boolean inRange(int first, int second) {
        return switch (first) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
    }
}
