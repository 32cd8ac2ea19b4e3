package io.vitalwatch.intake.clock;

import static io.vitalwatch.intake.clock.Logs.MINUTE;
import static io.vitalwatch.intake.clock.Logs.T0;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Whole jobs over several partitions, restarted from checkpoints with another parallelism: seeded, the seed stands in the message. */
class RestartedJobTest {
    @Test
    void everyPartitionGetsWhatItGetsAloneAtAnyParallelismAndAcrossRestarts() throws IOException {
        int restarts = 0;
        int watermarks = 0;
        for (long seed = 0; seed < 1_500; seed++) {
            Job job = new Job(new Random(seed));
            job.run();
            for (int partition = 0; partition < job.logs.size(); partition++) {
                NaiveClock naive = new NaiveClock(MINUTE, 16L << 20);
                job.logs.get(partition).forEach(naive::read);
                naive.end();
                assertThat(job.lines.get(partition)).as("seed " + seed + ", partition " + partition).isEqualTo(naive.lines);
            }
            assertThat(job.overtaken).as("records judged at or before a watermark, seed " + seed).isEmpty();
            restarts += job.restarts;
            watermarks += job.watermarks;
        }
        assertThat(restarts).isGreaterThan(1_000);
        assertThat(watermarks).isGreaterThan(1_000);
    }

    /** One job: subtasks that read their partitions in any order, checkpoints, failures. */
    private static final class Job {
        private final Random random;
        private final ClockSettings settings = new ClockSettings(MINUTE, 0, 16L << 20);
        final List<List<WaitingRecord>> logs = new ArrayList<>();
        final List<List<String>> lines = new ArrayList<>();
        final List<String> overtaken = new ArrayList<>();
        int restarts;
        int watermarks;

        private int[] positions;
        private int[] owners;
        private List<ArrivalClocks<WaitingRecord>> subtasks;
        private List<Map<Integer, Boolean>> seen;
        private long[] emitted;
        private long now = 1;

        private List<byte[]> savedState = List.of();
        private int[] savedPositions;
        private int[] savedLines;

        Job(Random random) {
            this.random = random;
            int partitions = 1 + random.nextInt(5);
            for (int partition = 0; partition < partitions; partition++) {
                boolean wild = random.nextBoolean();
                List<WaitingRecord> log = wild ? Logs.wild(random, partition) : Logs.rising(random, partition, 10_000, 0.02);
                logs.add(log.isEmpty() ? List.of(Logs.record(partition, 0, T0, null, 3)) : log);
                lines.add(new ArrayList<>());
            }
            savedPositions = new int[partitions];
            savedLines = new int[partitions];
        }

        void run() throws IOException {
            start();
            while (true) {
                List<Integer> left =
                        IntStream.range(0, logs.size()).filter(each -> positions[each] < logs.get(each).size()).boxed().toList();
                if (left.isEmpty()) {
                    break;
                }
                int partition = left.get(random.nextInt(left.size()));
                for (int burst = 1 + random.nextInt(20); burst > 0 && positions[partition] < logs.get(partition).size(); burst--) {
                    subtasks.get(owners[partition]).read(logs.get(partition).get(positions[partition]++));
                    seen.get(owners[partition]).put(partition, true);
                }
                tick(random.nextInt(subtasks.size()));
                if (random.nextInt(12) == 0) {
                    checkpoint();
                } else if (random.nextInt(25) == 0) {
                    start();
                    restarts++;
                }
            }
            for (ArrivalClocks<WaitingRecord> subtask : subtasks) {
                subtask.endOfInput();
            }
        }

        /** From the last checkpoint, with another parallelism and other owners of the partitions. */
        private void start() throws IOException {
            positions = savedPositions.clone();
            for (int partition = 0; partition < logs.size(); partition++) {
                List<String> written = lines.get(partition);
                written.subList(savedLines[partition], written.size()).clear();
            }
            int parallelism = 1 + random.nextInt(logs.size());
            List<Integer> order = new ArrayList<>(IntStream.range(0, logs.size()).boxed().toList());
            Collections.shuffle(order, random);
            owners = new int[logs.size()];
            for (int i = 0; i < owners.length; i++) {
                owners[order.get(i)] = i % parallelism;
            }
            subtasks = new ArrayList<>();
            seen = new ArrayList<>();
            emitted = new long[parallelism];
            for (int subtask = 0; subtask < parallelism; subtask++) {
                int index = subtask;
                emitted[index] = ArrivalClocks.HOLD;
                ArrivalClocks<WaitingRecord> clocks =
                        new ArrivalClocks<>(settings, RawFormat.INSTANCE, output(index), subtask == 0, true, now);
                List<byte[]> state = new ArrayList<>(savedState);
                Collections.shuffle(state, random);
                clocks.restore(state);
                subtasks.add(clocks);
                seen.add(new HashMap<>());
            }
        }

        /** Every partition is read on after its checkpoint, for the end of a restored partition without a record is seen by nobody. */
        private void checkpoint() throws IOException {
            if (IntStream.range(0, logs.size()).anyMatch(each -> positions[each] == logs.get(each).size())) {
                return;
            }
            List<byte[]> state = new ArrayList<>();
            for (ArrivalClocks<WaitingRecord> subtask : subtasks) {
                state.addAll(subtask.snapshot());
            }
            savedState = state;
            savedPositions = positions.clone();
            savedLines = lines.stream().mapToInt(List::size).toArray();
        }

        private void tick(int subtask) {
            boolean all = IntStream.range(0, owners.length).filter(each -> owners[each] == subtask)
                    .allMatch(each -> seen.get(subtask).containsKey(each));
            if (all) {
                subtasks.get(subtask).sourceReady();
            }
            long watermark = subtasks.get(subtask).watermark(now += 200);
            assertThat(watermark).isNotEqualTo(ArrivalClocks.HOLD_NOTHING).isGreaterThanOrEqualTo(emitted[subtask]);
            watermarks += watermark > emitted[subtask] ? 1 : 0;
            emitted[subtask] = watermark;
        }

        private ArrivalOutput<WaitingRecord> output(int subtask) {
            return new ArrivalOutput<>() {
                @Override
                public void judge(WaitingRecord record, long arrival, Standing standing, boolean shown) {
                    lines.get(record.partition()).add(Judged.judged(record, arrival, standing, shown));
                    if (arrival <= emitted[subtask]) {
                        overtaken.add(record + " at " + arrival);
                    }
                }

                @Override
                public void showWaiting(WaitingRecord record, long clock) {
                    lines.get(record.partition()).add(Judged.shown(record, clock));
                }
            };
        }
    }
}
