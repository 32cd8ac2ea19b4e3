package io.vitalwatch.simulator;

import static io.vitalwatch.simulator.Simulations.HOUR;
import static io.vitalwatch.simulator.Simulations.MINUTE;
import static io.vitalwatch.simulator.Simulations.START;
import static io.vitalwatch.simulator.Simulations.list;
import static io.vitalwatch.simulator.Simulations.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.corsano.Field;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.simulator.scenario.Scenario;
import io.vitalwatch.simulator.scenario.ScenarioReader;
import io.vitalwatch.simulator.vendor.PlannedDelivery;
import io.vitalwatch.simulator.vendor.SimulatedStudy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class SimulationTest {
    private static final Pattern KEY = Pattern.compile("\"(\\w+)\":");

    private final BodyDecoder decoder = new BodyDecoder("unknown", 4 << 20);

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedGivesOthers() throws Exception {
        String first = digest(Simulations.of("all", 7));

        assertThat(digest(Simulations.of("all", 7))).isEqualTo(first);
        assertThat(digest(Simulations.of("duplicates", 8))).isNotEqualTo(digest(Simulations.of("duplicates", 7)));
    }

    @Test
    void aPatientsDataDoesNotDependOnHowManyOthersThereAre() {
        String user = list(Simulations.healthy(1, 1, HOUR, 1)).get(0).user();
        List<PlannedDelivery> alone = list(Simulations.healthy(1, 1, HOUR, 1));
        List<PlannedDelivery> among = stream(Simulations.healthy(1, 9, HOUR, 1)).filter(each -> each.user().equals(user)).toList();

        assertThat(among).usingRecursiveComparison().isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offline-newest-first", "reordering", "duplicates"})
    void deliveriesComeInOrderOfSendingAndWithinSimulatedTime(String scenario) {
        Simulation simulation = Simulations.of(scenario, 3);
        long before = START;
        for (PlannedDelivery delivery : simulation) {
            assertThat(delivery.sendAtMillis()).isBetween(before, simulation.settings().endMillis() - 1);
            before = delivery.sendAtMillis();
        }
    }

    @Test
    void deliveriesAreMadeOnlyWhenTheyAreAskedFor() {
        Iterator<PlannedDelivery> tenYears = Simulations.healthy(1, 3, 10L * 365 * 24 * HOUR, 1).iterator();

        for (int i = 0; i < 100; i++) {
            assertThat(tenYears.next().body()).isNotEmpty();
        }
    }

    @Test
    void everyBodyDecodesWithoutAProblemUnlessItIsBrokenOnPurpose() {
        for (PlannedDelivery delivery : Simulations.of("all", 5)) {
            Decoded decoded = decoder.decode(delivery.body());
            if (delivery.malformed()) {
                assertThat(decoded.outcome()).isEqualTo(Decoded.Outcome.REJECTED);
            } else {
                assertThat(decoded.problems()).isEmpty();
                assertThat(decoded.outcome()).isEqualTo(Decoded.Outcome.SAMPLES);
                assertThat(decoded.user()).isEqualTo(delivery.user());
                assertThat(decoded.study()).isIn("EZTJD", "unknown");
                assertThat(decoded.samples()).isPositive();
                SampleType type = delivery.eventType().equals("activity") ? SampleType.ACTIVITY : SampleType.TEMPERATURE;
                assertThat(decoded.rows()).allMatch(row -> row.type() == type);
            }
        }
    }

    @Test
    void rowsHaveTheKeysOfTheVendorsExampleInItsOrder() throws Exception {
        List<List<String>> example;
        try (var in = getClass().getResourceAsStream("/io/vitalwatch/corsano/vendor-example.json")) {
            example = rowKeys(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Set<List<String>> made = new HashSet<>();
        stream(Simulations.healthy(1, 10, 2 * HOUR, 1)).filter(each -> each.eventType().equals("activity"))
                .forEach(each -> made.addAll(rowKeys(new String(each.body(), StandardCharsets.UTF_8))));

        assertThat(made).containsAll(example);
        assertThat(made).allSatisfy(keys -> {
            List<String> known = new ArrayList<>(keys);
            known.removeAll(List.of("skin_proximity", "speed"));
            assertThat(example).contains(known);
        });
    }

    @Test
    void bothEnvelopesStringsAndNumbersAndSeveralOffsetsOccur() {
        Set<String> seen = new TreeSet<>();
        Set<Integer> offsets = new HashSet<>();
        for (PlannedDelivery delivery : Simulations.healthy(1, 40, 10 * MINUTE, 1)) {
            String body = new String(delivery.body(), StandardCharsets.UTF_8);
            seen.add((body.startsWith("{\"user_uuid\":") ? "bare" : "dictionary")
                    + (body.contains("\"timestamp\":\"") ? " strings" : " numbers"));
            decoder.decode(delivery.body()).rows().forEach(row -> offsets.add(row.offsetMinutes()));
        }
        assertThat(seen).containsExactly("bare strings", "dictionary numbers", "dictionary strings");
        assertThat(offsets).contains(60).hasSizeGreaterThan(3);
    }

    @Test
    void aDayHasAboutAsManyRowsAsTheVendorsBracelets() {
        Map<SampleType, Integer> rows = new HashMap<>();
        stream(Simulations.healthy(1, 4, 24 * HOUR, 1)).flatMap(each -> decoder.decode(each.body()).rows().stream())
                .forEach(row -> rows.merge(row.type(), 1, Integer::sum));

        assertThat(rows.get(SampleType.ACTIVITY) / 4).isBetween(1700, 1950);
        assertThat(rows.get(SampleType.TEMPERATURE) / 4).isBetween(1350, 1950);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20, 60})
    void rowsOfOneTypeNeverShareATimestamp(int rowsPerMinute) {
        Set<String> seen = new HashSet<>();
        for (PlannedDelivery delivery : Simulations.healthy(1, 2, HOUR, rowsPerMinute)) {
            for (Row row : decoder.decode(delivery.body()).rows()) {
                assertThat(seen.add(delivery.user() + row.type() + row.get(Field.TIMESTAMP))).isTrue();
            }
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(2 * 2 * 57 * rowsPerMinute);
    }

    @Test
    void aStudyWhoseSwitchIsOffHasNoDeliveriesAndNoTruth() {
        Scenario scenario = ScenarioReader.find("bradycardia");
        List<SimulatedStudy> studies = List.of(new SimulatedStudy("LOUD", true), new SimulatedStudy("QUIET", false));
        Simulation simulation = Simulation.of(new SimulationSettings(1, START, HOUR * 4, 6, 1, studies), scenario);

        Set<String> users = new HashSet<>();
        simulation.forEach(delivery -> {
            assertThat(delivery.study()).isEqualTo("LOUD");
            users.add(delivery.user());
        });
        assertThat(users).hasSize(3);
        assertThat(simulation.truth()).hasSize(2).allMatch(truth -> users.contains(truth.user()));
    }

    @Test
    void fewerPatientsThanTheScenarioStrikesAreRefused() {
        Scenario scenario = ScenarioReader.find("bradycardia");
        SimulationSettings settings = new SimulationSettings(1, START, HOUR, 3, 1, Simulations.STUDY);

        assertThatThrownBy(() -> Simulation.of(settings, scenario)).hasMessage("the scenario bradycardia needs 4 patients, not 3");
    }

    @Test
    void anOfflinePhoneIsSilentAndThenSendsEverythingOldestOrNewestFirst() {
        for (int newestFirst = 0; newestFirst <= 1; newestFirst++) {
            Simulation simulation = Simulations.one(2, "8h", "{type: offline, at: 1h, for: 5h, newest-first: " + newestFirst + "}");
            List<Long> firstTimes = new ArrayList<>();
            Set<Long> times = new HashSet<>();
            for (PlannedDelivery delivery : simulation) {
                assertThat(delivery.sendAtMillis() - START).matches(after -> after < HOUR + 5000 || after >= 6 * HOUR);
                List<Row> rows = decoder.decode(delivery.body()).rows();
                rows.stream().filter(row -> row.type() == SampleType.TEMPERATURE).forEach(row -> times.add(row.get(Field.TIMESTAMP)));
                if (rows.size() > 50 && delivery.eventType().equals("activity")) {
                    firstTimes.add(rows.get(0).get(Field.TIMESTAMP));
                }
            }
            assertThat(firstTimes).hasSizeGreaterThanOrEqualTo(4)
                    .isSortedAccordingTo(newestFirst == 1 ? java.util.Comparator.reverseOrder() : java.util.Comparator.naturalOrder());
            assertThat(times).as("every minute is there").hasSizeBetween(8 * 60 - 2, 8 * 60);
        }
    }

    @Test
    void aWrongClockStampsItsRowsWithTheYear2031() {
        Simulation simulation = Simulations.one(1, "2h", "{type: clock, at: 30min, for: 30min}");
        long wrong = stream(simulation).flatMap(each -> decoder.decode(each.body()).rows().stream())
                .filter(row -> Instant.ofEpochMilli(row.get(Field.TIMESTAMP)).toString().startsWith("2031")).count();

        assertThat(wrong).isBetween(60L, 80L);
    }

    @Test
    void duplicatesAreRepeatedToTheByteOrWrittenDifferently() {
        Map<String, Integer> bodies = new HashMap<>();
        Map<String, Integer> rows = new HashMap<>();
        for (PlannedDelivery delivery : Simulations.one(1, "1h", "{type: duplicates, at: 0s, for: 1h, share: 1}")) {
            bodies.merge(new String(delivery.body(), StandardCharsets.UTF_8), 1, Integer::sum);
            decoder.decode(delivery.body()).rows()
                    .forEach(row -> rows.merge(row.type() + " " + row.get(Field.TIMESTAMP), 1, Integer::sum));
        }
        assertThat(bodies.values()).contains(1, 2);
        assertThat(rows.values().stream().filter(count -> count == 2).count()).isGreaterThan(110);
    }

    @Test
    void reorderingLetsDeliveriesOvertakeEachOther() {
        long before = 0;
        int overtaken = 0;
        for (PlannedDelivery delivery : Simulations.one(1, "2h", "{type: reordering, at: 0s, for: 2h, share: 0.4}")) {
            long time = decoder.decode(delivery.body()).rows().get(0).get(Field.TIMESTAMP);
            overtaken += time < before ? 1 : 0;
            before = Math.max(before, time);
        }
        assertThat(overtaken).isGreaterThan(30);
    }

    @Test
    void forgedDeliveriesHaveACardiacArrestFlagAndNoGoodSignature() {
        List<PlannedDelivery> forged = stream(Simulations.one(1, "2h", "{type: wrong-signature, at: 0s, for: 2h, share: 0.3}"))
                .filter(each -> each.signing() != PlannedDelivery.Signing.GOOD).toList();

        assertThat(forged).hasSizeGreaterThan(30).extracting(PlannedDelivery::signing)
                .contains(PlannedDelivery.Signing.WRONG, PlannedDelivery.Signing.MISSING);
        assertThat(forged).allMatch(each -> decoder.decode(each.body()).rows().get(0).get(Field.CARDIAC_ARREST) == 2000);
    }

    private static List<List<String>> rowKeys(String body) {
        List<List<String>> rows = new ArrayList<>();
        for (String object : body.split("\\{")) {
            if (object.contains("\"timestamp\"")) {
                List<String> keys = new ArrayList<>();
                Matcher matcher = KEY.matcher(object.replaceAll("\\s", ""));
                while (matcher.find()) {
                    keys.add(matcher.group(1));
                }
                rows.add(keys);
            }
        }
        return rows;
    }

    private static String digest(Simulation simulation) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (PlannedDelivery each : simulation) {
            String around = each.sendAtMillis() + each.user() + each.study() + each.eventType() + each.signing();
            digest.update(around.getBytes(StandardCharsets.UTF_8));
            digest.update(each.body());
        }
        return java.util.HexFormat.of().formatHex(digest.digest());
    }
}
