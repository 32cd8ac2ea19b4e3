package io.vitalwatch.corsano;

import java.util.Arrays;

/** Text that is compared with a place in a body. */
class FixedText {
    final byte[] text;

    FixedText(byte[] text) {
        this.text = text;
    }

    /** Whether the body has this text at the given index, and at least one byte after it. */
    final boolean standsIn(byte[] bytes, int at) {
        int end = at + text.length;
        return end < bytes.length && Arrays.equals(bytes, at, end, text, 0, text.length);
    }
}
