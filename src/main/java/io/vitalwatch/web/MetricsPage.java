package io.vitalwatch.web;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The metrics of a registry for Prometheus to scrape, in its text format 0.0.4. */
public final class MetricsPage {
    private static final String TYPE = "text/plain;version=0.0.4;charset=utf-8";
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private MetricsPage() {}

    /** A route that serves the registry's metrics. */
    public static Route of(PrometheusRegistry registry) {
        return exchange -> exchange.send(HttpAnswer.of(200, TYPE, text(registry)));
    }

    /** The registry's metrics as of now. */
    public static String text(PrometheusRegistry registry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        try {
            WRITER.write(bytes, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("metrics could not be written", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
