package io.vitalwatch.cli.recording;

import io.vitalwatch.job.RawDelivery;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Merges several recordings by arrival: the next delivery is the earliest of the next deliveries of all files; if two arrived at the same
 * time, that of the file named first. The order of lines within a file is kept, even if its arrivals run backwards.
 */
final class MergedRecordings implements Closeable {
    private record Head(RawDelivery delivery, int file) {}

    private final List<RecordingReader> files = new ArrayList<>();
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(Comparator.<Head>comparingLong(head -> head.delivery.stamp).thenComparingInt(Head::file));
    private int lastTaken = -1;
    private long controlRecords;

    /**
     * Opens all recordings.
     *
     * @throws IOException if one cannot be opened or read; the message names it
     */
    MergedRecordings(List<String> paths, AtomicLong bytesRead) throws IOException {
        try {
            for (String path : paths) {
                files.add(new RecordingReader(path, bytesRead));
                advance(files.size() - 1);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The next delivery, or null when all files have ended. */
    RawDelivery next() throws IOException {
        if (lastTaken >= 0) {
            advance(lastTaken);
            lastTaken = -1;
        }
        Head head = heads.poll();
        if (head == null) {
            return null;
        }
        lastTaken = head.file;
        if (head.delivery.control != null) {
            // A recording is its own control topic: its control records are numbered in their order.
            head.delivery.control[0] = Long.toString(controlRecords++);
        }
        return head.delivery;
    }

    @Override
    public void close() throws IOException {
        for (RecordingReader file : files) {
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
