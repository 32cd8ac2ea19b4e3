package io.vitalwatch.control;

import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a relay copies again: the records for studies, groups and all that are in force, found by the job's own checks as the records are read. A
 * record that the job refuses, or that repeats another one, takes the place of none. Where limits were written under a catalogue that was replaced
 * since, it comes before them: they may fit, or may not fit, that one only.
 *
 * <p>The newest refused ones are copied again too, because the job may run with parameters that are not known here: it refuses them again, or
 * takes them as it did before. Those are left out of which that is not sure any more: limits whose catalogue is forgotten, and catalogues that
 * were refused only because too many waited for their time. Not for several threads.
 */
public final class RefreshedControl {
    /** So many refused records are kept at most, and so many bytes of them; the oldest is forgotten first. */
    static final int MOST_REFUSED = 1_000;
    static final int MOST_REFUSED_BYTES = 1 << 23;
    /** So many bytes of replaced catalogues are kept at most; the oldest is forgotten first. */
    static final int MOST_REPLACED_BYTES = 1 << 23;

    private final InForce inForce = new InForce();
    private final Deque<LoggedControl> refused = new ArrayDeque<>();
    /** Catalogues by their number, also replaced ones. */
    private final TreeMap<Long, LoggedControl> catalogues = new TreeMap<>();
    /** For limits, in force or refused, the number of the oldest catalogue that they were checked with. */
    private final Map<Long, Long> checkedWith = new HashMap<>();
    private final ControlSettings settings;
    private final ControlReader reader;
    private final ControlTrial trial;
    private long catalogueBytes;
    private int refusedBytes;

    /** @param settings how the job takes records: its parameters, the catalogue of its submission */
    public RefreshedControl(ControlSettings settings, ControlReader reader) {
        this.settings = settings;
        this.reader = reader;
        this.trial = new ControlTrial(settings, reader, List.of());
    }

    /** Takes the next record; records come in their order. */
    public void take(LoggedControl logged) {
        if (logged.record().scope().isUser()) {
            return;
        }
        Outcome outcome = trial.take(logged);
        if (outcome == Outcome.REFUSED) {
            refuse(logged);
        } else if (outcome != Outcome.REPEATED) {
            inForce.take(logged);
            if (logged.record().change() instanceof CatalogueChange) {
                keep(logged);
            } else if (logged.record().change() instanceof LimitsChange) {
                checkedWith.put(logged.seq(), inForce.oldestCatalogue());
            }
        }
    }

    private void refuse(LoggedControl logged) {
        boolean planned = logged.record().change() instanceof CatalogueChange && logged.record().effectiveAt() != ControlRecord.NOT_SET;
        if (planned && !new ControlTrial(settings, reader, List.of(logged)).taken().isEmpty()) {
            return;
        }
        refused.addLast(logged);
        if (logged.record().change() instanceof LimitsChange) {
            checkedWith.put(logged.seq(), inForce.oldestCatalogue());
        }
        refusedBytes += logged.content().length;
        while (refused.size() > MOST_REFUSED || refusedBytes > MOST_REFUSED_BYTES) {
            forgetRefused(refused.removeFirst());
        }
    }

    private void forgetRefused(LoggedControl logged) {
        checkedWith.remove(logged.seq());
        refusedBytes -= logged.content().length;
    }

    private void keep(LoggedControl catalogue) {
        catalogues.put(catalogue.seq(), catalogue);
        catalogueBytes += catalogue.content().length;
        while (catalogueBytes > MOST_REPLACED_BYTES) {
            LoggedControl oldest = catalogues.pollFirstEntry().getValue();
            catalogueBytes -= oldest.content().length;
            List<LoggedControl> unsure = refused.stream().filter(each -> isCheckedWith(each, oldest.seq())).toList();
            refused.removeAll(unsure);
            unsure.forEach(this::forgetRefused);
        }
    }

    private boolean isCheckedWith(LoggedControl logged, long catalogue) {
        return checkedWith.getOrDefault(logged.seq(), Long.MAX_VALUE) <= catalogue && catalogue < logged.seq();
    }

    /**
     * Forgets what changes nothing any more.
     *
     * @param now the arrival clock, Unix milliseconds
     */
    public void forget(long now) {
        inForce.forget(now);
        checkedWith.keySet().retainAll(all().map(LoggedControl::seq).collect(Collectors.toSet()));
        Set<Long> needed = needed();
        catalogues.keySet().removeIf(seq -> seq < inForce.oldestCatalogue() && !needed.contains(seq));
        catalogueBytes = catalogues.values().stream().mapToLong(each -> each.content().length).sum();
    }

    private Stream<LoggedControl> all() {
        return Stream.concat(inForce.records().stream(), refused.stream());
    }

    /** The numbers of the catalogues that limits were checked with. */
    private Set<Long> needed() {
        Set<Long> needed = new HashSet<>();
        all().forEach(each -> {
            Long oldest = checkedWith.get(each.seq());
            if (oldest != null && oldest < each.seq()) {
                needed.addAll(catalogues.subMap(oldest, each.seq()).keySet());
            }
        });
        return needed;
    }

    /** The records to copy again, in their order. */
    public List<LoggedControl> records() {
        TreeMap<Long, LoggedControl> all = new TreeMap<>();
        inForce.records().forEach(each -> all.put(each.seq(), each));
        needed().forEach(seq -> all.put(seq, catalogues.get(seq)));
        refused.forEach(each -> all.put(each.seq(), each));
        return List.copyOf(all.values());
    }
}
