package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Signals as bytes, a part of a patient's state: one byte where nobody has answered an alarm. */
public final class SignalCodec {
    private SignalCodec() {}

    public static void write(Signals signals, DataOutput out) throws IOException {
        out.writeBoolean(!signals.isEmpty());
        if (signals.isEmpty()) {
            return;
        }
        out.writeShort(signals.heard().size());
        for (Signals.Heard each : signals.heard().values()) {
            write(each.last, out);
            out.writeByte(each.signal.ordinal());
            out.writeLong(each.until);
            out.writeLong(each.onSince);
            out.writeInt(each.steps);
            out.writeInt(each.worse);
        }
        out.writeShort(signals.pauses().size());
        for (Map.Entry<String, Long> each : signals.pauses().entrySet()) {
            out.writeUTF(each.getKey());
            out.writeLong(each.getValue());
        }
        out.writeShort(signals.gone().size());
        for (Map.Entry<String, String> each : signals.gone().entrySet()) {
            out.writeUTF(each.getKey());
            out.writeUTF(each.getValue());
        }
    }

    public static Signals read(DataInput in) throws IOException {
        Signals signals = new Signals();
        if (!in.readBoolean()) {
            return signals;
        }
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            Alert last = readLast(in);
            Signals.Heard heard = new Signals.Heard(last, Alert.Signal.values()[in.readUnsignedByte()]);
            heard.until = in.readLong();
            heard.onSince = in.readLong();
            heard.steps = in.readInt();
            heard.worse = in.readInt();
            signals.put(last.episode(), heard);
        }
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            signals.pause(in.readUTF(), in.readLong());
        }
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            signals.takenBack(in.readUTF(), in.readUTF());
        }
        return signals;
    }

    private static void write(Alert last, DataOutput out) throws IOException {
        out.writeUTF(last.episode());
        out.writeInt(last.sequence());
        out.writeByte(last.phase().ordinal());
        out.writeByte(last.state().ordinal());
        out.writeByte(last.kind() == Kind.PHYSIOLOGICAL ? 0 : 1);
        out.writeUTF(last.rule());
        out.writeByte(last.priority().ordinal());
        out.writeByte(last.gravest().ordinal());
        out.writeUTF(last.user());
        out.writeUTF(last.study());
        out.writeLong(last.onset());
        out.writeLong(last.observed());
        out.writeLong(last.arrived());
        out.writeInt(last.offsetMinutes());
        out.writeByte(last.freshness().ordinal());
        out.writeByte(last.time().ordinal());
    }

    /** The reason of the last record is not kept: nothing asks for it. */
    private static Alert readLast(DataInput in) throws IOException {
        String episode = in.readUTF();
        int sequence = in.readInt();
        Alert.Phase phase = Alert.Phase.values()[in.readUnsignedByte()];
        AlarmState state = AlarmState.of(in.readUnsignedByte());
        Kind kind = in.readUnsignedByte() == 0 ? Kind.PHYSIOLOGICAL : Kind.TECHNICAL;
        String rule = in.readUTF();
        Priority priority = Priority.of(in.readUnsignedByte());
        Priority gravest = Priority.of(in.readUnsignedByte());
        String user = in.readUTF();
        String study = in.readUTF();
        long onset = in.readLong();
        long observed = in.readLong();
        long arrived = in.readLong();
        int offset = in.readInt();
        Freshness freshness = Freshness.of(in.readUnsignedByte());
        Alert.TimeBasis time = Alert.TimeBasis.values()[in.readUnsignedByte()];
        return new Alert(Ids.record(episode, sequence), episode, sequence, phase, state, Reason.CONFIRMED, kind, rule, priority, user, study,
                onset, observed, arrived, offset, freshness, List.of(), new Alert.Limit("", 0, 0, 0), "", time, gravest, null);
    }
}
