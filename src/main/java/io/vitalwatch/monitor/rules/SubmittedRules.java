package io.vitalwatch.monitor.rules;

import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.alarm.version.LayeredRules.Base;
import io.vitalwatch.alarm.version.RuleHistory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules with which the job was submitted, and those of the submissions before it. Rules that differ from those in the restored state
 * are a version from the restored clock on: what happened before is judged by the rules of that time.
 *
 * <p>The state is a union list: each subtask writes its clock, and subtask 0 the versions with their texts. So all subtasks restore the same.
 */
public final class SubmittedRules {
    private static final int CLOCK = 0;
    private static final int VERSIONS = 1;
    private static final int MOST_BYTES = 1 << 23;

    private record Version(long from, CatalogueText text) {}

    private final CatalogueText submitted;
    private final long judged;
    private final List<Version> versions = new ArrayList<>();
    private RuleHistory history;
    private long clock = Patient.NEVER;
    private boolean changed;

    /** @param judged so far back a sample may be judged, or a patient may have come to no other rules, milliseconds */
    public SubmittedRules(CatalogueText submitted, long judged) {
        this.submitted = submitted;
        this.judged = judged;
        versions.add(new Version(Patient.NEVER, submitted));
        history = RuleHistory.of(submitted.catalogue());
    }

    public RuleHistory history() {
        return history;
    }

    /** Whether the restored state was written with other rules. */
    public boolean isChanged() {
        return changed;
    }

    /** The catalogues of all submissions that are kept, in the order in which they count. */
    List<Base> bases() {
        return versions.stream().map(each -> new Base(each.from(), each.text())).toList();
    }

    /** The table of ages of the submission. */
    Ages ages() {
        return submitted.ages();
    }

    /** Moves the clock, Unix milliseconds; an earlier time changes nothing. */
    public void advance(long arrival) {
        clock = Math.max(clock, arrival);
    }

    /**
     * Takes the entries of all subtasks.
     *
     * @throws IOException if they are damaged or of a newer release
     */
    public void restore(Iterable<byte[]> entries) throws IOException {
        List<Version> restored = new ArrayList<>();
        for (byte[] entry : entries) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry));
            if (in.readUnsignedByte() == CLOCK) {
                advance(in.readLong());
                continue;
            }
            restored.clear();
            for (int left = in.readInt(); left > 0; left--) {
                long from = in.readLong();
                int length = in.readInt();
                if (length < 0 || length > MOST_BYTES) {
                    throw new IOException("a catalogue of " + length + " bytes: the state's bytes are damaged");
                }
                restored.add(new Version(from, CatalogueText.read(in.readNBytes(length))));
            }
        }
        if (restored.isEmpty()) {
            return;
        }
        changed = !restored.get(restored.size() - 1).text().hash().equals(submitted.hash())
                && clock != Patient.NEVER;
        if (changed) {
            // Nothing has been judged by rules that would begin at the same moment.
            restored.removeIf(each -> each.from() > clock);
            restored.add(new Version(clock + 1, submitted));
        } else {
            restored.set(restored.size() - 1, new Version(restored.get(restored.size() - 1).from(), submitted));
        }
        take(restored);
    }

    /** Of the versions that end before anything that is still judged, and of those that this release cannot read, none is kept. */
    private void take(List<Version> all) {
        versions.clear();
        history = null;
        for (int i = 0; i < all.size(); i++) {
            Version each = all.get(i);
            boolean over = i + 1 < all.size() && all.get(i + 1).from() <= clock - judged;
            if (!over && readable(each.text())) {
                versions.add(each);
                history = history == null ? RuleHistory.of(each.text().catalogue())
                        : history.then(each.from(), each.text().catalogue(), clock - judged);
            }
        }
        while (versions.size() > history.size()) {
            versions.remove(0);
        }
    }

    private static boolean readable(CatalogueText text) {
        try {
            text.catalogue();
            return true;
        } catch (RuleException e) {
            // A field that an older release had.
            return false;
        }
    }

    /** The entries of one subtask. */
    public List<byte[]> snapshot(int subtask) throws IOException {
        List<byte[]> entries = new ArrayList<>();
        ByteArrayOutputStream ofClock = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(ofClock);
        out.writeByte(CLOCK);
        out.writeLong(clock);
        entries.add(ofClock.toByteArray());
        if (subtask == 0) {
            ByteArrayOutputStream ofVersions = new ByteArrayOutputStream();
            out = new DataOutputStream(ofVersions);
            out.writeByte(VERSIONS);
            out.writeInt(versions.size());
            for (Version each : versions) {
                byte[] text = each.text().bytes();
                out.writeLong(each.from());
                out.writeInt(text.length);
                out.write(text);
            }
            entries.add(ofVersions.toByteArray());
        }
        return entries;
    }
}
