package io.vitalwatch.intake.clock;

import java.util.ArrayList;
import java.util.List;

/** The rules once more, as plainly as they can be written: everything is counted again from lists at each record. */
final class NaiveClock {
    private final long step;
    private final long room;
    private final List<WaitingRecord> log = new ArrayList<>();
    private List<Waiting> row = new ArrayList<>();
    private Long clock;
    private boolean refuted;
    final List<String> lines = new ArrayList<>();

    NaiveClock(long step, long room) {
        this.step = step;
        this.room = room;
    }

    private static final class Waiting {
        final WaitingRecord record;
        boolean thrownOut;

        Waiting(WaitingRecord record) {
            this.record = record;
        }
    }

    void read(WaitingRecord record) {
        log.add(record);
        int before = lines.size();
        if (clock == null && log.size() < 3) {
            row.add(new Waiting(record));
        } else if (clock == null) {
            row.add(new Waiting(record));
            firstClock();
        } else {
            place(List.of(record));
        }
        if (clock != null && !heartbeatsComeCloseTogether()) {
            believe();
        }
        while (clock != null && bytes() > room) {
            Waiting oldest = row.stream().filter(each -> !each.thrownOut).findFirst().orElseThrow();
            oldest.thrownOut = true;
            judge(oldest.record, clock, Standing.NO_ROOM);
        }
        if (row.stream().anyMatch(each -> each.record == record && !each.thrownOut)) {
            long shown = clock == null ? row.stream().mapToLong(each -> each.record.stamp()).min().orElseThrow() : clock;
            lines.add(Judged.shown(record, shown));
        }
        assertNothingVanishes(before);
    }

    void end() {
        if (clock == null && !row.isEmpty()) {
            firstClock();
        }
        if (refuted) {
            refute();
        } else {
            believe();
        }
    }

    private void firstClock() {
        clock = row.stream().mapToLong(each -> each.record.stamp()).min().orElseThrow();
        List<WaitingRecord> again = row.stream().map(each -> each.record).toList();
        row = new ArrayList<>();
        place(again);
    }

    private void place(List<WaitingRecord> records) {
        for (int i = 0; i < records.size(); i++) {
            WaitingRecord record = records.get(i);
            long ahead = record.stamp() - clock;
            if (ahead > step) {
                row.add(new Waiting(record));
                long low = row.stream().mapToLong(each -> each.record.stamp()).min().orElseThrow();
                long high = row.stream().mapToLong(each -> each.record.stamp()).max().orElseThrow();
                if (row.size() >= 3 && high - low >= 30_000) {
                    clock = low;
                    List<WaitingRecord> again = new ArrayList<>();
                    row.stream().filter(each -> !each.thrownOut).forEach(each -> again.add(each.record));
                    again.addAll(records.subList(i + 1, records.size()));
                    row = new ArrayList<>();
                    place(again);
                    return;
                }
            } else if (ahead >= -step) {
                refute();
                clock = Math.max(clock, record.stamp());
                judge(record, clock, Standing.BELIEVED);
            } else {
                judge(record, clock, Standing.BELIEVED);
            }
        }
    }

    private boolean heartbeatsComeCloseTogether() {
        List<Long> stamps = log.stream().filter(RawFormat.INSTANCE::isHeartbeat).map(WaitingRecord::stamp).toList();
        if (stamps.size() < 5) {
            return !stamps.isEmpty();
        }
        for (int i = stamps.size() - 4; i < stamps.size(); i++) {
            if (stamps.get(i) - stamps.get(i - 1) <= step) {
                return true;
            }
        }
        return false;
    }

    private void refute() {
        refuted |= !row.isEmpty();
        for (Waiting each : row) {
            if (!each.thrownOut) {
                judge(each.record, clock, Standing.REFUTED);
            }
        }
        row = new ArrayList<>();
    }

    private void believe() {
        for (Waiting each : row) {
            if (!each.thrownOut) {
                clock = Math.max(clock, each.record.stamp());
                judge(each.record, clock, Standing.BELIEVED);
            }
        }
        row = new ArrayList<>();
    }

    private long bytes() {
        return row.stream().filter(each -> !each.thrownOut).mapToLong(each -> each.record.body().length + 64L).sum();
    }

    private void judge(WaitingRecord record, long arrival, Standing standing) {
        String waits = record.offset() + " waits, ";
        lines.add(Judged.judged(record, arrival, standing, lines.stream().anyMatch(line -> line.startsWith(waits))));
    }

    private void assertNothingVanishes(int before) {
        if (lines.size() == before) {
            throw new AssertionError("neither judged nor shown: " + log.get(log.size() - 1));
        }
    }
}
