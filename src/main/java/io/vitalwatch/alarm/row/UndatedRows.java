package io.vitalwatch.alarm.row;

import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.evaluate.PatientView;
import io.vitalwatch.model.Delivery.Undated;

import java.util.Arrays;

/**
 * The rows of one patient without a credible time: those since the last row that brought something new, and which flags such rows carried.
 * Immutable, so that all patients without such rows share one object.
 */
public final class UndatedRows {
    /** None. */
    public static final UndatedRows NONE = new UndatedRows(PatientView.NEVER, 0, Undated.Why.NO_TIME, 0, new long[0]);

    private static final int MOST_FLAGS = 64;

    private final long since;
    private final int count;
    private final Undated.Why why;
    private final long ahead;
    private final long[] flags;

    private UndatedRows(long since, int count, Undated.Why why, long ahead, long[] flags) {
        this.since = since;
        this.count = count;
        this.why = why;
        this.ahead = ahead;
        this.flags = flags;
    }

    /**
     * What was stored.
     *
     * @param since see {@link #since}
     * @param count see {@link #count}
     * @param why what is wrong with the time of the last one
     * @param ahead see {@link #ahead}
     * @param flags see {@link #flags}
     */
    public static UndatedRows of(long since, int count, Undated.Why why, long ahead, long[] flags) {
        return since == PatientView.NEVER && count == 0 && flags.length == 0 ? NONE : new UndatedRows(since, count, why, ahead, flags);
    }

    /** These and one more. */
    public UndatedRows with(Undated row, long arrival) {
        return new UndatedRows(since == PatientView.NEVER ? arrival : since, count + 1, row.why(), row.ahead(arrival), flags);
    }

    /** None since now: something new came. What flags there were is still known. */
    public UndatedRows over() {
        return since == PatientView.NEVER ? this : of(PatientView.NEVER, 0, Undated.Why.NO_TIME, 0, flags);
    }

    /** The same rows, and a row's flag, after which the oldest may be forgotten. */
    public UndatedRows withFlag(long fingerprint) {
        long[] longer = flags.length < MOST_FLAGS ? Arrays.copyOf(flags, flags.length + 1) : Arrays.copyOfRange(flags, 1, MOST_FLAGS + 1);
        longer[longer.length - 1] = fingerprint;
        return new UndatedRows(since, count, why, ahead, longer);
    }

    /** These rows, and the flags of others. */
    public UndatedRows withFlagsOf(UndatedRows others) {
        return of(since, count, why, ahead, others.flags);
    }

    /** Whether a row with this fingerprint carried a flag. */
    public boolean hasFlag(long fingerprint) {
        return Arrays.stream(flags).anyMatch(each -> each == fingerprint);
    }

    /** Arrival of the first one, Unix milliseconds, or {@link PatientView#NEVER}. */
    public long since() {
        return since;
    }

    /** How many there were. */
    public int count() {
        return count;
    }

    /** What is wrong with the time of the last one. */
    public Undated.Why why() {
        return why;
    }

    /** How far the time of the last one was ahead of its arrival, milliseconds; below zero where it was behind. */
    public long ahead() {
        return ahead;
    }

    /** Fingerprints of rows that carried a flag, oldest first. */
    public long[] flags() {
        return flags.clone();
    }

    /** What their times look like, a clause: "the stamps of 3 samples are at last 6 min ahead". */
    public String describe() {
        String times = count == 1 ? "the stamp of 1 sample " : "the stamps of " + count + " samples ";
        return switch (why) {
            case NO_TIME -> count == 1 ? "1 sample without a readable stamp" : count + " samples, the last without a readable stamp";
            case FUTURE, OLD, ANCIENT -> times + (count == 1 ? "is " : "are at last ") + Sentences.roughly(ahead)
                    + (ahead > 0 ? " ahead" : " behind");
        };
    }
}
