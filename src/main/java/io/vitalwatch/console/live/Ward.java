package io.vitalwatch.console.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.console.change.PatientMarks;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All patients as they are now. Every row keeps the tick of its last change, so what a viewer has missed is one merged difference, however
 * long it was away; there is no queue a viewer. Any thread may call it.
 */
public final class Ward {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Tile> tiles = new LinkedHashMap<>();
    private final LongSupplier wallClock;
    private final LongSupplier steadyClock;
    private final long began;
    private final boolean byArrival;
    private long tick = 1;
    private long newestArrival = Long.MIN_VALUE;
    private volatile Runnable onAlarm = () -> { };
    private ControlHistory controls;
    private PatientMarks marks;
    private volatile Supplier<String> trouble = () -> null;
    private volatile Supplier<String> storeTrouble = () -> null;
    private volatile LongSupplier catchingUp = () -> 0;

    /**
     * @param wallClock Unix milliseconds
     * @param steadyClock nanoseconds, as of System.nanoTime()
     * @param byArrival whether ages count from the newest arrival, as where time is simulated or recorded; else from the wall clock
     */
    public Ward(LongSupplier wallClock, LongSupplier steadyClock, boolean byArrival) {
        this.wallClock = wallClock;
        this.steadyClock = steadyClock;
        this.began = steadyClock.getAsLong();
        this.byArrival = byArrival;
    }

    /** @param action run after a record of an episode has changed something */
    public void onAlarm(Runnable action) {
        onAlarm = action;
    }

    /** @param state says why what is shown is not the present, or not stored */
    public void readBy(IngestState state) {
        trouble = state::problem;
        storeTrouble = state::storeProblem;
        catchingUp = state::catchingUp;
    }

    /** @param history the changes that patients are marked by */
    public synchronized void markedBy(ControlHistory history) {
        controls = history;
    }

    /** Takes a delivery's readings. */
    public synchronized void apply(StoredPatientRow patient, Delivery delivery) {
        newestArrival = Math.max(newestArrival, delivery.arrival());
        Tile tile = tile(patient);
        tile.apply(delivery);
        tile.changed(tick);
    }

    /** Takes a record of an episode. */
    public void apply(StoredPatientRow patient, Alert alert) {
        boolean changed;
        synchronized (this) {
            newestArrival = Math.max(newestArrival, alert.arrived());
            Tile tile = tile(patient);
            changed = tile.apply(alert);
            tile.changed(changed ? tick : tile.changed());
        }
        if (changed) {
            onAlarm.run();
        }
    }

    /** Takes what the store has of a patient, at a start. */
    public synchronized void restore(StoredPatientRow patient, List<Sample> rows, List<Alert> open) {
        newestArrival = Math.max(newestArrival, patient.lastSeen());
        Tile tile = tile(patient);
        tile.restore(patient.lastSeen(), rows);
        open.forEach(tile::apply);
        tile.changed(tick);
    }

    private Tile tile(StoredPatientRow patient) {
        return tiles.computeIfAbsent(patient.id(), any -> marked(new Tile(patient.id(), patient.user(), patient.study())));
    }

    private Tile marked(Tile tile) {
        if (marks != null) {
            tile.mark(marks);
        }
        return tile;
    }

    /** The clock that ages count from, Unix milliseconds. */
    public synchronized long clock() {
        return byArrival && newestArrival != Long.MIN_VALUE ? newestArrival : wallClock.getAsLong();
    }

    /** The newest arrival of any record, Unix milliseconds; {@code Long.MIN_VALUE} without one. */
    public synchronized long newestArrival() {
        return newestArrival;
    }

    /** Ends the current tick and returns its number. */
    synchronized long endTick() {
        if (controls != null) {
            PatientMarks now = PatientMarks.at(controls, clock(), marks);
            if (now != marks) {
                marks = now;
                tiles.values().stream().filter(each -> each.mark(now)).forEach(each -> each.changed(tick));
            }
        }
        return tick++;
    }

