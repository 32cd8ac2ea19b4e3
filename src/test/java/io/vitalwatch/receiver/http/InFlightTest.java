package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.receiver.http.InFlight.Room;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class InFlightTest {
    private static final int KIB = 1024;
    private static final int SMALLEST_LARGE = InFlight.SMALL;

    private final InFlight inFlight = new InFlight(4000 * KIB, 3000 * KIB);

    @Test
    void largeBodiesLeaveAQuarterToSmallOnes() {
        Room large = inFlight.room("a");
        assertThat(large.resize(SMALLEST_LARGE + 2360 * KIB)).isTrue();
        assertThat(large.resize(SMALLEST_LARGE + 4000 * KIB)).isFalse();
        assertThat(inFlight.open(100 * KIB)).isFalse();
        assertThat(inFlight.open(20 * KIB)).isTrue();
        assertThat(inFlight.room("a").resize(20 * KIB)).isTrue();
        large.resize(0);
        assertThat(inFlight.open(1000 * KIB)).isTrue();
    }

    @Test
    void theFirstPartOfEveryBodyHasRoomEvenWhenNothingElseHas() {
        List<Room> rooms = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Room room = inFlight.room("a");
            rooms.add(room);
            room.resize(18 * KIB);
        }
        assertThat(inFlight.open(20 * KIB)).isFalse();
        assertThat(inFlight.isShort()).isTrue();
        assertThat(inFlight.open(InFlight.ALWAYS)).isTrue();
        assertThat(inFlight.room("b").resize(InFlight.ALWAYS)).isTrue();
        rooms.forEach(room -> room.resize(0));
        assertThat(inFlight.isShort()).isFalse();
    }

    @Test
    void oneAddressGetsAtMostHalfWhileAnotherUsesItToo() {
        Room other = inFlight.room("other");
        assertThat(other.resize(SMALLEST_LARGE + 4 * KIB)).isTrue();
        Room greedy = inFlight.room("greedy");
        assertThat(greedy.resize(SMALLEST_LARGE + 1400 * KIB)).isTrue();
        assertThat(greedy.resize(SMALLEST_LARGE + 1600 * KIB)).isFalse();
        assertThat(other.resize(SMALLEST_LARGE + 1000 * KIB)).isTrue();
        other.resize(0);
        assertThat(greedy.resize(SMALLEST_LARGE + 2000 * KIB)).isTrue();
    }

    @Test
    void whateverIsTakenIsGivenBackAndTheHighMarkHolds() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Room> rooms = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                if (rooms.isEmpty() || random.nextInt(3) == 0) {
                    rooms.add(inFlight.room("a" + random.nextInt(3)));
                }
                rooms.get(random.nextInt(rooms.size())).resize(random.nextInt(1000 * KIB));
                assertThat(inFlight.bytes()).as("seed " + seed).isEqualTo(rooms.stream().mapToLong(Room::size).sum())
                        .isLessThanOrEqualTo(4000L * KIB + (long) rooms.size() * InFlight.ALWAYS);
            }
            rooms.forEach(room -> room.resize(0));
            assertThat(inFlight.bytes()).as("seed " + seed).isZero();
            assertThat(inFlight.isShort()).isFalse();
            Room whole = inFlight.room("a");
            assertThat(whole.resize(3000 * KIB)).as("seed " + seed).isTrue();
            whole.resize(0);
        }
    }
}
