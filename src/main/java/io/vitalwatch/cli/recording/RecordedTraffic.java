package io.vitalwatch.cli.recording;

import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.job.RawDelivery;
import io.vitalwatch.simulator.vendor.PlannedDelivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/** The deliveries of a recording, to be posted with a valid signature at the times of their arrival, and its control records. */
public final class RecordedTraffic implements Iterator<PlannedDelivery> {
    private static final byte[] NOTHING = {};

    private final RecordingReader recording;
    private final BodyDecoder decoder = new BodyDecoder("unknown", Integer.MAX_VALUE);
    private final AtomicLong unreadable = new AtomicLong();
    private PlannedDelivery next;
    private long latest = Long.MIN_VALUE;

    /** @throws IOException if the first delivery cannot be read */
    public RecordedTraffic(RecordingReader recording) throws IOException {
        this.recording = recording;
        this.next = read();
    }

    /** Arrival of the first delivery, Unix milliseconds; 0 if there is none. */
    public long start() {
        return next == null ? 0 : next.sendAtMillis();
    }

    /** The number of lines that could not be read and are not posted. */
    long unreadable() {
        return unreadable.get();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public PlannedDelivery next() {
        PlannedDelivery delivery = next;
        if (delivery == null) {
            throw new NoSuchElementException("the recording is over");
        }
        try {
            next = read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return delivery;
    }

    private PlannedDelivery read() throws IOException {
        for (RawDelivery raw = recording.next(); raw != null; raw = recording.next()) {
            if (raw.unreadable != null) {
                unreadable.incrementAndGet();
                continue;
            }
            // A delivery with an earlier arrival than the one before it is posted together with that one: a plan does not go back in time.
            latest = Math.max(latest, raw.stamp);
            if (raw.control != null) {
                return PlannedDelivery.control(latest, raw.body);
            }
            byte[] body = raw.body == null ? NOTHING : raw.body;
            byte[] user = UserKey.of(body);
            Decoded decoded = decoder.decode(body);
            return new PlannedDelivery(latest, user == null ? "" : new String(user, StandardCharsets.UTF_8),
                    decoded.study() == null ? "" : decoded.study(), "activity", body, PlannedDelivery.Signing.GOOD,
                    decoded.outcome() == Decoded.Outcome.REJECTED);
        }
        return null;
    }
}
