package io.vitalwatch.alarm.episode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The alarm episodes of one patient: the open ones, at most one for each rule, and the spans of time that ended ones covered. */
public final class PatientEpisodes {
    /** Immutable and shared while no episode is open, which is the usual case. */
    private List<Episode> open = List.of();
    /** Its size, which each row asks for: with many patients each object that is looked at waits for memory. */
    private int size;
    /** By rule id; null without any, as for {@link #size}. */
    private TreeMap<String, Past> past;
    /** What {@link #bits} gave last, and by which table. */
    private long bits;
    private Object bitsBy;
    /** Up to which moment there is nothing to forget, by which rules. Not in snapshots. */
    private long keptFrom;
    private Object keptBy;

    public PatientEpisodes() {}

    /** The spans that the episodes cover, without the episodes: for data that are too old to correct them. */
    public PatientEpisodes spans() {
        PatientEpisodes spans = new PatientEpisodes();
        past().forEach((rule, ended) -> spans.past(rule, ended.spans()));
        open.forEach(episode -> spans.pastOf(episode.rule()).add(episode.onset(), Long.MAX_VALUE, null));
        return spans;
    }

    /** Adds the episodes that ended in {@link #spans}, as spans. */
    public void addSpans(PatientEpisodes others) {
        others.past().forEach((rule, ended) -> pastOf(rule).addSpans(ended));
    }

    private PatientEpisodes(PatientEpisodes from) {
        for (int i = 0; i < from.size; i++) {
            append(from.open.get(i).copy());
        }
        size = open.size();
        from.past().forEach((rule, ended) -> past(rule, ended.copy()));
    }

    /** A copy that shares no mutable object with this one. */
    public PatientEpisodes copy() {
        return new PatientEpisodes(this);
    }

    /** Replaces what is kept of one rule by what others keep of it. */
    public void takeOver(String rule, PatientEpisodes others) {
        Episode before = of(rule);
        Episode after = others.of(rule);
        if (before == null && after != null) {
            append(after);
        } else if (after != null) {
            open.set(open.indexOf(before), after);
        } else if (before != null) {
            open.remove(before);
        }
        changed();
        Past ended = others.past(rule);
        if (ended != null) {
            past(rule, ended);
        }
    }

    /** The number of open episodes. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** An open episode, in the order in which they began. */
    public Episode get(int index) {
        return open.get(index);
    }

    /** A copy of the list of open episodes, for loops that end some of them. */
    public List<Episode> list() {
        return List.copyOf(open);
    }

    /** The open episode of a rule, or null. */
    public Episode of(String rule) {
        for (int i = 0; i < size; i++) {
            if (open.get(i).rule().equals(rule)) {
                return open.get(i);
            }
        }
        return null;
    }

    /** The episode with this id, open or ended and still within reach; null if there is none. */
    Episode find(String user, String rule, String id) {
        Episode found = of(rule);
        if (found != null && Ids.episode(user, rule, found.identity()).equals(id)) {
            return found;
        }
        Past ended = past(rule);
        for (int i = 0; ended != null && i < ended.size(); i++) {
            Episode each = ended.episode(i);
            if (each != null && Ids.episode(user, rule, each.identity()).equals(id)) {
                return each;
            }
        }
        return null;
    }

    /** The bits of the rules of the open episodes. They are looked up once as long as the same episodes are open. */
    public long bits(Map<String, Long> table) {
        if (size == 0) {
            return 0;
        }
        if (bitsBy != table) {
            bits = 0;
            for (int i = 0; i < size; i++) {
                bits |= table.getOrDefault(open.get(i).rule(), 0L);
            }
            bitsBy = table;
        }
        return bits;
    }

    /**
     * Whether nothing is known of the time before a moment that is to be forgotten, by rules for which {@link #keepsFrom} was noted, and no
     * episode began, ended or was judged again since then.
     */
    public boolean keepsAll(Object rules, long before) {
        return keptBy == rules && before <= keptFrom;
    }

    /** Notes up to which moment there is nothing to forget by some rules. */
    public void keepsFrom(Object rules, long time) {
        keptBy = rules;
        keptFrom = time;
    }

    /** Adds an open episode. */
    public void add(Episode episode) {
        append(episode);
        changed();
    }

    private void append(Episode episode) {
        open = open.isEmpty() ? new ArrayList<>(2) : open;
        open.add(episode);
    }

    /** @param cleared whether the data ended it */
    void end(Episode episode, long until, boolean cleared) {
        remove(episode);
        pastOf(episode.rule()).add(episode.resumed(), until, episode, cleared ? 0 : Past.FINAL);
    }

    /** The spans of a rule's ended episodes, to be changed. */
    public Past pastOf(String rule) {
        keptBy = null;
        past = past == null ? new TreeMap<>() : past;
        return past.computeIfAbsent(rule, id -> new Past());
    }

    private void changed() {
        open = open.isEmpty() ? List.of() : open;
        size = open.size();
        bitsBy = null;
        keptBy = null;
    }

    /** Removes an open episode. */
    public void remove(Episode episode) {
        if (size > 0) {
            open.remove(episode);
            changed();
        }
    }

    /** The spans that a rule's ended episodes covered, or null if there are none. */
    public Past past(String rule) {
        return past == null ? null : past.get(rule);
    }

    /** True when a rule's ended episode covers this sample time. */
    public boolean covered(String rule, long time) {
        Past ended = past(rule);
        return ended != null && ended.covers(time);
    }

    /** Replaces the spans of a rule; null for none. */
    public void past(String rule, Past spans) {
        if (spans != null) {
            past = past == null ? new TreeMap<>() : past;
            past.put(rule, spans);
        } else if (past != null) {
            past.remove(rule);
            past = past.isEmpty() ? null : past;
        }
    }

    /** By rule id, in the order of ids; not to be changed. */
    public Map<String, Past> past() {
        return past == null ? Map.of() : past;
    }

    /** Whether there is neither an open episode nor a span of an ended one. */
    public boolean isNew() {
        return size == 0 && past == null;
    }
}
