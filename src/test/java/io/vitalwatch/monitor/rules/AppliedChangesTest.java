package io.vitalwatch.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.control.InForce;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.monitor.rules.AppliedChanges.Applied;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What is kept of the changes of a partition. */
class AppliedChangesTest {
    private static final long PAST_LIMIT = 1000;

    private final Map<String, ControlRecord> records = new HashMap<>();

    private Applied change(long from, boolean asked, long until, Scope scope, Change change) {
        String hash = "h" + records.size();
        records.put(hash, new ControlRecord(hash, scope, asked ? from : ControlRecord.NOT_SET, until, "nurse", "because",
                ControlRecord.ANY_SEQUENCE, change));
        return new Applied(from, records.size(), hash);
    }

    /** The fields in force by scope, those that end by themselves apart, and the catalogue. */
    private Map<String, String> inForce(List<Applied> changes, long moment) {
        Map<String, String> fields = new TreeMap<>();
        for (Applied each : changes) {
            ControlRecord record = records.get(each.hash());
            if (each.from() > moment || record == null) {
                continue;
            }
            if (record.change() instanceof CatalogueChange catalogue) {
                fields.put("catalogue", catalogue.yaml());
                continue;
            }
            LimitsChange change = (LimitsChange) record.change();
            for (String layer : List.of("permanent ", "temporary ")) {
                Map<String, String> ofLayer = new HashMap<>();
                String prefix = layer + record.scope() + " ";
                fields.forEach((name, value) -> {
                    if (name.startsWith(prefix)) {
                        ofLayer.put(name.substring(prefix.length()), value);
                    }
                });
                InForce.clear(ofLayer, change.clear());
                fields.keySet().removeIf(name -> name.startsWith(prefix) && !ofLayer.containsKey(name.substring(prefix.length())));
            }
            if (!record.isTemporary() || record.until() > moment) {
                change.set().forEach((name, value) ->
                        fields.put((record.isTemporary() ? "temporary " : "permanent ") + record.scope() + " " + name, value));
            }
        }
        return fields;
    }

    /** At each moment that is still judged the same is in force as with all changes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsInForceIsThatOfAllChanges(long seed) {
        Random random = new Random(seed);
        List<Applied> all = new ArrayList<>();
        AppliedChanges kept = AppliedChanges.NONE;
        for (long now = 100; now < 8_000; now += 1 + random.nextInt(100)) {
            Scope scope = random.nextInt(3) == 0 ? Scope.ALL : new Scope(Scope.Type.GROUP, "g" + random.nextInt(2));
            boolean asked = random.nextInt(8) == 0;
            long from = asked ? now + random.nextInt(3000) : now;
            boolean temporary = random.nextInt(4) == 0;
            Change change = random.nextInt(15) == 0 ? new CatalogueChange("yaml " + now) : limits(random, now);
            Applied applied = change instanceof CatalogueChange ? change(from, asked, ControlRecord.NOT_SET, Scope.ALL, change)
                    : change(from, asked, temporary ? from + random.nextInt(2000) : ControlRecord.NOT_SET, scope, change);
            all.add(applied);
            all.sort(Comparator.comparingLong(Applied::from).thenComparingLong(Applied::seq));
            kept = kept.with(applied, records::get, PAST_LIMIT, now);
            long oldest = kept.list().size() < AppliedChanges.MOST ? now - PAST_LIMIT : now;
            for (long moment = oldest; moment < now + 4000; moment += 200) {
                assertThat(inForce(kept.list(), moment)).as("seed %d, at %d, judged %d", seed, now, moment).isEqualTo(inForce(all, moment));
            }
        }
        assertThat(kept.list().size()).isLessThan(all.size() / 2);
    }

    private static LimitsChange limits(Random random, long now) {
        Map<String, String> set = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            set.put("r" + random.nextInt(3) + (random.nextBoolean() ? ".medium" : ".high"), Long.toString(now));
        }
        return new LimitsChange(set, switch (random.nextInt(6)) {
            case 0 -> List.of("r" + random.nextInt(3));
            case 1 -> List.of("r" + random.nextInt(3) + ".high");
            case 2 -> List.of(LimitsChange.EVERYTHING);
            default -> List.of();
        });
    }

    @Test
    void aStormOfChangesWithinTheTimeThatIsJudgedStaysSmall() {
        AppliedChanges kept = AppliedChanges.NONE;
        for (int i = 0; i < 2000; i++) {
            kept = kept.with(change(i, false, ControlRecord.NOT_SET, Scope.ALL,
                    new LimitsChange(Map.of("r" + i % 3 + ".medium", "" + i), List.of())), records::get, 86_400_000, i);
            assertThat(kept.list().size()).isLessThanOrEqualTo(2 * AppliedChanges.MOST + 3);
        }
        assertThat(inForce(kept.list(), 2000)).hasSize(3).containsValues("1997", "1998", "1999");
    }

    @Test
    void aChangeThatThisReleaseCannotReadIsKeptForAnotherOne() throws Exception {
        AppliedChanges kept = AppliedChanges.NONE.with(new Applied(1, 1, "unknown"), records::get, PAST_LIMIT, 1);
        for (int i = 2; i < 200; i++) {
            kept = kept.with(change(i * 100L, false, ControlRecord.NOT_SET, Scope.ALL, new CatalogueChange("c")), records::get, PAST_LIMIT,
                    i * 100L);
        }
        assertThat(AppliedChanges.read(kept.bytes()).list()).contains(new Applied(1, 1, "unknown")).hasSizeLessThan(20);
    }
}