    /** The open episodes of a patient, the gravest first. */
    public synchronized List<Alert> open(String patient) {
        Tile tile = tiles.get(patient);
        return tile == null ? List.of() : tile.open();
    }

    /** The open episodes of all patients of a study. */
    public synchronized List<Alert> openOfStudy(String study) {
        List<Alert> open = new ArrayList<>();
        tiles.values().stream().filter(each -> each.study().equals(study)).forEach(each -> open.addAll(each.open()));
        return open;
    }

    /** The study of a patient, or null for an unknown one. */
    public synchronized String study(String patient) {
        Tile tile = tiles.get(patient);
        return tile == null ? null : tile.study();
    }

    /** The studies that have patients, in order. */
    public synchronized Set<String> studies() {
        Set<String> studies = new TreeSet<>();
        tiles.values().forEach(each -> studies.add(each.study()));
        return studies;
    }

    /** How many patients need what, by the ordinal of {@link Attention}. */
    public synchronized int[] counts(Set<String> studies) {
        int[] counts = new int[Attention.values().length];
        tiles.values().stream().filter(each -> visible(each, studies)).forEach(each -> counts[each.attention().ordinal()]++);
        return counts;
    }

    /**
     * Rows that changed, as one line of JSON.
     *
     * @param studies whose patients; null for all
     * @param since rows that changed after this tick; 0 for all rows, with the names of the columns
     * @param until the tick that has just ended
     */
    synchronized byte[] changes(String epoch, Set<String> studies, long since, long until) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("epoch", epoch);
            json.writeNumberField("tick", until);
            json.writeNumberField("now", wallClock.getAsLong());
            json.writeNumberField("up", TimeUnit.NANOSECONDS.toMillis(steadyClock.getAsLong() - began));
            json.writeNumberField("clock", clock());
            if (newestArrival != Long.MIN_VALUE) {
                json.writeNumberField("newest_arrival", newestArrival);
            }
            String problem = trouble.get();
            if (problem != null) {
                json.writeStringField("trouble", problem);
            }
            String unstored = storeTrouble.get();
            if (unstored != null) {
                json.writeStringField("store", unstored);
            }
            long behind = catchingUp.getAsLong();
            if (behind != 0) {
                json.writeNumberField("behind", behind);
            }
            if (since == 0) {
                json.writeObjectFieldStart("expire_seconds");
                for (Group group : Group.values()) {
                    json.writeNumberField(group.label(), Ages.defaultOf(group) / 1000);
                }
                json.writeEndObject();
                json.writeArrayFieldStart("columns");
                for (String name : Tile.COLUMNS) {
                    json.writeString(name);
                }
                json.writeEndArray();
            }
            json.writeArrayFieldStart("rows");
            for (Tile tile : tiles.values()) {
                if (tile.changed() > since && visible(tile, studies)) {
                    tile.write(json);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** One page of patients in order of id, as the elements of a JSON array. */
    public synchronized List<byte[]> page(Set<String> studies, String after, int limit, boolean worstFirst) {
        Comparator<Tile> order = worstFirst ? Comparator.comparing(Tile::attention).thenComparing(Tile::id) : Comparator.comparing(Tile::id);
        List<byte[]> page = new ArrayList<>();
        Tile known = after == null ? null : tiles.get(after);
        // Where a patient of others would stand says how that patient does.
        Tile from = known == null || !visible(known, studies) ? null : known;
        tiles.values().stream().filter(each -> visible(each, studies)).sorted(order)
                .filter(each -> after == null || (from != null ? order.compare(each, from) > 0 : each.id().compareTo(after) > 0))
                .limit(limit).forEach(each -> page.add(row(each)));
        return page;
    }

    /** The row of a patient, or null for an unknown one. */
    public synchronized byte[] row(String patient) {
        Tile tile = tiles.get(patient);
        return tile == null ? null : row(tile);
    }

    private static byte[] row(Tile tile) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            tile.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The names of a row's values, in their order. */
    public static List<String> columns() {
        return Tile.COLUMNS;
    }

    private static boolean visible(Tile tile, Set<String> studies) {
        return studies == null || studies.contains(tile.study());
    }
}
