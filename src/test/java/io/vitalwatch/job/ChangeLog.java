package io.vitalwatch.job;

import static io.vitalwatch.job.RawRecords.T0;

import io.vitalwatch.job.ClockLog.Entry;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.ControlRecordJson;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A raw topic with the copies of control records, from a seed: patients of two studies deliver each minute near their limits, some rows come
 * late, and limits, groups and catalogues change all the time.
 */
final class ChangeLog {
    private static final int USERS = 7;
    private static final int MINUTES = 40;
    private static final String[] FIELDS = {"spo2-low.medium", "pulse-high.medium", "pulse-low.medium", "no-data.after",
            "respiration-high.medium",
        "spo2-low.confirm.count", "pulse-high.enabled"};

    private static final String[] RULES = {"spo2-low", "pulse-high", "pulse-low", "no-data", "respiration-high", "cardiac-arrest", "*"};

    final List<Entry> entries = new ArrayList<>();
    final int partitions;
    /** Whether people answer alarms. */
    final boolean answered;
    private final int[] offsets;

    private ChangeLog(int partitions, boolean answered) {
        this.partitions = partitions;
        this.answered = answered;
        this.offsets = new int[partitions];
    }

    /** Something that happens at a moment, before it is known into which partitions it goes. */
    private record Event(long at, String user, RawDelivery raw, ControlRecord control, long seq) {}

    /** Stamps rise, and every change stands in every partition before it takes effect; the same records whatever the number of partitions. */
    static ChangeLog inTime(long seed, int partitions) {
        ChangeLog log = new ChangeLog(partitions, false);
        for (Event each : events(seed, false, 0)) {
            for (int to : log.to(each)) {
                log.add(each, to, each.at());
            }
        }
        return log;
    }

    /** Copies come late, each partition by another time; stamps fall by up to a minute, and some lie in the future. */
    static ChangeLog disturbed(long seed, int partitions) {
        return disturbed(new ChangeLog(partitions, false), seed, events(seed, true, 0));
    }

    /** As {@link #disturbed}, with many more changes at once than are kept of one patient, or of all. */
    static ChangeLog storm(long seed, int partitions) {
        return disturbed(new ChangeLog(partitions, false), seed, events(seed, true, 400));
    }

    /**
     * As {@link #disturbed}, and people answer alarms, in time or not, and make changes at odd moments: several at the same instant, from a time
     * that is long over or far ahead, with an id that was used before, of a broker whose clock falls, of rules that are removed, with the very
     * stamp of a row. Patients change their study.
     */
    static ChangeLog odd(long seed, int partitions) {
        return disturbed(new ChangeLog(partitions, true), seed, odd(seed));
    }

    private static ChangeLog disturbed(ChangeLog log, long seed, List<Event> events) {
        Random random = new Random(seed);
        int partitions = log.partitions;
        List<Event> late = new ArrayList<>();
        Map<Event, List<Integer>> to = new LinkedHashMap<>();
        long[] last = new long[partitions];
        for (Event each : events) {
            for (int partition : log.to(each)) {
                long at = each.at();
                if (each.control() != null) {
                    // One after the other in each partition, however late.
                    at = Math.max(last[partition] + 1, at + random.nextInt(3) * (long) random.nextInt(90_000));
                    last[partition] = at;
                }
                Event moved = new Event(at, each.user(), each.raw(), each.control(), each.seq());
                late.add(moved);
                to.computeIfAbsent(moved, key -> new ArrayList<>()).add(partition);
            }
        }
        late.sort(Comparator.comparingLong(Event::at));
        for (Event each : late) {
            List<Integer> into = to.get(each);
            long off = random.nextInt(30) == 0 ? 3_600_000L * (1 + random.nextInt(3)) : -random.nextInt(random.nextInt(5) == 0 ? 60_000 : 2);
            log.add(each, into.remove(0), each.at() + off);
        }
        return log;
    }

    private List<Integer> to(Event event) {
        if (event.user() != null) {
            return List.of(Math.floorMod(event.user().hashCode(), partitions));
        }
        return IntStream.range(0, partitions).boxed().toList();
    }

    private void add(Event event, int partition, long stamp) {
        RawDelivery raw = new RawDelivery("corsano.raw", partition, offsets[partition]++, stamp, event.control() == null ? event.raw().body
                : ControlRecordJson.of(event.control()));
        raw.kind = event.control() == null ? event.raw().kind : RawDelivery.CONTROL;
        if (event.control() != null) {
            raw.control = new String[] {Long.toString(event.seq()), "t", Long.toString(appendedAt(event)), null};
        }
        entries.add(new Entry((int) ((event.at() - T0) / 1000), raw));
    }

