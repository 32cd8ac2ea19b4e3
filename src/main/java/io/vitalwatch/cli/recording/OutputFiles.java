package io.vitalwatch.cli.recording;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The output files of one run: at the end all of them appear, or none. */
public final class OutputFiles implements AutoCloseable {
    private final List<OutputFile> files = new ArrayList<>();

    /** Prepares a file, {@code -} for stdout. */
    public OutputFile open(String path) throws IOException {
        OutputFile file = OutputFile.at(path);
        files.add(file);
        return file;
    }

    /** A sink that writes to this file, or one that discards everything if the file is null. */
    public <T> Sink<T> sink(OutputFile file, SortedNdjsonSink.Format<T> format) {
        return file == null ? discard() : sink(file.temporary(), format);
    }

    /** A sink that writes to this path. */
    public <T> Sink<T> sink(Path file, SortedNdjsonSink.Format<T> format) {
        return new SortedNdjsonSink<>(file, format);
    }

    /** A sink that writes nothing. */
    public static <T> Sink<T> discard() {
        return new DiscardingSink<>();
    }

    /** Moves all files to their places. */
    public void commit(PrintStream stdout) throws IOException {
        for (OutputFile file : files) {
            file.commit(stdout);
        }
    }

    @Override
    public void close() throws IOException {
        for (OutputFile file : files) {
            file.close();
        }
    }
}
