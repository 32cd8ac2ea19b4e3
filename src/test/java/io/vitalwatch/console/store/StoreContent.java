package io.vitalwatch.console.store;

import io.vitalwatch.model.Vital;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** All that a store holds of a {@link RandomLog}, by natural keys: its own numbers differ between runs. */
public final class StoreContent {
    private static final int ALL = 10_000;

    private StoreContent() {}

    /** What is in the store at an address. */
    public static List<String> at(String address) throws SQLException {
        try (Store store = Store.open(Database.open(address))) {
            return of(store);
        }
    }

    public static List<String> of(Store store) throws SQLException {
        List<String> content = new ArrayList<>();
        List<StoredPatientRow> patients = store.patients().stream().sorted(Comparator.comparing(StoredPatientRow::id)).toList();
        for (StoredPatientRow each : patients) {
            content.add(each.id() + " " + each.study() + " " + each.firstSeen() + " " + each.lastSeen());
            store.rows(each, RandomLog.BEGIN - 40_000_000, RandomLog.BEGIN + 90_000_000).forEach(row -> content.add(row.toString()));
            VitalSeries series = store.vitals(each, RandomLog.BEGIN - 5 * 3_600_000, RandomLog.BEGIN + 12 * 3_600_000, 100);
            for (Vital vital : Vital.values()) {
                content.add(Arrays.toString(series.min(vital)) + Arrays.toString(series.max(vital)));
            }
        }
        for (EpisodeRow each : store.episodes(new EpisodeFilter(null, null, null, null, null, null, null, null, null, null, ALL))) {
            content.add(each.toString());
            store.records(each.last().episode()).forEach(record -> content.add(record.toString()));
        }
        store.audit(new AuditFilter(null, null, null, null, null, null, null, ALL)).forEach(row -> content.add(row.toString()));
        store.controls().forEach(each -> content.add(each.seq() + " " + each.record()));
        return content;
    }
}
