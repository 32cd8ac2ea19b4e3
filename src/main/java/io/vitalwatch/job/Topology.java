package io.vitalwatch.job;

import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The flow, top to bottom. */
public final class Topology {
    private Topology() {}

    /**
     * Defines the job on an environment; executes nothing.
     *
     * @param sourceParallelism parallelism of source and decoder, or 0 for that of the job
     */
    public static void define(StreamExecutionEnvironment env, Settings settings, Source<RawDelivery, ?, ?> source, int sourceParallelism,
            Sinks sinks) {
    }
}
