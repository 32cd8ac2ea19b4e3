package io.vitalwatch.cli.recording;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the records of a bounded job to one sorted NDJSON file, so that two runs write the same file at any parallelism of the job. The
 * file is written at the end of the input. The sink itself needs parallelism 1.
 */
public final class SortedNdjsonSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;
    private static final long MEMORY = 64L * 1024 * 1024;

    /** Turns a record into a line and defines the order of lines. */
    public interface Format<T> extends Serializable {
        /** First sort key. */
        long time(T value);

        /** Second sort key. */
        String key(T value);

        /** One JSON object without a line feed. */
        byte[] json(T value);
    }

    private final String path;
    private final Format<T> format;

    SortedNdjsonSink(Path path, Format<T> format) {
        this.path = path.toString();
        this.format = format;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        if (context.getTaskInfo().getNumberOfParallelSubtasks() != 1) {
            throw new IllegalStateException("Several writers would overwrite each other's " + path + ": give the sink parallelism 1");
        }
        return new Writer();
    }

    private final class Writer implements SinkWriter<T> {
        private final SortedLines lines = new SortedLines(MEMORY);

        @Override
        public void write(T value, Context context) throws IOException {
            lines.add(format.time(value), format.key(value), format.json(value));
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            if (endOfInput) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(path)), 1 << 16)) {
                    lines.writeTo(out);
                }
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
