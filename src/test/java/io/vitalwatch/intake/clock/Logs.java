package io.vitalwatch.intake.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Logs of one partition: by hand, and seeded. */
final class Logs {
    static final long T0 = 1_767_600_000_000L;
    static final long SECOND = 1_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long YEAR_2100 = 4_102_444_800_000L;

    private Logs() {}

    static WaitingRecord record(int partition, long offset, long stamp, String kind, int bytes) {
        return new WaitingRecord("corsano.raw", partition, offset, stamp, kind, kind == null ? null : "a", new byte[bytes], null);
    }

    static WaitingRecord heartbeat(long offset, long stamp) {
        return record(0, offset, stamp, "heartbeat", 20);
    }

    static WaitingRecord delivery(long offset, long stamp) {
        return record(0, offset, stamp, null, 100);
    }

    /** The same records with offsets that count up. */
    static List<WaitingRecord> numbered(List<WaitingRecord> records) {
        List<WaitingRecord> numbered = new ArrayList<>();
        for (WaitingRecord each : records) {
            numbered.add(new WaitingRecord(each.topic(), each.partition(), numbered.size(), each.stamp(), each.kind(), each.receiver(),
                    each.body(), each.unreadable()));
        }
        return numbered;
    }

    /**
     * Stamps that never fall: three heartbeats first, then deliveries and a heartbeat every so often, with pauses now and then.
     *
     * @param heartbeatEvery 0 for no heartbeats
     */
    static List<WaitingRecord> rising(Random random, int partition, long heartbeatEvery, double pauses) {
        List<WaitingRecord> log = new ArrayList<>();
        long now = T0 + random.nextInt(10_000);
        for (int i = 0; i < 3 && heartbeatEvery > 0; i++) {
            log.add(record(partition, 0, now + i, "heartbeat", 20));
        }
        long beat = now + heartbeatEvery;
        int length = 1 + random.nextInt(150);
        while (log.size() < length) {
            boolean pause = random.nextDouble() < pauses;
            now += pause ? MINUTE + (long) (random.nextDouble() * 3 * HOUR) : random.nextInt(8_000);
            if (pause) {
                beat = now;
            }
            while (heartbeatEvery > 0 && beat <= now) {
                log.add(record(partition, 0, Math.max(beat, T0 + 10_000), "heartbeat", 20));
                beat += heartbeatEvery;
            }
            log.add(record(partition, 0, Math.max(now, log.isEmpty() ? 0 : log.get(log.size() - 1).stamp()), null, random.nextInt(300)));
        }
        return numbered(log);
    }

    /** Anything: receivers that are off, stamps of the future and the past, falls, pauses, heartbeats close, far or none. */
    static List<WaitingRecord> wild(Random random, int partition) {
        long[] off = {0, 0, random.nextInt(3) == 0 ? -15 * MINUTE : 0, random.nextInt(3) == 0 ? 15 * MINUTE : 0,
            random.nextInt(6) == 0 ? 6 * HOUR : 0};
        long heartbeats = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 5 * MINUTE;
            default -> 1 + random.nextInt(20_000);
        };
        double bad = random.nextInt(3) == 0 ? 0.1 : 0.02;
        double pauses = random.nextInt(3) == 0 ? 0.1 : 0.01;
        List<WaitingRecord> log = new ArrayList<>();
        long now = T0;
        long beat = now;
        int length = random.nextInt(150);
        while (log.size() < length) {
            boolean pause = random.nextDouble() < pauses;
            now += pause ? (long) (random.nextDouble() * 2 * HOUR) : random.nextInt(heartbeats > MINUTE ? 90_000 : 9_000);
            boolean beats = heartbeats > 0 && now >= beat;
            if (beats) {
                beat = now + heartbeats;
            }
            long stamp = now + off[random.nextInt(off.length)] + random.nextInt(200) - 100;
            if (random.nextDouble() < bad) {
                stamp = switch (random.nextInt(6)) {
                    case 0 -> YEAR_2100;
                    case 1 -> stamp + 50 * MINUTE;
                    case 2 -> stamp + 61 * SECOND + random.nextInt(40_000);
                    case 3 -> stamp - (long) (random.nextDouble() * 24 * HOUR);
                    case 4 -> -1;
                    default -> stamp + 59 * SECOND;
                };
            }
            log.add(record(partition, 0, stamp, beats ? "heartbeat" : null, random.nextInt(300)));
        }
        return numbered(log);
    }
}
