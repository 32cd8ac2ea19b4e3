package io.vitalwatch.simulator;

import static io.vitalwatch.simulator.Simulations.HOUR;
import static io.vitalwatch.simulator.Simulations.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.quality.GateSettingsFixture;
import io.vitalwatch.quality.QualityGate;
import io.vitalwatch.simulator.vendor.PlannedDelivery;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Healthy patients cause no alarm: their data, read by the real decoder and quality gate, stay inside the limits. */
class HealthyPatientsTest {
    private static final Set<Integer> MOVING = Set.of(2, 4, 6);

    private final BodyDecoder decoder = new BodyDecoder("unknown", 4 << 20);
    private final QualityGate gate = new QualityGate(GateSettingsFixture.defaults());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void twoDaysOfReadingsStayInsideEveryLimitAndBraceletsAreNeitherEmptyNorOffNorSilentForLong(long seed) {
        Map<Group, Map<Verdict, Integer>> verdicts = new EnumMap<>(Group.class);
        Map<String, Long> offSince = new HashMap<>();
        Map<String, Long> heard = new HashMap<>();
        boolean charged = false;
        for (PlannedDelivery delivery : Simulations.healthy(seed, 12, 48 * HOUR, 1)) {
            String where = "seed " + seed + " user " + delivery.user();
            Long before = heard.put(delivery.user(), delivery.sendAtMillis());
            assertThat(before == null ? 0 : delivery.sendAtMillis() - before).as(where).isLessThan(8 * MINUTE);
            for (Row row : decoder.decode(delivery.body()).rows()) {
                assertThat(gate.refusal(row, delivery.sendAtMillis())).isNull();
                Sample sample = gate.judge(row);
                for (Reading reading : sample.readings()) {
                    verdicts.computeIfAbsent(reading.group(), group -> new EnumMap<>(Verdict.class))
                            .merge(reading.verdict(), 1, Integer::sum);
                    if (reading.verdict() == Verdict.USABLE) {
                        requireHealthy(reading, sample, where);
                    }
                }
                if (sample.type() == SampleType.ACTIVITY) {
                    charged |= sample.charging() == Ternary.TRUE;
                    requireWatched(sample, delivery.user(), offSince, where);
                }
            }
        }
        assertThat(charged).isTrue();
        assertThat(verdicts.keySet()).containsExactly(Group.values());
        verdicts.values().forEach(each -> assertThat(each.keySet()).isSubsetOf(Verdict.USABLE, Verdict.QUALITY));
        assertThat(verdicts.get(Group.PULSE).get(Verdict.QUALITY)).as("poor readings occur").isPositive();
        assertThat(verdicts.get(Group.SPO2).get(Verdict.QUALITY)).isPositive();
    }

    private static void requireWatched(Sample sample, String user, Map<String, Long> offSince, String where) {
        assertThat(sample.cardiacArrest()).as(where).isLessThanOrEqualTo(0);
        assertThat(sample.battery()).as(where).isGreaterThan(15);
        if (sample.worn() == Ternary.TRUE) {
            offSince.remove(user);
        } else {
            long since = offSince.computeIfAbsent(user, key -> sample.time());
            assertThat(sample.time() - since).as(where).isLessThan(14 * MINUTE);
        }
    }

    private static void requireHealthy(Reading reading, Sample sample, String where) {
        int value = reading.value();
        switch (reading.group()) {
            case PULSE -> assertThat(value).as(where).isBetween(45_000, MOVING.contains(sample.activity()) ? 200_000 : 115_000);
            case SPO2 -> assertThat(value).as(where).isBetween(94_000, 100_000);
            case RESPIRATION -> assertThat(value).as(where).isBetween(10_000, 22_000);
            case TEMPERATURE -> assertThat(value).as(where).isBetween(36_000, 37_700);
            case BLOOD_PRESSURE -> {
                assertThat(value).as(where).isBetween(92_000, 155_000);
                assertThat(reading.second()).as(where).isLessThan(98_000);
                assertThat(reading.second() + (value - reading.second()) / 3).as(where).isGreaterThan(66_000);
            }
        }
    }
}
