package io.vitalwatch.cli;

import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.job.RawDelivery;
import io.vitalwatch.simulator.PlannedDelivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/** A recording as deliveries to post, signed as they should be, at the times at which they arrived. */
final class RecordedTraffic implements Iterator<PlannedDelivery> {
    private static final byte[] NOTHING = {};

    private final DeliveryFile recording;
    private final BodyDecoder decoder = new BodyDecoder("unknown", Integer.MAX_VALUE);
    private final AtomicLong unreadable = new AtomicLong();
    private PlannedDelivery next;
    private long latest = Long.MIN_VALUE;

    RecordedTraffic(DeliveryFile recording) throws IOException {
        this.recording = recording;
        this.next = read();
    }

    /** When the first delivery arrived, Unix ms; 0 where there is none. */
    long start() {
        return next == null ? 0 : next.sendAtMillis();
    }

    /** Lines that are no deliveries; they cannot be posted. */
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
            byte[] body = raw.body == null ? NOTHING : raw.body;
            byte[] user = UserKey.of(body);
            Decoded decoded = decoder.decode(body);
            // A delivery that arrived before its neighbour in the file is posted with it: a plan does not go back in time.
            latest = Math.max(latest, raw.arrival);
            return new PlannedDelivery(latest, user == null ? "" : new String(user, StandardCharsets.UTF_8),
                    decoded.study() == null ? "" : decoded.study(), "activity", body, PlannedDelivery.Signing.GOOD,
                    decoded.outcome() == Decoded.Outcome.REJECTED);
        }
        return null;
    }
}
