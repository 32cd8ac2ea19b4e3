package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.window.FieldHistory;
import io.vitalwatch.window.FieldPresence;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.RowStatus;

import java.io.DataInput;
import java.io.IOException;
import java.util.List;

/** Completes a patient that was read from the bytes of an earlier release: what that one did not keep is derived, as far as it follows. */
final class EarlierStates {
    private EarlierStates() {}

    /** What version 1 did not have, as far as it follows from the rest. */
    static void deriveContact(Patient patient) {
        patient.firstContact = patient.lastArrival;
        patient.lastContact = patient.lastArrival;
        for (int group = 0; group < patient.rings.length; group++) {
            ReadingRing ring = patient.rings[group];
            for (int i = ring == null ? -1 : ring.size() - 1; i >= 0; i--) {
                if (ring.usable(i)) {
                    patient.lastUsable[group] = ring.time(i);
                    break;
                }
            }
        }
        patient.lastOff = RowStatus.on(patient.status.wearing(patient.clock())) == Ternary.FALSE ? patient.clock() : Patient.NEVER;
        for (int i = 0; i < patient.episodes.size(); i++) {
            Episode episode = patient.episodes.get(i);
            if (episode.kind() == Kind.TECHNICAL) {
                keepAsSaid(patient, episode);
            }
        }
    }

    /** What earlier releases did not keep: which fields the rows had. Those rows change nothing of what was said. */
    static void deriveFields(Patient patient) {
        boolean derived = false;
        for (SampleType type : SampleType.values()) {
            FieldHistory history = patient.rows.fields(type);
            boolean any = patient.rows.times(type).size() > 0;
            derived |= history == null ? any : history.size() == 0;
            if (history == null && any) {
                history = new FieldHistory();
                history.restoreEdge(new FieldPresence(), patient.clock() + 1, List.of());
                patient.rows.restoreFields(type, history);
            }
        }
        for (int i = 0; derived && i < patient.episodes.size(); i++) {
            Episode episode = patient.episodes.get(i);
            if (episode.kind() == Kind.TECHNICAL && episode.edge() == null
                    && episode.latches().clearNeeded.length == SampleType.values().length) {
                keepAsSaid(patient, episode);
            }
        }
    }

    /** Version 1 kept whether the bracelet is on the patient, since when, and whether it is on the charger. Off, it was on before. */
    static void readStatus(Patient patient, DataInput in) throws IOException {
        Ternary on = Ternary.of(in.readUnsignedByte());
        long since = in.readLong();
        boolean charging = in.readBoolean();
        if (on == Ternary.UNKNOWN) {
            return;
        }
        if (on == Ternary.FALSE) {
            patient.status.restoreEdge(RowStatus.of(Ternary.TRUE, Ternary.FALSE), Patient.NEVER);
        }
        patient.status.put(since, Long.MAX_VALUE, RowStatus.of(on, Ternary.of(charging)));
    }

    /** What the rule looks at was not kept: rows from before the snapshot change nothing of what it said. */
    private static void keepAsSaid(Patient patient, Episode episode) {
        episode.edge(new Episode.Edge(patient.clock() + 1, episode.latches().copy(), episode.gravest(), episode.onset(), Episode.NEVER));
    }
}
