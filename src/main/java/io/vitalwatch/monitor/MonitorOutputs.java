package io.vitalwatch.monitor;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

import java.util.function.LongSupplier;

/** Sends the monitor's results downstream, with the arrival clock as their timestamp. */
final class MonitorOutputs implements MonitorOutput {
    private final Tally tally;
    private final Tally.Count[] events = new Tally.Count[Event.values().length];
    private final Tally.Count readings;
    private final Tally.Count windowsWritten;
    private final Tally.Count[] phases = new Tally.Count[Phase.values().length];
    private final Tally.Count[] verdicts = new Tally.Count[Verdict.values().length];
    /** Null where users are not kept. */
    private final Distinct users;
    private final AlarmMetrics metrics;
    private final Output<StreamRecord<Alert>> output;
    private final OutputTag<WindowSummary> windows;
    private final OutputTag<Rejection> rejections;
    private final LongSupplier processingTime;
    private String user;
    private long timestamp;
    /** Whether a delivery is being judged; otherwise a deadline is over. */
    private boolean byReading;

    /** @param countDistinct whether to keep every user for an exact number of patients */
    MonitorOutputs(Tally tally, boolean countDistinct, AlarmMetrics metrics, Output<StreamRecord<Alert>> output,
            OutputTag<WindowSummary> windows, OutputTag<Rejection> rejections, LongSupplier processingTime) {
        this.tally = tally;
        this.metrics = metrics;
        this.output = output;
        this.windows = windows;
        this.rejections = rejections;
        this.processingTime = processingTime;
        this.readings = tally.of("readings.in");
        this.windowsWritten = tally.of("windows");
        this.users = countDistinct ? tally.distinct("patients.distinct") : null;
        for (Event event : Event.values()) {
            events[event.ordinal()] = tally.of(name(event));
        }
        for (Verdict verdict : Verdict.values()) {
            verdicts[verdict.ordinal()] =
                    verdict == Verdict.USABLE ? tally.of("readings.usable") : tally.of("readings.rejected", verdict.label());
        }
        for (Phase phase : Phase.values()) {
            phases[phase.ordinal()] = tally.of("alerts." + phase.label());
        }
    }

    /** What follows comes from a delivery of a user, at a moment of the arrival clock. */
    void byDelivery(String of, long arrival) {
        user = of;
        timestamp = arrival;
        byReading = true;
    }

    /** What follows comes from a deadline, a change or an answer, at a moment of the arrival clock. */
    void byClock(String of, long moment) {
        user = of;
        timestamp = moment;
        byReading = false;
    }

    @Override
    public void alert(Alert alert) {
        phases[alert.phase().ordinal()].add(1);
        if (alert.phase() == Phase.START) {
            tally.ofResult("alerts.start." + alert.rule() + "." + alert.priority().label()).add(1);
        }
        metrics.alert(alert, byReading, processingTime.getAsLong());
        output.collect(new StreamRecord<>(alert, timestamp));
    }

    @Override
    public void window(WindowSummary summary) {
        windowsWritten.add(1);
        output.collect(windows, new StreamRecord<>(summary, timestamp));
    }

    @Override
    public void rejected(Rejection rejection) {
        output.collect(rejections, new StreamRecord<>(rejection, timestamp));
    }

    @Override
    public void count(Event event) {
        events[event.ordinal()].add(1);
        if (event == Event.NEW_PATIENT && users != null) {
            users.add(user);
        }
    }

    @Override
    public void reading(Verdict verdict) {
        readings.add(1);
        verdicts[verdict.ordinal()].add(1);
    }

    private static String name(MonitorOutput.Event event) {
        return switch (event) {
            case ACCEPTED -> "samples.accepted";
            case DUPLICATE -> "samples.duplicate";
            case CONFLICT -> "samples.conflict";
            case STALE -> "samples.stale";
            case NEW_PATIENT -> "patients";
            case PATIENT_HOUR -> "patient-hours";
        };
    }
}
