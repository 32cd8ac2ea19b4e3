package io.vitalwatch.cli.recording;

import io.vitalwatch.cli.terminal.ReplayProgress;
import io.vitalwatch.job.RawDelivery;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Recorded deliveries as a bounded source. It has one split and one reader, because a replay must keep the order of arrival over all files.
 * It keeps no position: a replay that fails has to be run again, and checkpoints are refused.
 */
public final class ReplaySource implements Source<RawDelivery, ReplaySource.AllFiles, Void> {
    private static final long serialVersionUID = 1L;

    private final List<String> paths;
    private final String progressId;

    /**
     * @param paths the recordings, {@code -} for stdin
     * @param progress updated by the reader, which runs in the process of the command
     */
    public ReplaySource(List<String> paths, ReplayProgress progress) {
        this.paths = List.copyOf(paths);
        this.progressId = progress.id();
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<RawDelivery, AllFiles> createReader(SourceReaderContext context) {
        return new Reader(context, paths, ReplayProgress.of(progressId));
    }

    @Override
    public SplitEnumerator<AllFiles, Void> createEnumerator(SplitEnumeratorContext<AllFiles> context) {
        return new Enumerator(context);
    }

    @Override
    public SplitEnumerator<AllFiles, Void> restoreEnumerator(SplitEnumeratorContext<AllFiles> context, Void checkpoint) {
        return new Enumerator(context);
    }

    @Override
    public SimpleVersionedSerializer<AllFiles> getSplitSerializer() {
        return new Stateless<>(new AllFiles());
    }

    @Override
    public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
        return new Stateless<>(null);
    }

    /** The only split. */
    record AllFiles() implements SourceSplit {
        @Override
        public String splitId() {
            return "all-files";
        }
    }

    private static final class Reader implements SourceReader<RawDelivery, AllFiles> {
        private final SourceReaderContext context;
        private final List<String> paths;
        private final ReplayProgress progress;
        private final CompletableFuture<Void> assigned = new CompletableFuture<>();
        private boolean noMoreSplits;
        private MergedRecordings files;

        Reader(SourceReaderContext context, List<String> paths, ReplayProgress progress) {
            this.context = context;
            this.paths = paths;
            this.progress = progress;
        }

        @Override
        public void start() {
            context.sendSplitRequest();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<RawDelivery> output) throws IOException {
            if (files == null) {
                return noMoreSplits ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
            }
            RawDelivery delivery = files.next();
            if (delivery == null) {
                return InputStatus.END_OF_INPUT;
            }
            progress.delivery();
            output.collect(delivery);
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return assigned;
        }

        @Override
        public void addSplits(List<AllFiles> splits) {
            try {
                files = new MergedRecordings(paths, progress.bytesRead());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e.getMessage(), e);
            }
            assigned.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {
            noMoreSplits = true;
            assigned.complete(null);
        }

        @Override
        public List<AllFiles> snapshotState(long checkpointId) {
            throw new UnsupportedOperationException("A replay keeps no position: switch checkpointing off");
        }

        @Override
        public void close() throws IOException {
            if (files != null) {
                files.close();
            }
        }
    }

    private static final class Enumerator implements SplitEnumerator<AllFiles, Void> {
        private final SplitEnumeratorContext<AllFiles> context;
        private boolean given;

        Enumerator(SplitEnumeratorContext<AllFiles> context) {
            this.context = context;
        }

        @Override
        public void handleSplitRequest(int subtask, String host) {
            if (!given) {
                given = true;
                context.assignSplit(new AllFiles(), subtask);
            }
            context.signalNoMoreSplits(subtask);
        }

        @Override
        public void addSplitsBack(List<AllFiles> splits, int subtask) {
            given = splits.isEmpty();
        }

        @Override
        public void start() {}

        @Override
        public void addReader(int subtask) {}

        @Override
        public Void snapshotState(long checkpointId) {
            throw new UnsupportedOperationException("A replay keeps no position: switch checkpointing off");
        }

        @Override
        public void close() {}
    }

    /** A serializer of a single value: it writes no content and always returns that value. */
    private record Stateless<T>(T value) implements SimpleVersionedSerializer<T> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T object) {
            return "1".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public T deserialize(int version, byte[] bytes) {
            return value;
        }
    }
}