    /** A copy may be late; its record was written at the time in its id. */
    private static long appendedAt(Event event) {
        return Long.parseLong(event.control().id().substring(1));
    }

    /**
     * @param stays whether patients come and go: this counts from its place, so its time depends on the other patients of the partition
     * @param storm so many changes more, ten a second
     */
    private static List<Event> events(long seed, boolean stays, int storm) {
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int second = 0; second < MINUTES * 60; second += 10) {
            events.add(new Event(T0 + second * 1000L, null, RawRecords.heartbeat(0, 0, 0), null, -1));
            if (second == 0) {
                events.add(new Event(T0 + 1, null, RawRecords.heartbeat(0, 0, 0), null, -1));
                events.add(new Event(T0 + 2, null, RawRecords.heartbeat(0, 0, 0), null, -1));
            }
        }
        for (int user = 0; user < USERS; user++) {
            int silentFrom = random.nextInt(3) == 0 ? 5 + random.nextInt(MINUTES) : MINUTES;
            int silentTo = silentFrom + 4 + random.nextInt(15);
            for (int minute = 0; minute < MINUTES; minute++) {
                if (minute >= silentFrom && minute < silentTo) {
                    continue;
                }
                long at = T0 + minute * 60_000L + user * 7_000L + 3_111 + user;
                events.add(new Event(at, "patient-" + user, body(user, at, random), null, -1));
            }
        }
        long seq = 0;
        for (int i = 0; i < 14; i++) {
            long at = besideDeliveries(T0 + 20_000L + (long) i * MINUTES * 60_000 / 15 + random.nextInt(40_000) * 2L + 1);
            Scope scope = scope(random);
            ControlRecord record = new ControlRecord("c" + at, scope,
                    random.nextInt(5) == 0 ? at + random.nextInt(300_000) : ControlRecord.NOT_SET,
                    ControlRecord.NOT_SET, "me", "why", -1, change(scope, random));
            if (record.change() instanceof LimitsChange limits && !limits.set().isEmpty() && random.nextInt(4) == 0) {
                record = new ControlRecord(record.id(), scope, record.effectiveAt(), at + 400_000 + random.nextInt(600_000), "me", "why", -1,
                        limits);
            }
            events.add(new Event(at, scope.isUser() ? scope.name() : null, null, record, seq++));
        }
        long stormAt = T0 + (5 + random.nextInt(MINUTES - 10)) * 60_000L;
        for (int i = 0; i < storm; i++) {
            long at = stormAt + i * 100L;
            Scope scope = random.nextInt(3) > 0 ? Scope.user("patient-" + random.nextInt(2)) : scope(random);
            events.add(new Event(at, scope.isUser() ? scope.name() : null, null, new ControlRecord("c" + at, scope, ControlRecord.NOT_SET,
                    ControlRecord.NOT_SET, "me", "why", -1, change(scope, random)), 0));
        }
        for (int i = 0; stays && i < 4; i++) {
            long at = T0 + 60_000L + random.nextInt(MINUTES * 30_000) * 2L + 1;
            Scope scope = Scope.user("patient-" + random.nextInt(USERS));
            PatientChange.Verb verb = List.of(PatientChange.Verb.ADMIT, PatientChange.Verb.DISCHARGE, PatientChange.Verb.HANDOVER)
                    .get(random.nextInt(3));
            events.add(new Event(at, scope.name(), null, new ControlRecord("c" + at, scope, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "me",
                    "why", -1, new PatientChange(verb, verb.setsGroups() ? List.of("g0") : List.of())), 0));
        }
        return numbered(events);
    }

    /** In their order, the changes with their numbers. */
    private static List<Event> numbered(List<Event> events) {
        events.sort(Comparator.comparingLong(Event::at));
        List<Event> numbered = new ArrayList<>();
        long next = 0;
        for (Event each : events) {
            numbered.add(each.control() == null ? each : new Event(each.at(), each.user(), null, each.control(), next++));
        }
        return numbered;
    }

    private static List<Event> odd(long seed) {
        List<Event> events = new ArrayList<>(events(seed, true, 0));
        Random random = new Random(~seed);
        long moved = T0 + random.nextInt(MINUTES) * 60_000L;
        for (int i = 0; i < events.size(); i++) {
            Event each = events.get(i);
            if (each.raw() != null && each.user() != null) {
                String body = new String(each.raw().body, StandardCharsets.UTF_8);
                if (each.user().equals("patient-1") && each.at() > moved) {
                    body = body.replace("\"S1\"", "\"S0\"");
                }
                if (random.nextInt(12) == 0) {
                    body = body.replaceFirst("\"spo2\":\"\\d+\"", "\"spo2\":\"8" + random.nextInt(6) + "\"");
                }
                each.raw().body = body.getBytes(StandardCharsets.UTF_8);
            }
        }
        for (int i = 0; i < 90; i++) {
            long at = T0 + 60_000L + random.nextInt((MINUTES - 2) * 60_000);
            String user = "patient-" + random.nextInt(USERS);
            if (random.nextInt(3) == 0) {
                // With the stamp of a delivery, and of its row.
                Event beside = events.get(random.nextInt(events.size()));
                at = beside.user() == null ? at : beside.at() - random.nextInt(2) * 5_000L;
                user = beside.user() == null ? user : beside.user();
            }
            oddChanges(at, user, random).forEach(events::add);
        }
        return numbered(events);
    }

    private static List<Event> oddChanges(long at, String user, Random random) {
        Scope own = Scope.user(user);
        Scope scope = random.nextInt(3) == 0 ? own : scope(random);
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4, 12, 13 -> List.of(event(at, at, own, answer(random),
                    random.nextInt(3) == 0 ? at + 1_000 * random.nextInt(1_800) : ControlRecord.NOT_SET));
            case 5 -> List.of(event(at, at, scope, limit("spo2-low.medium", "88"), ControlRecord.NOT_SET),
                    event(at, at, scope, new LimitsChange(Map.of(), List.of("spo2-low")), ControlRecord.NOT_SET));
            case 6 -> {
                // Both from the same moment on, the later one first in the log.
                long from = at + random.nextInt(200_000);
                yield List.of(planned(at, from, scope, limit("spo2-low.medium", Integer.toString(86 + random.nextInt(6)))),
                        planned(at + 1, from, scope, limit("spo2-low.medium", Integer.toString(86 + random.nextInt(6)))));
            }
            case 7 -> List.of(planned(at, List.of(1L, T0 - 86_400_000L, at - 300_000, at + 300L * 86_400_000, at + 400L * 86_400_000)
                    .get(random.nextInt(5)), scope, change(scope, random)));
            // The clock of the broker falls, or the id was used before.
            case 8 -> List.of(event(at, at - random.nextInt(900_000), scope, change(scope, random), ControlRecord.NOT_SET));
            case 9 -> List.of(event(at, T0 + 60_000L * random.nextInt(3), scope, change(scope, random), ControlRecord.NOT_SET));
            case 10 -> {
                String rules = JobSettingsReader.bundledRules();
                String without = rules.replaceAll("(?m)^spo2-low:\n( .*\n)+", "");
                yield List.of(event(at, at, Scope.ALL, new CatalogueChange(random.nextInt(3) == 0 ? rules : without), ControlRecord.NOT_SET));
            }
            default -> {
                Scope group = new Scope(Scope.Type.GROUP, "g0");
                yield List.of(event(at, at, own, new PatientChange(PatientChange.Verb.GROUPS, random.nextBoolean() ? List.of() : List.of("g0")),
                        ControlRecord.NOT_SET), event(at, at, group, limit("pulse-high.medium", Integer.toString(110 + random.nextInt(20))),
                        random.nextBoolean() ? at + 3_000 + random.nextInt(400_000) : ControlRecord.NOT_SET));
            }
        };
    }

    private static Change answer(Random random) {
        ActionChange.Verb verb = ActionChange.Verb.values()[random.nextInt(ActionChange.Verb.values().length)];
        String rule = random.nextInt(3) > 0 ? "spo2-low" : RULES[random.nextInt(RULES.length - (verb.ofRule() ? 0 : 1))];
        return new ActionChange(verb, null, rule);
    }

    private static LimitsChange limit(String field, String value) {
        return new LimitsChange(Map.of(field, value), List.of());
    }

    private static Event planned(long at, long effectiveAt, Scope scope, Change change) {
        return new Event(at, scope.isUser() ? scope.name() : null, null,
                new ControlRecord("c" + at, scope, effectiveAt, ControlRecord.NOT_SET, "me", "why", -1, change), 0);
    }

    /** @param appendedAt when the broker says that it was written */
    private static Event event(long at, long appendedAt, Scope scope, Change change, long until) {
        boolean ends = change instanceof LimitsChange limits ? !limits.set().isEmpty()
                : change instanceof ActionChange action
                        && (action.verb() == ActionChange.Verb.ACKNOWLEDGE || action.verb() == ActionChange.Verb.PAUSE);
        long end = change instanceof ActionChange action && action.verb() == ActionChange.Verb.PAUSE && until == ControlRecord.NOT_SET
                ? at + 600_000 : until;
        int expected = change instanceof ActionChange action && !action.verb().ofRule() ? (int) (at % 7) - 1 : -1;
        return new Event(at, scope.isUser() ? scope.name() : null, null, new ControlRecord("c" + appendedAt, scope, ControlRecord.NOT_SET,
                ends ? end : ControlRecord.NOT_SET, "me", "why", expected, change), 0);
    }

    /** A change of a patient counts from its place, so one with the stamp of a delivery before it would be late by a millisecond. */
    private static long besideDeliveries(long at) {
        return at % 1000 / 10 == 11 ? at + 10 : at;
    }

    private static Scope scope(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Scope.ALL;
            case 1 -> new Scope(Scope.Type.STUDY, "S" + random.nextInt(2));
            case 2 -> new Scope(Scope.Type.GROUP, "g" + random.nextInt(2));
            default -> Scope.user("patient-" + random.nextInt(USERS));
        };
    }

    private static Change change(Scope scope, Random random) {
        if (scope.isUser() && random.nextInt(3) == 0) {
            return new PatientChange(PatientChange.Verb.GROUPS, random.nextBoolean() ? List.of("g0") : List.of("g0", "g1"));
        }
        if (scope.equals(Scope.ALL) && random.nextInt(3) == 0) {
            String rules = JobSettingsReader.bundledRules();
            return new CatalogueChange(random.nextBoolean() ? rules : rules.replace("medium: spo2 <= 91", "medium: spo2 <= 89")
                    .replace("medium: pulse >= 131", "medium: pulse >= 120"));
        }
        if (random.nextInt(5) == 0) {
            return new LimitsChange(Map.of(), List.of(random.nextBoolean() ? "*" : "spo2-low"));
        }
        Map<String, String> set = new LinkedHashMap<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String field = FIELDS[random.nextInt(FIELDS.length)];
            set.put(field, switch (field) {
                case "spo2-low.medium" -> Integer.toString(84 + random.nextInt(10));
                case "pulse-high.medium" -> Integer.toString(110 + random.nextInt(30));
                case "pulse-low.medium" -> Integer.toString(40 + random.nextInt(20));
                case "no-data.after" -> 3 + random.nextInt(10) + "min";
                case "respiration-high.medium" -> Integer.toString(20 + random.nextInt(8));
                case "pulse-high.enabled" -> Boolean.toString(random.nextBoolean());
                default -> Integer.toString(1 + random.nextInt(2));
            });
        }
        return new LimitsChange(set, List.of());
    }

    /** One row, or one and another that comes late. */
    private static RawDelivery body(int user, long at, Random random) {
        StringBuilder rows = new StringBuilder(row(at - 5_000, random));
        if (random.nextInt(6) == 0) {
            rows.append(',').append(row(at - 65_000 - random.nextInt(300_000), random));
        }
        RawDelivery raw = new RawDelivery();
        raw.body = ("{\"user_uuid\":\"patient-" + user + "\",\"study\":\"S" + user % 2 + "\",\"data\":[" + rows + "]}")
                .getBytes(StandardCharsets.UTF_8);
        return raw;
    }

    private static String row(long time, Random random) {
        String worn = random.nextInt(25) == 0 ? "0" : "4";
        return "{\"timestamp\":\"" + time + "\",\"bpm\":\"" + (random.nextInt(5) == 0 ? 45 + random.nextInt(100) : 70)
                + "\",\"bpm_q\":\"4\",\"spo2\":\""
                + (86 + random.nextInt(9)) + "\",\"spo2_q\":\"4\",\"wearing\":\"" + worn + "\",\"respiration_rate\":\""
                + (16 + random.nextInt(10))
                + "\",\"respiration_rate_q\":\"4\"" + (random.nextInt(200) == 0 ? ",\"cardiac_arrest\":\"1\"" : "") + "}";
    }
}
