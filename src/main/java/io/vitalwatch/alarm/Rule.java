package io.vitalwatch.alarm;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A rule of the catalogue: data, not code. What each kind asks is said in one method of the evaluation. Durations are milliseconds. */
public sealed interface Rule extends Serializable {
    /** The id, part of the contract with those who read alerts. */
    String id();

    /** About the patient, or about our ability to monitor. */
    Kind kind();

    /**
     * A flag of the bracelet that alarms at its own sample ({@code type: flag}).
     *
     * @param codes which code raises which priority; a code that is not listed raises nothing
     * @param clearAfter how long without a flag, together with a usable pulse, until it clears
     * @param unless contexts in which it does not start; empty by default, because such a flag waits for nothing
     */
    record Flag(String id, Kind kind, Map<Integer, Priority> codes, long clearAfter, Set<Context> unless) implements Rule {}

    /**
     * Limits on the readings of a measurement group ({@code type: reading}).
     *
     * @param rungs the priority ladder, mildest first; several rungs may share a priority
     * @param unless activities during which a reading says nothing to this rule
     * @param within readings further back than this from the newest one are not counted
     * @param unknownAfter without a usable reading for this long, an open alarm is unknown
     */
    record Limits(String id, Kind kind, Group group, List<Rung> rungs, Set<Context> unless, long within, long unknownAfter) implements Rule {}

    /** Nothing arrived for a while on the arrival clock ({@code type: silence}). */
    record Silence(String id, Kind kind, Priority priority, long after) implements Rule {}

    /** Not worn or on the charger for a while ({@code type: not-worn}). */
    record NotWorn(String id, Kind kind, Priority priority, long after, int clearCount) implements Rule {}

    /**
     * The battery's charge ({@code type: battery}).
     *
     * @param rungs conditions on {@code battery}, mildest first; only condition, priority and margin are used
     * @param unless contexts in which it is no alarm (on the charger, say)
     */
    record Battery(String id, Kind kind, List<Rung> rungs, Set<Context> unless) implements Rule {}

    /**
     * Too many readings of a group unusable on a worn bracelet ({@code type: poor-signal}).
     *
     * @param sharePercent starts at this share of unusable readings
     * @param clearSharePercent ends below this share
     * @param window over this long
     * @param readings of at least this many readings
     */
    record PoorSignal(String id, Kind kind, Priority priority, int sharePercent, int clearSharePercent, long window, int readings)
            implements Rule {}

    /**
     * An implausible value at the best quality on a worn bracelet: verify ({@code type: implausible}).
     *
     * @param quality codes that count as the best
     * @param clearCount usable readings of the same group in a row that end it
     */
    record Implausible(String id, Kind kind, Priority priority, Set<Integer> quality, int clearCount) implements Rule {}
}
