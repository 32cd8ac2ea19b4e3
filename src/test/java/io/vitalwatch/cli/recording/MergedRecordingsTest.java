package io.vitalwatch.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.job.RawDelivery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

class MergedRecordingsTest {
    @TempDir
    private Path folder;

    @Test
    void severalFilesAreMergedByArrivalAndATieGoesToTheFileNamedFirst() throws Exception {
        String one = file("one", line(10, "a"), line(30, "b"), line(30, "c"));
        String two = file("two", line(5, "d"), line(10, "e"), line(40, "f"));

        assertThat(bodies(read(one, two))).containsExactly("d", "a", "e", "b", "c", "f");
        assertThat(bodies(read(two, one))).containsExactly("d", "e", "a", "b", "c", "f");
    }

    @Test
    void aSingleFileKeepsItsOwnOrderAndItsArrivalsAsTheyStand() throws Exception {
        List<RawDelivery> read = read(file("f", line(30, "a"), line(10, "b"), line(20, "c")));

        assertThat(bodies(read)).containsExactly("a", "b", "c");
        assertThat(read).extracting(delivery -> delivery.stamp).containsExactly(30L, 10L, 20L);
    }

    @Test
    void theOriginIsTheFilesNameAndTheLineCountedFromOneWithBlankLines() throws Exception {
        List<RawDelivery> read = read(file("some.ndjson", "", line(1, "a"), "   ", line(2, "b")));

        assertThat(read).extracting(delivery -> delivery.topic).containsOnly("some.ndjson");
        assertThat(read).extracting(delivery -> delivery.partition).containsOnly(0);
        assertThat(read).extracting(delivery -> delivery.offset).containsExactly(2L, 4L);
    }

    @Test
    void anUnreadableLineArrivesWithItsNeighbourAboveAndAtTheTopWithTheOneBelow() throws Exception {
        List<RawDelivery> read = read(file("f", "broken", "{}", line(10, "a"), "{\"received_at\":99,", line(20, "b")));

        assertThat(read).extracting(delivery -> delivery.stamp).containsExactly(10L, 10L, 10L, 10L, 20L);
        assertThat(read).extracting(delivery -> delivery.unreadable).containsExactly("the line is no JSON object",
                "the line has no received_at", null, "the line ends inside the object", null);
        assertThat(text(read.get(3))).isEqualTo("{\"received_at\":99,");
    }

    @Test
    void aFileWithoutAnyReadableLineIsStillGivenOutWhole() throws Exception {
        List<RawDelivery> read = read(file("f", "x", "y"));

        assertThat(bodies(read)).containsExactly("x", "y");
        assertThat(read).extracting(delivery -> delivery.stamp).containsOnly(0L);
    }

    @Test
    void aByteOrderMarkCarriageReturnsAndAMissingLastLineFeedDoNotMatter() throws Exception {
        Path path = folder.resolve("f");
        Files.writeString(path, "\ufeff" + line(1, "a") + "\r\n" + line(2, "b"));

        assertThat(bodies(read(path.toString()))).containsExactly("a", "b");
    }

    @Test
    void anEmptyFileHasNoDeliveries() throws Exception {
        assertThat(read(file("f"))).isEmpty();
    }

    @Test
    void gzipIsRecognizedByItsFirstBytesAndSeveralInARowAreReadToTheLast() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(gzip(line(1, "a") + "\n"));
        bytes.write(gzip(line(2, "b") + "\n"));
        Path path = folder.resolve("named-like-nothing");
        Files.write(path, bytes.toByteArray());

