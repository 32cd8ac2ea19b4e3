package io.vitalwatch.simulator.vendor;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes deliveries as a recording, as a receiver would have accepted them: {@code {"received_at":ms,"body":…}}, or {@code body_base64} for
 * broken bodies. Deliveries without a good signature are left out, since a receiver refuses them.
 */
public final class RecordingWriter implements Closeable {
    private final OutputStream out;
    private long written;

    private RecordingWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes to a file; gzip where its name ends in {@code .gz} ({@code name} is the name that the user gave; the file may be a temporary
     * one).
     */
    public static RecordingWriter to(Path file, String name) throws IOException {
        OutputStream plain = Files.newOutputStream(file);
        if (!name.endsWith(".gz")) {
            return new RecordingWriter(new BufferedOutputStream(plain, 1 << 16));
        }
        // Fast rather than small: a day of a hundred patients is 200 MB.
        return new RecordingWriter(new BufferedOutputStream(new GZIPOutputStream(plain, 1 << 16) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }, 1 << 16));
    }

    /** Writes a control record, or a delivery unless its signature is not good. */
    public void write(PlannedDelivery delivery) throws IOException {
        if (delivery.isControl()) {
            out.write(("{\"received_at\":" + delivery.sendAtMillis() + ",\"control\":").getBytes(StandardCharsets.US_ASCII));
            out.write(delivery.body());
            out.write("}\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        if (delivery.signing() == PlannedDelivery.Signing.GOOD) {
            out.write(line(delivery));
            written++;
        }
    }

    /** Deliveries written so far. */
    public long written() {
        return written;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static byte[] line(PlannedDelivery delivery) {
        String start = "{\"received_at\":" + delivery.sendAtMillis() + ",\"body";
        if (delivery.malformed()) {
            String body = Base64.getEncoder().encodeToString(delivery.body());
            return (start + "_base64\":\"" + body + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        }
        byte[] head = (start + "\":").getBytes(StandardCharsets.US_ASCII);
        byte[] line = java.util.Arrays.copyOf(head, head.length + delivery.body().length + 2);
        System.arraycopy(delivery.body(), 0, line, head.length, delivery.body().length);
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }
}
