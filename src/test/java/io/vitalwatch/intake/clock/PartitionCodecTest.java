package io.vitalwatch.intake.clock;

import static io.vitalwatch.intake.clock.Logs.HOUR;
import static io.vitalwatch.intake.clock.Logs.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;

class PartitionCodecTest {
    private static final ClockSettings SETTINGS = ClockSettings.defaults();

    @Test
    void whatIsReadIsWrittenAgainToTheByte() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            PartitionClock<WaitingRecord> clock = new PartitionClock<>(random.nextInt(1_000), SETTINGS, RawFormat.INSTANCE);
            for (WaitingRecord record : Logs.wild(random, clock.partition())) {
                clock.read(record, new Judged());
                if (random.nextInt(10) == 0) {
                    clock.raiseSeq(random.nextInt(1_000));
                }
                byte[] bytes = PartitionCodec.write(clock, RawFormat.INSTANCE);
                PartitionClock<WaitingRecord> read = PartitionCodec.read(bytes, SETTINGS, RawFormat.INSTANCE);
                assertThat(PartitionCodec.write(read, RawFormat.INSTANCE)).as("seed " + seed).isEqualTo(bytes);
                assertThat(read.partition()).isEqualTo(clock.partition());
                assertThat(read.clock()).isEqualTo(clock.clock());
                assertThat(read.nextOffset()).isEqualTo(clock.nextOffset());
                assertThat(read.highestSeq()).isEqualTo(clock.highestSeq());
                assertThat(read.waiting()).isEqualTo(clock.waiting());
                assertThat(read.waitingBytes()).isEqualTo(clock.waitingBytes());
                assertThat(read.heartbeats()).isEqualTo(clock.heartbeats());
                assertThat(read.hasRefuted()).isEqualTo(clock.hasRefuted());
            }
        }
    }

    @Test
    void aWaitingRecordKeepsEverythingItCameWith() throws IOException {
        WaitingRecord all = new WaitingRecord("corsano.raw ü", 7, 1L << 40, -1, "heartbeat", "receiver-1", new byte[] {0, 1, -1}, "no JSON");
        WaitingRecord nothing = new WaitingRecord("", 0, 0, 0, null, null, null, null);
        for (WaitingRecord record : new WaitingRecord[] {all, nothing}) {
            WaitingRecord read = WaitingRecord.read(new DataInputStream(new ByteArrayInputStream(bytes(record))));
            assertThat(read).usingRecursiveComparison().isEqualTo(record);
        }
    }

    @Test
    void stateOfTheFirstVersionIsStillRead() throws IOException {
        byte[] bytes = HexFormat.of().parseHex(FIRST_VERSION);
        PartitionClock<WaitingRecord> clock = PartitionCodec.read(bytes, SETTINGS, RawFormat.INSTANCE);
        assertThat(clock.partition()).isEqualTo(3);
        assertThat(clock.nextOffset()).isEqualTo(14);
        assertThat(clock.clock()).isEqualTo(T0);
        assertThat(clock.highestSeq()).isEqualTo(42);
        assertThat(clock.hasRefuted()).isFalse();
        assertThat(clock.heartbeats()).isEqualTo(Heartbeats.CLOSE);
        Judged judged = new Judged();
        clock.endOfInput(judged);
        assertThat(judged.lines).containsExactly("13 at " + (T0 + HOUR) + " BELIEVED shown");
        assertThat(judged.records.get(0)).usingRecursiveComparison()
                .isEqualTo(new WaitingRecord("corsano.raw", 3, 13, T0 + HOUR, null, null, new byte[2], null));
    }

    @Test
    void anotherVersionIsRefusedWithTheFix() {
        byte[] bytes = encoded();
        assertThat(bytes[0]).isEqualTo((byte) PartitionCodec.VERSION);
        for (int version : new int[] {0, 2, 255}) {
            bytes[0] = (byte) version;
            assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class)
                    .hasMessageContaining("version " + version).hasMessageContaining("reads 1").hasMessageContaining("newer");
        }
    }

    @Test
    void bytesCutAnywhereAreRefused() {
        byte[] bytes = encoded();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).as("cut to " + length).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        }
    }

    @Test
    void anySingleDamagedByteIsRefused() {
        byte[] bytes = encoded();
        for (int i = 1; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            assertThatThrownBy(() -> read(damaged)).as("byte " + i).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        }
    }

    @Test
    void bytesThatOnlyTheChecksumFitsAreRefusedAsDamagedOrAnswerAndNothingElse() {
        byte[] bytes = encoded();
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = Arrays.copyOf(bytes, random.nextInt(3) == 0 ? 17 + random.nextInt(bytes.length - 17) : bytes.length);
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                damaged[1 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt(256);
            }
            CRC32 checksum = new CRC32();
            checksum.update(damaged, 0, damaged.length - 4);
            ByteBuffer.wrap(damaged, damaged.length - 4, 4).putInt((int) checksum.getValue());
            try {
                read(damaged);
            } catch (IOException refused) {
                assertThat(refused).as("seed " + seed).hasMessageMatching("(?s).*(damaged|version).*");
            }
        }
    }

    private static byte[] encoded() {
        PartitionClock<WaitingRecord> clock = new PartitionClock<>(3, SETTINGS, RawFormat.INSTANCE);
        for (int offset = 10; offset < 13; offset++) {
            clock.read(Logs.record(3, offset, T0, "heartbeat", 4), new Judged());
        }
        clock.raiseSeq(42);
        clock.read(Logs.record(3, 13, T0 + HOUR, null, 2), new Judged());
        try {
            return PartitionCodec.write(clock, RawFormat.INSTANCE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static PartitionClock<WaitingRecord> read(byte[] bytes) throws IOException {
        return PartitionCodec.read(bytes, SETTINGS, RawFormat.INSTANCE);
    }

    private static byte[] bytes(WaitingRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        record.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** The clock of {@link #encoded}, as version 1 wrote it. */
    private static final String FIRST_VERSION = ""
            + "0100000003000000000000000e0000019b8d2b8c00000000000000002a020000019b8d2b8c0000010000019b8d627a800000"
            + "019b8d627a8000000001010000000b636f7273616e6f2e72617700000003000000000000000d0000019b8d627a80ffffffff"
            + "ffffffff000000020000fffffffffe643b64";
}
