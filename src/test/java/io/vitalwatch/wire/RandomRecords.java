package io.vitalwatch.wire;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.TimeBasis;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Random records that the job may write: every enum constant, every optional field present and absent, extreme numbers and odd texts. */
final class RandomRecords {
    private static final long FIRST = Instant.parse("0000-01-02T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("9999-12-30T00:00:00Z").toEpochMilli();
    private static final String[] TEXTS = {"x", "e962******2c5c", "ü€\uD83D\uDE00", "\"quoted\"", "a\\b",
        "\u0000\n\t\u001f", "\u2028", "</script>", " ", "a\uFFFFb"};

    private final Random random;

    RandomRecords(long seed) {
        random = new Random(seed);
    }

    private static final String[] LAYERS = {"catalogue", "all", "study", "group", "patient", "temporary"};

    Alert alert() {
        List<Alert.Evidence> readings = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            readings.add(new Alert.Evidence(any(Vital.values()), value(), random.nextBoolean() ? Reading.NO_QUALITY : random.nextInt(11),
                    time()));
        }
        return new Alert(hash(), hash(), count(), any(Phase.values()), any(AlarmState.values()), any(Reason.values()), any(Kind.values()),
                code(), any(Priority.values()), text(), text(), time(), time(), time(), random.nextInt(-1080, 1081),
                any(Freshness.values()), readings, new Alert.Limit(text(), count(), count(), random.nextLong(1L << 40), terms()), text(),
                any(TimeBasis.values()), any(Priority.values()), maybe(this::hash), maybe(() -> any(Signal.values())),
                maybe(() -> new Alert.By(maybe(this::text), maybe(this::text), random.nextBoolean() ? Alert.NO_TIME : time(),
                random.nextInt(3))), maybe(() -> new Alert.Basis(hash().substring(0, 12), any(LAYERS), random.nextInt(3))));
    }

    private List<Alert.Term> terms() {
        List<Alert.Term> terms = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            boolean compared = random.nextBoolean();
            terms.add(new Alert.Term(text(), any(Vital.values()), maybe(() -> "median"), any(new String[] {"<", "<=", ">", ">=", "="}), value(),
                    compared ? value() : null, compared ? (long) count() : null, any(Ternary.values())));
        }
        return terms;
    }

    WindowSummary window() {
        Map<Verdict, Integer> rejected = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            if (verdict != Verdict.USABLE && random.nextInt(4) == 0) {
                rejected.put(verdict, 1 + count() / 2);
            }
        }
        boolean usable = random.nextBoolean();
        return new WindowSummary(text(), text(), any(Vital.values()), time(), time(), count(), usable ? 1 + count() / 2 : 0, 
                usable ? value() : 0, usable ? value() : 0, usable ? value() : 0, usable ? value() : 0, rejected);
    }

    Rejection rejection() {
        byte[] body = random.nextBoolean() ? null : new byte[random.nextInt(40)];
        int length = random.nextInt(3) == 0 ? 0 : count();
        if (body != null) {
            random.nextBytes(body);
            length = random.nextBoolean() ? body.length : body.length + count() / 2;
        }
        return new Rejection(any(Rejection.Scope.values()), code(), text(), new Origin(text(), count(), random.nextLong(Long.MAX_VALUE)),
                time(), maybe(this::text), maybe(this::text), random.nextBoolean() ? 0 : time(), maybe(this::text), maybe(this::text), body,
                length);
    }

    Delivery delivery() {
        List<Sample> samples = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<Reading> readings = new ArrayList<>();
            for (Group group : Group.values()) {
                if (random.nextInt(3) > 0) {
                    readings.add(new Reading(group, value(), group.paired() ? value() : 0,
                            random.nextBoolean() ? Reading.NO_QUALITY : random.nextInt(11), any(Verdict.values())));
                }
            }
            samples.add(new Sample(any(SampleType.values()), time(), random.nextInt(-1080, 1081), any(Ternary.values()),
                    any(Ternary.values()), random.nextInt(-1, 101), random.nextInt(-1, 8), random.nextInt(-1, 3), readings));
        }
        long arrival = time();
        return new Delivery(text(), text(), arrival, arrival, Delivery.Part.WHOLE,
                new Origin(text(), count(), random.nextLong(Long.MAX_VALUE)), samples,
                random.nextBoolean() ? List.of() : List.of(new Delivery.Undated(Delivery.Undated.Why.FUTURE, time(), 1,
                        new Sample(SampleType.ACTIVITY, time(), 0, Ternary.UNKNOWN, Ternary.UNKNOWN, -1, -1, 1, List.of()))));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private String text() {
        return any(TEXTS) + (random.nextBoolean() ? random.nextInt(100) : "");
    }

    private String code() {
        return "rule-" + random.nextInt(100);
    }

    private String hash() {
        return String.format("%016x%016x", random.nextLong(), random.nextLong());
    }

    /** A count, now and then the largest one. */
    private int count() {
        return random.nextInt(10) == 0 ? Integer.MAX_VALUE : random.nextInt(1000);
    }

    /** Thousandths, now and then the largest or smallest ones. */
    private int value() {
        return switch (random.nextInt(10)) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> Integer.MIN_VALUE;
            case 2 -> -random.nextInt(5000);
            default -> random.nextInt(300_000);
        };
    }

    /** A time that RFC 3339 can express; half of them in whole seconds. */
    private long time() {
        long time = random.nextInt(4) == 0 ? random.nextLong(FIRST, LAST) : 1_763_562_121_000L + random.nextLong(1L << 36);
        return random.nextBoolean() ? time : Math.floorDiv(time, 1000) * 1000;
    }
}
