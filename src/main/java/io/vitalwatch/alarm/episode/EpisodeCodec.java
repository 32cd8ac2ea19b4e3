package io.vitalwatch.alarm.episode;

import static io.vitalwatch.window.PackedNumbers.moment;
import static io.vitalwatch.window.PackedNumbers.signed;
import static io.vitalwatch.window.PackedNumbers.unsigned;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.window.PackedNumbers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A patient's episodes as bytes, a part of its state: the open ones, and for each rule the spans of those that ended. */
public final class EpisodeCodec {
    /** Whether an episode has an edge, and what it has; without other rules it is the first only. */
    private static final int EDGE = 1;
    private static final int SHOWN = 2;
    private static final int REJUDGED = 4;

    private EpisodeCodec() {}

    public static void write(PatientEpisodes episodes, DataOutput out) throws IOException {
        unsigned(episodes.size(), out);
        for (int i = 0; i < episodes.size(); i++) {
            writeEpisode(episodes.get(i), out);
        }
        unsigned(episodes.past().size(), out);
        for (Map.Entry<String, Past> entry : episodes.past().entrySet()) {
            out.writeUTF(entry.getKey());
            Past past = entry.getValue();
            unsigned(past.size(), out);
            for (int i = 0; i < past.size(); i++) {
                out.writeLong(past.onset(i));
                unsigned(past.end(i) - past.onset(i), out);
                out.writeByte(past.mark(i) << 1 | (past.episode(i) != null ? 1 : 0));
                if (past.episode(i) != null) {
                    writeEpisode(past.episode(i), out);
                }
            }
            out.writeLong(past.greatestOnset());
            unsigned(past.copies(), out);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param episodes without any; those that are read are added
     * @param oldest whether the bytes are of the oldest version of the state, which had neither edges nor episodes of spans
     * @throws IOException if the bytes are cut short or damaged
     */
    public static void read(PatientEpisodes episodes, boolean oldest, DataInput in) throws IOException {
        for (long left = unsigned(in); left > 0; left--) {
            episodes.add(readEpisode(in, oldest));
        }
        for (long left = unsigned(in); left > 0; left--) {
            String rule = in.readUTF();
            Past past = new Past();
            long greatest = Long.MIN_VALUE;
            for (long stretches = unsigned(in); stretches > 0; stretches--) {
                long onset = in.readLong();
                long end = onset + unsigned(in);
                int has = oldest ? 0 : in.readUnsignedByte();
                past.add(onset, end, (has & 1) != 0 ? readEpisode(in, oldest) : null, (byte) (has >>> 1));
                greatest = Math.max(greatest, onset);
            }
            past.continueIds(oldest ? greatest : in.readLong(), oldest ? 0 : (int) unsigned(in));
            episodes.past(rule, past);
        }
    }

    private static void writeEpisode(Episode episode, DataOutput out) throws IOException {
        Latches latches = episode.latches();
        out.writeUTF(episode.rule());
        out.writeByte(episode.kind() == Kind.PHYSIOLOGICAL ? 0 : 1);
        out.writeLong(episode.identity().onset());
        unsigned(episode.sequence(), out);
        out.writeByte(latches.priority.ordinal());
        out.writeByte(episode.state().ordinal());
        out.writeByte(episode.freshness().ordinal());
        unsigned(latches.clearNeeded.length, out);
        out.write(latches.clearNeeded);
        out.writeLong(latches.lastTrue);
        out.writeLong(episode.notified());
        signed(latches.subject, out);
        unsigned(latches.recovered, out);
        signed(episode.onset() - episode.identity().onset(), out);
        unsigned(episode.identity().copy(), out);
        out.writeByte(episode.gravest().ordinal());
        out.writeByte(episode.shownLive() == null ? -1 : episode.shownLive().ordinal());
        Episode.Edge edge = episode.edge();
        boolean rejudged = edge != null && !edge.rejudged().isEmpty();
        out.writeByte(edge == null ? 0 : EDGE | (edge.shown() ? SHOWN : 0) | (rejudged ? REJUDGED : 0));
        if (edge != null) {
            out.writeLong(edge.time());
            writeEdge(edge, out);
        }
        out.writeLong(episode.written());
        signed(episode.resumed() - episode.onset(), out);
    }

    private static void writeEdge(Episode.Edge edge, DataOutput out) throws IOException {
        writeLatches(edge.latches(), out);
        out.writeByte(edge.gravest() == null ? -1 : edge.gravest().ordinal());
        moment(edge.resumed(), edge.time(), out);
        moment(edge.ended(), edge.time(), out);
        if (!edge.rejudged().isEmpty()) {
            unsigned(edge.rejudged().size(), out);
            for (Episode.Rejudged each : edge.rejudged()) {
                unsigned(each.from() - edge.time(), out);
                out.writeByte((each.open() ? 1 : 0) | (each.judged() ? 2 : 0) | (each.shown() ? 4 : 0));
                writeLatches(each.latches(), out);
            }
        }
    }

    private static void writeLatches(Latches latches, DataOutput out) throws IOException {
        unsigned(latches.clearNeeded.length, out);
        out.write(latches.clearNeeded);
        out.writeByte(latches.priority == null ? -1 : latches.priority.ordinal());
        out.writeLong(latches.lastTrue);
        signed(latches.subject, out);
        unsigned(latches.recovered, out);
    }

    private static Episode.Edge readEdge(int flags, DataInput in) throws IOException {
        long time = in.readLong();
        Latches latches = readLatches(in);
        int gravest = in.readByte();
        long resumed = moment(time, in);
        long ended = moment(time, in);
        List<Episode.Rejudged> rejudged = new ArrayList<>(0);
        for (int left = (flags & REJUDGED) != 0 ? count(in) : 0; left > 0; left--) {
            long from = time + unsigned(in);
            int found = in.readUnsignedByte();
            rejudged.add(new Episode.Rejudged(from, readLatches(in), (found & 1) != 0, (found & 2) != 0, (found & 4) != 0));
        }
        return new Episode.Edge(time, latches, gravest < 0 ? null : Priority.of(gravest), resumed, ended, (flags & SHOWN) != 0,
                List.copyOf(rejudged));
    }

    private static Latches readLatches(DataInput in) throws IOException {
        Latches latches = new Latches(count(in));
        in.readFully(latches.clearNeeded);
        int priority = in.readByte();
        latches.priority = priority < 0 ? null : Priority.of(priority);
        latches.lastTrue = in.readLong();
        latches.subject = (int) signed(in);
        latches.recovered = (int) unsigned(in);
        return latches;
    }

    private static Episode readEpisode(DataInput in, boolean oldest) throws IOException {
        String rule = in.readUTF();
        Kind kind = in.readUnsignedByte() == 0 ? Kind.PHYSIOLOGICAL : Kind.TECHNICAL;
        long onset = in.readLong();
        int sequence = (int) unsigned(in);
        Priority priority = Priority.of(in.readUnsignedByte());
        AlarmState state = AlarmState.of(in.readUnsignedByte());
        Freshness freshness = Freshness.of(in.readUnsignedByte());
        Latches latches = new Latches(count(in));
        in.readFully(latches.clearNeeded);
        latches.priority = priority;
        latches.lastTrue = in.readLong();
        long notified = in.readLong();
        latches.subject = (int) signed(in);
        latches.recovered = (int) unsigned(in);
        if (oldest) {
            return new Episode(rule, kind, new Episode.Identity(onset, 0), onset, priority, latches, freshness, state, sequence, notified,
                    Episode.NEVER, null);
        }
        long now = onset + signed(in);
        Episode.Identity identity = new Episode.Identity(onset, (int) unsigned(in));
        Priority gravest = Priority.of(in.readUnsignedByte());
        int shown = in.readByte();
        int flags = in.readUnsignedByte();
        Episode.Edge edge = flags == 0 ? null : readEdge(flags, in);
        Episode episode = new Episode(rule, kind, identity, now, gravest, latches, freshness, state, sequence, notified, in.readLong(), edge);
        episode.shownLive(shown < 0 ? null : Priority.of(shown));
        episode.resumed(now + signed(in));
        return episode;
    }

    private static int count(DataInput in) throws IOException {
        return PackedNumbers.count("rungs or versions of an episode", in);
    }
}
