package io.vitalwatch.cli;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The files of one run: all of them come to their places at the end, or none. */
final class Outputs implements AutoCloseable {
    private final List<OutputFile> files = new ArrayList<>();

    /** Prepares a file, {@code -} for stdout. */
    OutputFile open(String path) throws IOException {
        OutputFile file = OutputFile.at(path);
        files.add(file);
        return file;
    }

    /** A sink that writes this file, or one that writes nothing where there is none. */
    <T> Sink<T> sink(OutputFile file, NdjsonFile.Format<T> format) {
        return file == null ? new DiscardingSink<>() : new NdjsonFile<>(file.temporary(), format);
    }

    void commit(PrintStream stdout) throws IOException {
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
