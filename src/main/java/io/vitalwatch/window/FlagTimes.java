package io.vitalwatch.window;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The cardiac-arrest flags of one patient: the sample times of rows that carried one, and their codes, but not of an earlier stay. They are
 * kept for longer than the late reach, so that a row that is repeated much later raises nothing again.
 *
 * <p>At most {@value #MOST} are kept, {@value #MOST_OLD} of them from before the reach: the newest.
 */
public final class FlagTimes {
    private static final int MOST = 1 << 13;
    private static final int MOST_OLD = 256;

    /** Null without a flag, as for nearly all patients. */
    private TimeSet times;
    /** By sample time; null without a code. */
    private TreeMap<Long, Integer> codes;

    /** The same flags, in objects of their own. */
    public FlagTimes copy() {
        FlagTimes copy = withoutCodes();
        copy.codes = codes == null ? null : new TreeMap<>(codes);
        return copy;
    }

    /** The same sample times, without their codes: for the next stay. */
    public FlagTimes withoutCodes() {
        FlagTimes copy = new FlagTimes();
        copy.times = times == null ? null : times.copy();
        return copy;
    }

    /**
     * Adds a flag.
     *
     * @param code above 0
     * @return whether it was not known, or only with a smaller code
     */
    public boolean add(long time, int code) {
        times = times == null ? new TimeSet() : times;
        boolean added = times.add(time, MOST);
        int known = code(time);
        if (!added && (known == 0 || known >= code)) {
            return false;
        }
        restoreCode(time, code);
        if (codes.size() > MOST) {
            codes.pollFirstEntry();
        }
        return true;
    }

    /** Whether a row of this sample time carried a flag. */
    public boolean contains(long time) {
        return times != null && times.contains(time);
    }

    /** The code of the flag of this sample time; 0 if there was none, or if its code is not kept. */
    public int code(long time) {
        return codes == null ? 0 : codes.getOrDefault(time, 0);
    }

    /** The newest sample time of a flag, or {@code Long.MIN_VALUE}. */
    public long newest() {
        return times == null ? Long.MIN_VALUE : times.newest();
    }

    /** The first sample time at or after this one of a flag whose code is kept, or {@code Long.MAX_VALUE}. */
    public long from(long time) {
        Long flag = codes == null ? null : codes.ceilingKey(time);
        return flag == null ? Long.MAX_VALUE : flag;
    }

    /** Forgets flags before a moment, but for the newest of them. */
    public void forget(long before) {
        if (times != null && times.size() > MOST_OLD) {
            times.evict(Math.min(before, times.get(times.size() - MOST_OLD)));
            if (codes != null) {
                codes.headMap(times.get(0)).clear();
            }
        }
    }

    /** All sample times, to be stored. */
    public TimeSet all() {
        return times == null ? new TimeSet() : times;
    }

    /** The codes that are kept, by sample time, to be stored. */
    public NavigableMap<Long, Integer> codes() {
        return codes == null ? Collections.emptyNavigableMap() : codes;
    }

    /** Continues with the sample times that were stored. */
    public void restore(TimeSet stored) {
        times = stored.size() == 0 ? null : stored;
    }

    /** Continues with a code that was stored. */
    public void restoreCode(long time, int code) {
        codes = codes == null ? new TreeMap<>() : codes;
        codes.put(time, code);
    }
}
