package io.vitalwatch.window;

import io.vitalwatch.corsano.Field;

/**
 * Which fields a patient's rows of one event type have, and which went missing: those that stood in each of {@value #STOOD} rows and in
 * none of the next {@value #GONE}.
 *
 * <p>A number is kept of each field: up to {@link #STOOD} the rows in a row that had it; above it, by how much, the rows since then that did
 * not. The numbers stand upright, a bit of each in one {@code int}, so that a row changes all of them at once by a few operations.
 */
public final class FieldPresence {
    /** After so many rows that had a field, and so many without it, the field is missing. */
    public static final int STOOD = 20;
    public static final int GONE = 5;

    /** The number of fields. Their ordinals are in the bytes of the state. */
    public static final int COUNT = Field.values().length;
    /** More rows in a row that have the same fields change nothing more. */
    static final int ENOUGH = STOOD + GONE;
    /** Not the timestamp, which every row has. */
    private static final int ALL = (1 << COUNT) - 1 & ~1;

    private int ones;
    private int twos;
    private int fours;
    private int eights;
    private int sixteens;

    public FieldPresence copy() {
        FieldPresence copy = new FieldPresence();
        copy.ones = ones;
        copy.twos = twos;
        copy.fours = fours;
        copy.eights = eights;
        copy.sixteens = sixteens;
        return copy;
    }

    /** Whether the same is kept of each field. */
    boolean isLike(FieldPresence other) {
        return ones == other.ones && twos == other.twos && fours == other.fours && eights == other.eights && sixteens == other.sixteens;
    }

    /** The fields that went missing, a bit for each by ordinal. */
    public int missing() {
        return sixteens & eights & ones;
    }

    /** The number that is kept of a field, for the bytes of the state. */
    public int rows(int ordinal) {
        return bit(ones, ordinal) | bit(twos, ordinal) << 1 | bit(fours, ordinal) << 2 | bit(eights, ordinal) << 3
                | bit(sixteens, ordinal) << 4;
    }

    private static int bit(int bits, int ordinal) {
        return bits >>> ordinal & 1;
    }

    /** Restores the number that is kept of a field. A field that this release does not have is left out. */
    public void restore(int ordinal, int number) {
        if (ordinal < COUNT) {
            int kept = Math.max(0, Math.min(ENOUGH, number));
            ones = with(ones, ordinal, kept);
            twos = with(twos, ordinal, kept >> 1);
            fours = with(fours, ordinal, kept >> 2);
            eights = with(eights, ordinal, kept >> 3);
            sixteens = with(sixteens, ordinal, kept >> 4);
        }
    }

    private static int with(int bits, int ordinal, int bit) {
        return bits & ~(1 << ordinal) | (bit & 1) << ordinal;
    }

    /**
     * Counts a row.
     *
     * @param fields the fields that the row has, a bit for each by ordinal
     */
    public void note(int fields) {
        int there = fields & ALL;
        int gone = ~fields & ALL;
        if ((ones | twos | eights) == 0 && sixteens == fours && there == sixteens) {
            return;
        }
        int stood = sixteens & fours & ~(twos | ones);
        int leaving = sixteens & (eights | fours & (twos | ones));
        int kept = there & stood | gone & missing();
        int more = there & ~(stood | leaving) | gone & (stood | leaving) & ~kept;
        int carry = more;
        int sum = ones ^ carry;
        carry &= ones;
        ones = kept & ones | more & sum | there & leaving;
        sum = twos ^ carry;
        carry &= twos;
        twos = kept & twos | more & sum;
        sum = fours ^ carry;
        carry &= fours;
        fours = kept & fours | more & sum;
        sum = eights ^ carry;
        carry &= eights;
        eights = kept & eights | more & sum;
        sixteens = kept & sixteens | more & (sixteens ^ carry);
    }

    /** Counts so many rows in a row that have the same fields. */
    public void note(int fields, int count) {
        for (int i = Math.min(count, ENOUGH); i > 0; i--) {
            note(fields);
        }
    }

    /** Whether any number of rows with these fields would change nothing. */
    public boolean isSettled(int fields) {
        FieldPresence after = copy();
        after.note(fields);
        return isLike(after);
    }
}
