package io.vitalwatch.cli;

import io.vitalwatch.job.RawDelivery;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Several recordings as one, merged by arrival: always the earliest of the next deliveries, in case of a tie that of the file named
 * first. Within a file the order of its lines stays, even where arrival runs backwards in it.
 */
final class DeliveryFiles implements Closeable {
    private record Head(RawDelivery delivery, int file) {}

    private final List<DeliveryFile> files = new ArrayList<>();
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(Comparator.<Head>comparingLong(head -> head.delivery.arrival).thenComparingInt(Head::file));
    private int lastGiven = -1;

    /**
     * Opens all recordings.
     *
     * @throws IOException when one cannot be opened or read; the message names it
     */
    DeliveryFiles(List<String> paths, AtomicLong bytesRead) throws IOException {
        try {
            for (String path : paths) {
                files.add(new DeliveryFile(path, bytesRead));
                advance(files.size() - 1);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The next delivery, or null when all files have ended. */
    RawDelivery next() throws IOException {
        if (lastGiven >= 0) {
            advance(lastGiven);
            lastGiven = -1;
        }
        Head head = heads.poll();
        if (head == null) {
            return null;
        }
        lastGiven = head.file;
        return head.delivery;
    }

    @Override
    public void close() throws IOException {
        for (DeliveryFile file : files) {
            file.close();
        }
    }

    private void advance(int file) throws IOException {
        RawDelivery delivery = files.get(file).next();
        if (delivery != null) {
            heads.add(new Head(delivery, file));
        }
    }
}
