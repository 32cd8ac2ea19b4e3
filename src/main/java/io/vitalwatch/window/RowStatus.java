package io.vitalwatch.window;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;

/**
 * What one row says of the bracelet: whether it is worn, whether it is on the charger, its charge and the offset of local time. Packed in a
 * long: bits 0 and 1 wearing, 2 and 3 charging, 4 to 11 the charge plus 1, 12 to 27 the offset in minutes.
 */
public final class RowStatus {
    /** Of a row that says nothing. */
    public static final long NOTHING = Ternary.UNKNOWN.ordinal() | (long) Ternary.UNKNOWN.ordinal() << 2;

    private RowStatus() {}

    /** What a row says. */
    public static long of(Sample row) {
        return row.worn().ordinal() | (long) row.charging().ordinal() << 2 | (long) (row.battery() + 1 & 0xFF) << 4
                | (row.offsetMinutes() & 0xFFFFL) << 12;
    }

    /** Wearing only. */
    public static long of(Ternary worn, Ternary charging) {
        return worn.ordinal() | (long) charging.ordinal() << 2;
    }

    /** Whether the bracelet is worn, as far as the row says it. */
    public static Ternary worn(long status) {
        return Ternary.of((int) (status & 3));
    }

    /** Whether the bracelet is on its charger, as far as the row says it. */
    public static Ternary charging(long status) {
        return Ternary.of((int) (status >>> 2 & 3));
    }

    /** Whether the bracelet is on the patient: FALSE if it is not worn or on the charger; UNKNOWN if the row does not say it. */
    public static Ternary on(long status) {
        return on(worn(status), charging(status));
    }

    /** As {@link #on(long)}, of a row; a row that is no activity row does not say it. */
    public static Ternary on(Sample row) {
        return row.type() == SampleType.ACTIVITY ? on(row.worn(), row.charging()) : Ternary.UNKNOWN;
    }

    private static Ternary on(Ternary worn, Ternary charging) {
        return charging == Ternary.TRUE ? Ternary.FALSE : worn;
    }

    /** The charge in per cent, or {@link Sample#MISSING}. */
    public static int battery(long status) {
        return (int) (status >>> 4 & 0xFF) - 1;
    }

    /** Minutes east of UTC. */
    public static int offsetMinutes(long status) {
        return (short) (status >>> 12);
    }

    /**
     * What counts of two rows of one moment. It does not depend on their order: of wearing and charging what mutes fewest rules, of two charges
     * the lower one, of two offsets the larger one.
     */
    public static long join(long one, long other) {
        long wearing = muting(one) <= muting(other) ? one & 15 : other & 15;
        int lower = Math.min(battery(one), battery(other));
        long charge = 1L + (lower == Sample.MISSING ? Math.max(battery(one), battery(other)) : lower);
        return wearing | charge << 4 | (Math.max(offsetMinutes(one), offsetMinutes(other)) & 0xFFFFL) << 12;
    }

    /** On the patient before not worn, that before charging, and all of them before a row that does not say it; then an order of all pairs. */
    private static int muting(long status) {
        int kind = switch (on(status)) {
            case TRUE -> 0;
            case FALSE -> charging(status) == Ternary.TRUE ? 2 : 1;
            case UNKNOWN -> 3;
        };
        return kind << 4 | (int) (status & 15);
    }
}
