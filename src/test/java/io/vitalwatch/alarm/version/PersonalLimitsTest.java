package io.vitalwatch.alarm.version;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A patient's own limits beyond the number of records that are kept. */
class PersonalLimitsTest {
    private static LimitsRecord record(long from, long until, Map<String, String> set, List<String> clear) {
        return new LimitsRecord(from, from, until, set, clear);
    }

    @Test
    void manyTemporaryLimitsDoNotPushOutAPermanentOne() {
        PersonalLimits limits = PersonalLimits.NONE.with(record(1, LimitsRecord.FOR_EVER, Map.of("spo2-low.medium", "85"), List.of()), 1);
        for (int i = 2; i < 300; i++) {
            limits = limits.with(record(i, i + 10, Map.of("pulse-high.medium", "140"), List.of()), i);
        }
        assertThat(limits.limits()).hasSize(PersonalLimits.MOST);
        assertThat(LayeredRules.fields(limits.limits(), 1000, false)).containsExactly(Map.entry("spo2-low.medium", "85"));
    }

    @Test
    void ofNothingButTemporaryLimitsThatLastTheOneThatEndsFirstGoes() {
        PersonalLimits limits = PersonalLimits.NONE;
        for (int i = 0; i <= PersonalLimits.MOST; i++) {
            limits = limits.with(record(i, 1000 - i, Map.of("r" + i + ".medium", "1"), List.of()), i);
        }
        assertThat(LayeredRules.fields(limits.limits(), 100, true)).hasSize(PersonalLimits.MOST).doesNotContainKey("r64.medium");
    }

    @Test
    void whatLiesAheadDoesNotPushOutWhatIsInForce() {
        PersonalLimits limits = PersonalLimits.NONE.with(record(1, LimitsRecord.FOR_EVER, Map.of("spo2-low.medium", "85"), List.of()), 1);
        for (int i = 0; i < 100; i++) {
            limits = limits.with(record(1000 + i, LimitsRecord.FOR_EVER, Map.of("spo2-low.medium", Integer.toString(i % 10 + 70)), List.of()),
                    2);
        }
        assertThat(limits.limits()).hasSize(PersonalLimits.MOST);
        assertThat(LayeredRules.fields(limits.limits(), 2, false)).containsExactly(Map.entry("spo2-low.medium", "85"));
        assertThat(LayeredRules.fields(limits.limits(), 1000, false)).containsExactly(Map.entry("spo2-low.medium", "70"));
        assertThat(LayeredRules.fields(limits.limits(), 1100, false)).containsExactly(Map.entry("spo2-low.medium", "79"));
    }

    @Test
    void groupsThatLieAheadDoNotPushOutThoseInForce() {
        PersonalLimits limits = PersonalLimits.NONE.with(new PersonalLimits.Groups(1, 1, List.of("now")), 1);
        for (int i = 0; i < 100; i++) {
            limits = limits.with(new PersonalLimits.Groups(1000 + i, 2 + i, List.of("planned-" + i)), 2);
        }
        assertThat(limits.groups()).hasSize(PersonalLimits.MOST);
        assertThat(limits.groupsAt(2)).containsExactly("now");
        assertThat(limits.groupsAt(1099)).containsExactly("planned-99");
    }

    /** What is in force from now on is the same as if all records were kept. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsInForceIsThatOfAllRecords(long seed) {
        Random random = new Random(seed);
        List<LimitsRecord> all = new ArrayList<>();
        PersonalLimits limits = PersonalLimits.NONE;
        for (int now = 1; now < 400; now++) {
            boolean temporary = random.nextInt(3) == 0;
            Map<String, String> set = new TreeMap<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                set.put("r" + random.nextInt(4) + (random.nextBoolean() ? ".medium" : ".high"), Integer.toString(now));
            }
            List<String> clear = switch (random.nextInt(6)) {
                case 0 -> List.of("r" + random.nextInt(4));
                case 1 -> List.of("r" + random.nextInt(4) + ".high");
                case 2 -> random.nextInt(10) == 0 ? List.of("*") : List.of();
                default -> List.of();
            };
            LimitsRecord record = record(now, temporary ? now + 1 + random.nextInt(40) : LimitsRecord.FOR_EVER, set, clear);
            all.add(record);
            all.sort(Comparator.comparingLong(LimitsRecord::from));
            limits = limits.with(record, now);
            assertThat(limits.limits()).hasSizeLessThanOrEqualTo(PersonalLimits.MOST);
            for (int moment : new int[] {now, now + 7, now + 30}) {
                for (boolean kind : new boolean[] {true, false}) {
                    assertThat(LayeredRules.fields(limits.limits(), moment, kind)).as("seed %d, at %d, record %d", seed, moment, now)
                            .isEqualTo(LayeredRules.fields(all, moment, kind));
                }
            }
        }
    }
}
