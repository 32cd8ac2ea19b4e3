package io.vitalwatch.web.access;

import io.vitalwatch.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The content of a file that may change while the program runs. It is read again at most every five seconds, when somebody asks for it. If
 * a new content cannot be used, the previous one stays in use, and the log has a warning.
 */
public final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final long PAUSE_NANOS = 5_000_000_000L;
    private static final int LARGEST = 1 << 20;

    private final String setting;
    private final Path file;
    private final Function<String, T> parser;
    private final LongSupplier nanos;
    private byte[] loaded;
    private long checked;
    private volatile T content;

    /**
     * @param setting the name of the setting that names the file, for messages
     * @param parser makes the content from the text; throws an IllegalArgumentException that says which line is wrong and why
     * @param nanos a clock such as System.nanoTime()
     * @throws SettingsException if the file cannot be read or used now
     */
    public WatchedFile(String setting, Path file, Function<String, T> parser, LongSupplier nanos) {
        this.setting = setting;
        this.file = file;
        this.parser = parser;
        this.nanos = nanos;
        try {
            loaded = bytes();
            content = parse(loaded);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(setting + " " + file + ": " + problem(e));
        }
        checked = nanos.getAsLong();
    }

    /** The content as it is now, or was when it could be used last. */
    public T get() {
        synchronized (this) {
            long now = nanos.getAsLong();
            if (now - checked > PAUSE_NANOS) {
                checked = now;
                reload();
            }
        }
        return content;
    }

    private void reload() {
        try {
            byte[] now = bytes();
            if (!Arrays.equals(now, loaded)) {
                loaded = now;
                content = parse(now);
                LOG.info("{} {} has changed and is in use", setting, file);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} {} cannot be used; its previous content stays in use: {}", setting, file, problem(e));
        }
    }

    private byte[] bytes() throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IllegalArgumentException("is larger than 1 MiB");
        }
        return Files.readAllBytes(file);
    }

    private T parse(byte[] bytes) {
        try {
            return parser.apply(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not UTF-8", e);
        }
    }

    private static String problem(Exception failure) {
        return failure instanceof IOException ? "cannot be read (" + failure.getClass().getSimpleName() + ")" : failure.getMessage();
    }
}
