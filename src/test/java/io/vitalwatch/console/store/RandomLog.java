package io.vitalwatch.console.store;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.model.control.AuditEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random records of the topics, from a seed. */
public final class RandomLog {
    /** The first moment of the log. */
    public static final long BEGIN = 1_763_560_800_000L;
    private static final String[] STUDIES = {"EZTJD", "PILOT"};

    private final Random random;

    public RandomLog(long seed) {
        random = new Random(seed);
    }

    /** One record of a topic: a delivery, an alert, or another one: a change, what became of one, or a record of the audit. */
    public record Entry(String topic, int partition, long offset, Delivery delivery, Alert alert, Object other) {}

    /** Deliveries and alerts of some patients over some hours, in the order in which they arrive. */
    public List<Entry> entries(int patients, int count) {
        List<Entry> entries = new ArrayList<>();
        long[] offsets = new long[8];
        int[] sequence = new int[patients];
        int[] episode = new int[patients];
        for (int i = 0; i < count; i++) {
            int patient = random.nextInt(patients);
            int partition = patient % 2;
            long arrived = BEGIN + i * 60_000L;
            String user = "user-" + patient;
            String study = STUDIES[patient % STUDIES.length];
            if (random.nextInt(4) > 0) {
                // Where a topic gets more partitions, a patient goes to another one.
                partition = random.nextInt(8) == 0 ? 1 - partition : partition;
                long late = random.nextInt(5) == 0 ? random.nextInt(4 * 3_600_000) : 0;
                Delivery delivery = new Delivery(user, study, arrived, new Origin("corsano.raw", partition, i),
                        rows(arrived - late - 60_000, 1 + random.nextInt(6)));
                entries.add(new Entry("vitals.samples", partition, offsets[partition]++, delivery, null, null));
            } else {
                Phase phase = sequence[patient] == 0 ? Phase.START : random.nextInt(3) == 0 ? Phase.END : Phase.UPDATE;
                Alert alert = alert(user, study, "e" + patient + "." + episode[patient], sequence[patient]++, phase, arrived);
                entries.add(new Entry("vitals.alerts", partition, offsets[2 + partition]++, null, alert, null));
                if (phase == Phase.END) {
                    sequence[patient] = 0;
                    episode[patient]++;
                }
            }
            if (random.nextInt(8) == 0) {
                entries.add(other(offsets, arrived, user, study));
            }
        }
        return entries;
    }

    private Entry other(long[] offsets, long arrived, String user, String study) {
        int which = random.nextInt(3);
        if (which == 0 || offsets[4] == 0) {
            long seq = offsets[4]++;
            Scope scope = switch (random.nextInt(4)) {
                case 0 -> Scope.ALL;
                case 1 -> new Scope(Scope.Type.STUDY, study);
                case 2 -> new Scope(Scope.Type.GROUP, "ward-7");
                default -> Scope.user(user);
            };
            return new Entry("vitals.control", 0, seq, null, null, new ControlRecord("id-" + seq, scope, ControlRecord.NOT_SET,
                    ControlRecord.NOT_SET, "anna", "why", ControlRecord.ANY_SEQUENCE,
                    new LimitsChange(Map.of("spo2-low.medium", "88"), List.of())));
        }
        if (which == 1) {
            int partition = random.nextInt(2);
            return new Entry("vitals.control.state", partition, offsets[5 + partition]++, null, null, new ControlAnswer(
                    random.nextLong(offsets[4]), partition, any(Outcome.values()), arrived, arrived, 0, null, null, null, null, null));
        }
        return new Entry("vitals.audit", 0, offsets[7]++, null, null, new AuditEvent(AuditEvent.What.VIEW_PATIENT, "ben", "viewer", null, null,
                user, random.nextBoolean() ? null : List.of(study)));
    }

    private Alert alert(String user, String study, String episode, int sequence, Phase phase, long arrived) {
        Priority priority = any(Priority.values());
        return new Alert(episode + "/" + sequence, episode, sequence, phase, phase == Phase.END ? AlarmState.ENDED : AlarmState.ACTIVE,
                Reason.CONFIRMED, any(Kind.values()), "spo2-low", priority, user, study,
                BEGIN + Math.abs(episode.hashCode()) % 1000 * 1000L, arrived, arrived, 60, Freshness.LIVE, List.of(),
                new Alert.Limit("spo2 <= 91", 2, 3, 0), "SpO2 is low.");
    }

    /** Rows within an hour of a time, some of them at the same moments. */
    public List<Sample> rows(long from, int count) {
        List<Sample> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Reading> readings = new ArrayList<>();
            for (Group group : Group.values()) {
                if (random.nextInt(3) > 0) {
                    readings.add(new Reading(group, random.nextInt(200) * 500, group.paired() ? random.nextInt(150) * 1000 : 0,
                            random.nextInt(-1, 5), random.nextInt(3) > 0 ? Verdict.USABLE : any(Verdict.values())));
                }
            }
            rows.add(new Sample(any(SampleType.values()), from + random.nextInt(3600) * 1000L, random.nextInt(3) * 60,
                    any(Ternary.values()), any(Ternary.values()), random.nextInt(-1, 101), random.nextInt(-1, 8), random.nextInt(-1, 3),
                    readings));
        }
        return rows;
    }

    /** A row of a resting patient. */
    static Sample ordinary(long time, Random random) {
        return new Sample(SampleType.ACTIVITY, time, 60, Ternary.TRUE, Ternary.FALSE, 80, 7, 0, List.of(
                new Reading(Group.PULSE, 70_000 + random.nextInt(3) * 1000, 0, 4, Verdict.USABLE),
                new Reading(Group.SPO2, 96_000 + random.nextInt(2) * 1000, 0, 4, Verdict.USABLE),
                new Reading(Group.RESPIRATION, 15_000 + random.nextInt(2) * 1000, 0, 4, Verdict.USABLE)));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
