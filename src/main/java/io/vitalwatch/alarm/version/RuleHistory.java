package io.vitalwatch.alarm.version;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The versions of a patient's rules, by the sample time from which each is in force. A moment is judged by the version in force at its sample
 * time, whenever it arrives; a moment before the oldest version that is kept, by that one.
 *
 * <p>Immutable. Patients with the same rules share one object: most comparisons end at its identity.
 */
public final class RuleHistory {
    /** The most versions of submissions that are kept. */
    public static final int MOST = 64;

    private final long[] from;
    private final Catalogue[] catalogues;

    private RuleHistory(long[] from, Catalogue[] catalogues) {
        this.from = from;
        this.catalogues = catalogues;
    }

    /** One version, in force at all times. */
    public static RuleHistory of(Catalogue catalogue) {
        return new RuleHistory(new long[] {Long.MIN_VALUE}, new Catalogue[] {catalogue});
    }

    /**
     * Adds a version. One that begins at the same moment as the newest replaces it.
     *
     * @param time from when it is in force, Unix milliseconds; not before the newest version
     * @param oldest no moment before this one is judged any more: versions that ended by then are dropped
     * @throws IllegalArgumentException if the version begins before the newest one
     */
    public RuleHistory then(long time, Catalogue catalogue, long oldest) {
        return then(time, catalogue, oldest, MOST);
    }

    /** As the other {@code then}, with another bound: versions that begin in the future must not push out the one in force. */
    RuleHistory then(long time, Catalogue catalogue, long oldest, int most) {
        if (time < newestFrom()) {
            throw new IllegalArgumentException("a version from " + time + " on comes after one from " + newestFrom()
                    + " on; versions are added in the order in which they take effect");
        }
        int kept = time == newestFrom() ? from.length - 1 : from.length;
        int first = Math.max(0, kept + 1 - most);
        while (first < kept && (first + 1 < kept ? from[first + 1] : time) <= oldest) {
            first++;
        }
        long[] times = Arrays.copyOf(Arrays.copyOfRange(from, first, kept), kept - first + 1);
        Catalogue[] rules = Arrays.copyOf(Arrays.copyOfRange(catalogues, first, kept), kept - first + 1);
        times[kept - first] = time;
        rules[kept - first] = catalogue;
        return new RuleHistory(times, rules);
    }

    /** The same versions with other catalogues, such as a part of each. */
    public RuleHistory map(UnaryOperator<Catalogue> change) {
        return new RuleHistory(from, Arrays.stream(catalogues).map(change).toArray(Catalogue[]::new));
    }

    /** The number of versions, at least 1. */
    public int size() {
        return from.length;
    }

    /** From when a version is in force; of the oldest one it does not matter. */
    public long from(int version) {
        return from[version];
    }

    public Catalogue catalogue(int version) {
        return catalogues[version];
    }

    /** The version in force at a sample time. */
    public int at(long time) {
        int version = from.length - 1;
        while (version > 0 && from[version] > time) {
            version--;
        }
        return version;
    }

    public long newestFrom() {
        return from[from.length - 1];
    }

    public Catalogue newest() {
        return catalogues[from.length - 1];
    }

    /** A rule of a version, or null if that version does not have it. */
    public Evaluation rule(int version, String id) {
        return catalogues[version].rule(id);
    }
}