        assertThat(bodies(read(path.toString()))).containsExactly("a", "b");
        // A pipe says that nothing is available: that is not the end.
        InputStream dripping = new ByteArrayInputStream(bytes.toByteArray()) {
            @Override
            public synchronized int available() {
                return 0;
            }

            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, 1));
            }
        };
        try (RecordingReader file = new RecordingReader("f", dripping, new AtomicLong())) {
            assertThat(text(file.next())).isEqualTo("\"a\"");
            assertThat(text(file.next())).isEqualTo("\"b\"");
            assertThat(file.next()).isNull();
        }
    }

    @Test
    void aTruncatedGzipFileFailsWithFileAndLineAfterWhatCouldBeRead() throws Exception {
        StringBuilder lines = new StringBuilder();
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 20_000; i++) {
            lines.append(line(i, Long.toHexString(random.nextLong()))).append('\n');
        }
        byte[] whole = gzip(lines.toString());
        Path path = folder.resolve("cut.gz");
        Files.write(path, Arrays.copyOf(whole, whole.length / 2));

        try (RecordingReader file = new RecordingReader(path.toString(), new AtomicLong())) {
            assertThatThrownBy(() -> {
                while (file.next() != null) {
                    assertThat(true).isTrue();
                }
            }).isInstanceOf(IOException.class).hasMessageMatching(".*cut.gz breaks off after line \\d+: the gzip data is incomplete.*");
        }
    }

    @Test
    void aDamagedGzipFileFailsWithFileAndLine() throws Exception {
        byte[] bytes = gzip(line(1, "a") + "\n" + line(2, "b") + "\n");
        bytes[bytes.length - 6] ^= 1;

        assertThatThrownBy(() -> read(write("crc.gz", bytes))).isInstanceOf(IOException.class)
                .hasMessageMatching(".*crc.gz is damaged after line \\d+: .*CRC32.*\\. Fetch the file again\\.");
    }

    @Test
    void bytesThatAreNotGzipAfterTheFirstGzipFileAreAnErrorAndAreNotIgnored() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(gzip(line(1, "a") + "\n"));
        bytes.write("rubbish".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> read(write("tail.gz", bytes.toByteArray()))).isInstanceOf(IOException.class)
                .hasMessageMatching(".*tail.gz is damaged after line 1: .*\\. Fetch the file again\\.");
    }

    @Test
    void aSecondGzipFileThatIsCutOffFailsAfterTheLinesOfTheFirst() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(gzip(line(1, "a") + "\n"));
        bytes.write(gzip(line(2, "b") + "\n"), 0, 12);

        assertThatThrownBy(() -> read(write("cut.gz", bytes.toByteArray()))).isInstanceOf(IOException.class)
                .hasMessageMatching(".*cut.gz breaks off after line 1: the gzip data is incomplete. Fetch the file again\\.");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 9})
    void aGzipFileWithHalfAHeaderIsNamed(int length) throws Exception {
        byte[] bytes = Arrays.copyOf(gzip(line(1, "a")), length);

        assertThatThrownBy(() -> read(write("head.gz", bytes))).isInstanceOf(IOException.class)
                .hasMessageEndingWith("head.gz is not a complete gzip file: its header is damaged. Fetch the file again.");
    }

    @Test
    void aDiskThatFailsIsNotCalledADamagedFile() throws Exception {
        byte[] bytes = gzip(line(1, "a") + "\n");
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - 4), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }
        });

        try (RecordingReader reader = new RecordingReader("f.gz", failing, new AtomicLong())) {
            assertThatThrownBy(() -> {
                while (reader.next() != null) {
                    assertThat(true).isTrue();
                }
            }).hasMessageMatching("f.gz cannot be read after line \\d+: the disk is gone");
        }
    }

    @Test
    void theSizeOfAllFilesIsKnownUnlessOneIsStdin() throws Exception {
        String one = file("one", "12345");
        String two = file("two", "123");

        assertThat(RecordingReader.totalBytes(List.of(one, two))).isEqualTo(6 + 4);
        assertThat(RecordingReader.totalBytes(List.of(one, RecordingReader.STDIN))).isEqualTo(-1);
    }

    @Test
    void aLineLongerThanTheBufferComesBackWhole() throws Exception {
        String body = "x".repeat(3_000_000);

        assertThat(bodies(read(file("f", line(1, body), line(2, "b"))))).containsExactly(body, "b");
    }

    @Test
    void aLineBeyondTheLongestIsCutAndTheNextOneIsReadAsUsual() throws Exception {
        byte[] bytes = ("abcdefgh\nij\n").getBytes(StandardCharsets.US_ASCII);
        LineReader lines = new LineReader(new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, 3));
            }
        }, 4);

        assertThat(new String(lines.next(), StandardCharsets.US_ASCII)).isEqualTo("abcd");
        assertThat(lines.cut()).isTrue();
        assertThat(new String(lines.next(), StandardCharsets.US_ASCII)).isEqualTo("ij");
        assertThat(lines.cut()).isFalse();
        assertThat(lines.number()).isEqualTo(2);
        assertThat(lines.next()).isNull();
    }

    @Test
    void theBytesReadAreThoseOnTheDisk() throws Exception {
        Path path = folder.resolve("f.gz");
        byte[] bytes = gzip(line(1, "a".repeat(10_000)));
        Files.write(path, bytes);
        AtomicLong read = new AtomicLong();
        try (MergedRecordings files = new MergedRecordings(List.of(path.toString()), read)) {
            files.next();
            files.next();
        }
        assertThat(read.get()).isEqualTo(bytes.length);
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    private String file(String name, String... lines) throws IOException {
        Path path = folder.resolve(name);
        Files.write(path, List.of(lines));
        return path.toString();
    }

    private static String line(long receivedAt, String body) {
        return "{\"received_at\":" + receivedAt + ",\"body\":\"" + body + "\"}";
    }

    private static List<RawDelivery> read(String... paths) throws IOException {
        List<RawDelivery> all = new ArrayList<>();
        try (MergedRecordings files = new MergedRecordings(List.of(paths), new AtomicLong())) {
            for (RawDelivery delivery = files.next(); delivery != null; delivery = files.next()) {
                all.add(delivery);
            }
        }
        return all;
    }

    private static List<String> bodies(List<RawDelivery> deliveries) {
        return deliveries.stream().map(delivery -> text(delivery).replace("\"", "")).toList();
    }

    private static String text(RawDelivery delivery) {
        return new String(delivery.body, StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
