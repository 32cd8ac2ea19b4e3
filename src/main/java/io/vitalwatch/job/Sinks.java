package io.vitalwatch.job;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.WindowSummary;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * The three ends of the topology.
 *
 * @param parallelism of every sink, or 0 for that of the job (then sinks are chained to the monitor)
 */
public record Sinks(Sink<Alert> alerts, Sink<WindowSummary> windows, Sink<Rejection> rejected, int parallelism) {}
