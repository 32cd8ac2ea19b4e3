package io.vitalwatch.alarm.episode;

/**
 * Explains a judgement on demand. Most judgements are never explained, so an explanation is built only when it is asked for. Ask before the
 * patient's state changes.
 */
public interface Account {
    /** Evidence, limit and sentence of this judgement. */
    Explanation explain();

    /**
     * Evidence, limit and sentence of a span of sample time in which the condition was confirmed.
     *
     * @param from sample time of the first reading that belongs to it
     * @param until sample time of the last one
     */
    default Explanation explainStretch(long from, long until) {
        return explain();
    }

    /** How far the condition is confirmed, such as "1 of 2"; empty if one moment is enough. */
    default String progress() {
        return "";
    }

    /** The smallest change that would change the judgement, such as "pulse >= 131 in 1 more reading"; empty if none is known. */
    default String nearestChange() {
        return "";
    }
}
