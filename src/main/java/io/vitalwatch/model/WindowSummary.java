package io.vitalwatch.model;

import java.util.Map;

/**
 * A summary of one vital of one patient in one closed tumbling window: a row for trends.
 *
 * <p>When a late reading falls into a closed window, the window gets a new row; the row with the higher count replaces the others.
 *
 * @param vital the quantity
 * @param start first millisecond of the window, aligned to the epoch
 * @param end first millisecond after it
 * @param count readings in the window, usable or not
 * @param usable of those, the usable ones
 * @param min smallest usable value, thousandths of the unit; meaningless while usable is 0, as are median, max and last
 * @param median median of the usable values; of an even number, the lower of the two middle ones
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
