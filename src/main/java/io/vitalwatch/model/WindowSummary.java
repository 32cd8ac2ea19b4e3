package io.vitalwatch.model;

import java.util.Map;

/**
 * What one patient's measurement group showed in one closed tumbling window: a trend row.
 *
 * <p>A reading that arrives late into a closed window makes a new row for the same window; the row with the higher count supersedes.
 *
 * @param vital the quantity
 * @param start first millisecond of the window, aligned to the epoch
 * @param end first millisecond after it
 * @param count readings tried
 * @param usable of those, the usable ones
 * @param min smallest usable value, thousandths of the unit; meaningless while usable is 0, as are median, max and last
 * @param median the lower middle one of the usable values
 * @param rejected unusable readings by reason
 */
public record WindowSummary(
        String user,
        String study,
        Vital vital,
        long start,
        long end,
        int count,
        int usable,
        int min,
        int median,
        int max,
        int last,
        Map<Verdict, Integer> rejected) {}
