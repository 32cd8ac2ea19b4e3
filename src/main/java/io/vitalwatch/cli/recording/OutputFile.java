package io.vitalwatch.cli.recording;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * An output file that appears complete or not at all: it is written under a temporary name in the same folder and moved to its place at the
 * end. If the target is not a regular file (a pipe, a device) or is {@code -} (stdout), the content is copied there instead.
 */
public final class OutputFile implements AutoCloseable {
    /** The path that means stdout. */
    public static final String STDOUT = "-";

    private final Path target;
    private final Path temporary;

    private OutputFile(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /**
     * Prepares an output.
     *
     * @throws IOException if it cannot be written; the message names the path
     */
    public static OutputFile at(String path) throws IOException {
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
            // Not createTempFile: only the owner could read its file, and this one becomes the real output.
            String name = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".partial";
            return new OutputFile(target, regular
                    ? Files.createFile(folder.resolve(name))
                    : Files.createTempFile("vitalwatch-out-", ".ndjson"));
        } catch (IOException e) {
            throw new IOException("Nothing can be written beside " + path + ": " + e.getMessage(), e);
        }
    }

    /** The file to write to before {@link #commit}. */
    public Path temporary() {
        return temporary;
    }

    /** Moves or copies the content to its place. */
    public void commit(PrintStream stdout) throws IOException {
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

    /** Deletes content that was not committed. */
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
