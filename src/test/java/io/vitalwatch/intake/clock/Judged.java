package io.vitalwatch.intake.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Notes what a clock decides, as one line a decision. */
final class Judged implements ArrivalOutput<WaitingRecord> {
    final List<String> lines = new ArrayList<>();
    final List<Long> arrivals = new ArrayList<>();
    final List<WaitingRecord> records = new ArrayList<>();
    final Map<Long, Long> arrivalByOffset = new TreeMap<>();

    @Override
    public void judge(WaitingRecord record, long arrival, Standing standing, boolean shown) {
        lines.add(judged(record, arrival, standing, shown));
        arrivals.add(arrival);
        records.add(record);
        if (arrivalByOffset.put(record.offset(), arrival) != null) {
            throw new AssertionError("judged twice: " + record);
        }
    }

    @Override
    public void showWaiting(WaitingRecord record, long clock) {
        lines.add(shown(record, clock));
    }

    static String judged(WaitingRecord record, long arrival, Standing standing, boolean shown) {
        return record.offset() + " at " + arrival + " " + standing + (shown ? " shown" : "");
    }

    static String shown(WaitingRecord record, long clock) {
        return record.offset() + " waits, clock " + clock;
    }
}
