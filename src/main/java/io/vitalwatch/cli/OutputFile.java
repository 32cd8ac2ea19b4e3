package io.vitalwatch.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears whole or not at all: written under a temporary name beside its target and moved there at the end. A target that
 * is no regular file (a pipe, a device) and {@code -} (stdout) get the content copied instead.
 */
final class OutputFile implements AutoCloseable {
    static final String STDOUT = "-";

    private final Path target;
    private final Path temporary;

    private OutputFile(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /**
     * Prepares an output.
     *
     * @throws IOException when nothing can be written there; the message names the place
     */
    static OutputFile at(String path) throws IOException {
        if (path.equals(STDOUT)) {
            return new OutputFile(null, Files.createTempFile("vitalwatch-out-", ".ndjson"));
        }
        Path target = Path.of(path).toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new IOException(path + " is a folder; name a file in it");
        }
        if (Files.exists(target)) {
            target = target.toRealPath();
        }
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("The folder of " + path + " does not exist; create it first");
        }
        try {
            boolean regular = !Files.exists(target) || Files.isRegularFile(target);
            // Not createTempFile: its files are for their owner's eyes only, and this one becomes the real one.
            String name = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".partial";
            return new OutputFile(target, regular
                    ? Files.createFile(folder.resolve(name))
                    : Files.createTempFile("vitalwatch-out-", ".ndjson"));
        } catch (IOException e) {
            throw new IOException("Nothing can be written beside " + path + ": " + e.getMessage(), e);
        }
    }

    /** Where to write until {@link #commit}. */
    Path temporary() {
        return temporary;
    }

    /** Puts what was written to its place. */
    void commit(PrintStream stdout) throws IOException {
        if (target == null) {
            Files.copy(temporary, stdout);
            stdout.flush();
        } else if (Files.exists(target) && !Files.isRegularFile(target)) {
            try (OutputStream out = Files.newOutputStream(target)) {
                Files.copy(temporary, out);
            }
        } else {
            move();
        }
    }

    /** Forgets what was written and not committed. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(temporary);
    }

    private void move() throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
