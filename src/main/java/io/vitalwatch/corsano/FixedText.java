package io.vitalwatch.corsano;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Text that is compared with a place in a body, eight bytes at a time. */
class FixedText {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    final byte[] text;
    /** The same text, eight bytes in each number; the last one may overlap the one before. Empty if the text is shorter than eight. */
    private final long[] eights;

    FixedText(byte[] text) {
        this.text = text;
        this.eights = new long[text.length < Long.BYTES ? 0 : (text.length + Long.BYTES - 1) / Long.BYTES];
        for (int i = 0; i < eights.length; i++) {
            eights[i] = (long) EIGHT.get(text, Math.min(i * Long.BYTES, text.length - Long.BYTES));
        }
    }

    /** Whether the body has this text at the given index, and at least one byte after it. */
    final boolean standsIn(byte[] bytes, int at) {
        int length = text.length;
        if (at + length >= bytes.length) {
            return false;
        }
        int last = eights.length - 1;
        if (last < 0) {
            return Arrays.equals(bytes, at, at + length, text, 0, length);
        }
        for (int i = 0; i < last; i++) {
            if ((long) EIGHT.get(bytes, at + i * Long.BYTES) != eights[i]) {
                return false;
            }
        }
        return (long) EIGHT.get(bytes, at + length - Long.BYTES) == eights[last];
    }
}
