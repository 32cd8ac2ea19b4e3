package io.vitalwatch.cli.recording;

import io.vitalwatch.job.RawDelivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Recordings for tests in other rooms, read with the commands' own reader. */
public final class RecordedDeliveries {
    private static final Pattern USER = Pattern.compile("(\"user_uuid\"\\s*:\\s*\")([^\"\\\\]+)\"");

    private RecordedDeliveries() {}

    /**
     * One delivery, as the receiver would write it.
     *
     * @param key the user as the record's key, or null where the body names none
     */
    public record Item(long arrival, byte[] key, byte[] body) {}

    /** All deliveries of a recording (plain or gzip), in its order, which has to be that of arrival. */
    public static List<Item> read(Path file) throws IOException {
        List<Item> items = new ArrayList<>();
        try (RecordingReader recording = new RecordingReader(file.toString(), new AtomicLong())) {
            for (RawDelivery each = recording.next(); each != null; each = recording.next()) {
                items.add(new Item(each.stamp, each.body == null ? null : UserKey.of(each.body), each.body));
            }
        }
        return items;
    }

    /** Writes a recording with so many patients for each one: the same story under other names, so that there is more to do. */
    public static void multiply(Path file, int copies, Path to) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
                Writer out = Files.newBufferedWriter(to)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (int copy = 0; copy < copies; copy++) {
                    out.write(copy == 0 ? line : USER.matcher(line).replaceFirst("$1$2-" + copy + "\""));
                    out.write('\n');
                }
            }
        }
    }
}
