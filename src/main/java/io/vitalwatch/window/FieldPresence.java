package io.vitalwatch.window;

import io.vitalwatch.corsano.Field;

/**
 * Which fields a patient's rows of one event type have, and which went missing: those that stood in each of {@value #STOOD} rows and in
 * none of the next {@value #GONE}. Bounded: a byte for each field.
 */
public final class FieldPresence {
    /** After so many rows that had a field, and so many without it, the field is missing. */
    public static final int STOOD = 20;
    public static final int GONE = 5;

    /** The number of fields. Their ordinals are in the bytes of the state. */
    public static final int COUNT = Field.values().length;
    /** Not the timestamp, which every row has. */
    private static final int ALL = (1 << COUNT) - 1 & ~1;
    private static final int MISSING = STOOD + GONE;

    /**
     * For each field by ordinal: up to {@link #STOOD} the rows in a row that had it; above it, by how much, the rows since then that did
     * not.
     */
    private final byte[] rows = new byte[COUNT];
    /** The fields of which the number is {@link #STOOD}, and those of which it is another one but not 0; a bit by ordinal. */
    private int steady;
    private int moving;
    private int missing;

    public FieldPresence copy() {
        FieldPresence copy = new FieldPresence();
        System.arraycopy(rows, 0, copy.rows, 0, COUNT);
        copy.steady = steady;
        copy.moving = moving;
        copy.missing = missing;
        return copy;
    }

    /** The fields that went missing, a bit for each by ordinal. */
    public int missing() {
        return missing;
    }

    /** The number that is kept of a field, for the bytes of the state. */
    public int rows(int ordinal) {
        return rows[ordinal];
    }

    /** Restores the number that is kept of a field. A field that this release does not have is left out. */
    public void restore(int ordinal, int number) {
        if (ordinal < COUNT) {
            set(ordinal, Math.max(0, Math.min(MISSING, number)));
        }
    }

    /**
     * Counts a row. Takes constant time while rows have the fields that they had before.
     *
     * @param fields the fields that the row has, a bit for each by ordinal
     */
    public void note(int fields) {
        if (moving == 0 && (fields & ALL) == steady) {
            return;
        }
        note(fields, 1);
    }

    /** Counts so many rows in a row that have the same fields. Takes the same time for any number of them. */
    public void note(int fields, int count) {
        for (int left = count > 0 ? changing(fields) : 0; left != 0; left &= left - 1) {
            int i = Integer.numberOfTrailingZeros(left);
            set(i, next(rows[i], (fields >>> i & 1) != 0, count));
        }
    }

    /** Whether any number of rows with these fields would change nothing. */
    public boolean isSettled(int fields) {
        for (int left = changing(fields); left != 0; left &= left - 1) {
            int i = Integer.numberOfTrailingZeros(left);
            if (next(rows[i], (fields >>> i & 1) != 0, 1) != rows[i]) {
                return false;
            }
        }
        return true;
    }

    /** The fields of which a row with these fields can change the number, a bit by ordinal: a steady one stays, and one that never stood. */
    private int changing(int fields) {
        return moving | steady ^ fields & ALL;
    }

    private static int next(int number, boolean there, int count) {
        if (there) {
            return Math.min(STOOD, number > STOOD ? count : number + count);
        }
        return number < STOOD ? 0 : Math.min(MISSING, number + count);
    }

    private void set(int ordinal, int number) {
        int bit = 1 << ordinal;
        rows[ordinal] = (byte) number;
        steady = number == STOOD ? steady | bit : steady & ~bit;
        moving = number == STOOD || number == 0 ? moving & ~bit : moving | bit;
        missing = number == MISSING ? missing | bit : missing & ~bit;
    }
}
