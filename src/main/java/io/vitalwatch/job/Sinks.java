package io.vitalwatch.job;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.model.control.ControlAnswer;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * The outputs of the topology.
 *
 * @param samples the judged readings, or null for no such output
 * @param controlState what became of control records, or null where control is off
 * @param shadow the alerts of the shadow catalogue, or null for no evaluation of it
 * @param parallelism the parallelism of every sink, or 0 for that of the job (then sinks are chained to the monitor)
 */
public record Sinks(Sink<Alert> alerts, Sink<WindowSummary> windows, Sink<Rejection> rejected, Sink<Delivery> samples,
        Sink<ControlAnswer> controlState, Sink<Alert> shadow, int parallelism) {}
