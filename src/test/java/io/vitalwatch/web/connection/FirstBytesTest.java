package io.vitalwatch.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.web.connection.FirstBytes.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class FirstBytesTest {
    private static final int MOST = 16 * 1024;
    private static final String HEAD = "POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nX-Name: J\u00fcrgen\t2\r\n\r\n";

    @Test
    void aWholeHeadIsWholeAndNoPartOfIt() {
        assertThat(after(false, HEAD + "{}")).isEqualTo(HEAD.length() + " WHOLE");
        assertThat(after(false, "\r\n\r\n" + HEAD)).as("blank lines before it").isEqualTo(HEAD.length() + 4 + " WHOLE");
        assertThat(after(false, HEAD.replace("1.1", "1.0"))).isEqualTo(HEAD.length() + " WHOLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n", "GET / HTTP/2.0\r\n", "POST /\n", "GET / HTTP/1.1\rX", "GET /\u0000", "\u0016", "GET /\u00fc", "\u007f",
            "GET / HTTP/1.1\r\nA: \u0000"})
    void whatCanNeverBecomeARequestIsRefusedAtOnce(String bytes) {
        assertThat(after(false, bytes + "x".repeat(100))).isEqualTo(bytes.length() + " BAD_REQUEST");
    }

    @Test
    void aHeadThatIsTooLargeIsNotKeptLonger() {
        String lines = HEAD.substring(0, HEAD.length() - 2) + "a:b\r\n".repeat(98);
        assertThat(after(false, lines)).as("a hundred lines").isEqualTo("UNFINISHED");
        assertThat(after(false, lines + "\r\n")).isEqualTo(lines.length() + 2 + " WHOLE");
        assertThat(after(false, lines + "a:b\r\na:b\r\n")).isEqualTo(lines.length() + 5 + " HEAD_TOO_LARGE");
        assertThat(after(false, "GET / HTTP/1.1\r\nA: " + "x".repeat(2 * MOST))).isEqualTo(MOST + " HEAD_TOO_LARGE");
        assertThat(after(false, "GET /" + "x".repeat(2 * MOST))).isEqualTo(MOST + " LINE_TOO_LONG");
    }

    @Test
    void theFirstRecordOfAHandshakeIsLeftToOthersWhenItIsWhole() {
        String record = "\u0016\u0003\u0001\u0001\u0002" + "x".repeat(258);
        assertThat(after(true, record + "more")).isEqualTo(record.length() + " WHOLE");
        assertThat(after(true, "GET / HTTP/1.1\r\n")).as("not TLS").isEqualTo("1 WHOLE");
        assertThat(after(true, "\u0016\u0003\u0001\u00ff\u00ff")).as("larger than any record").isEqualTo("5 WHOLE");
    }

    @Test
    void itDoesNotMatterInWhichPartsBytesArrive() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder(HEAD);
            for (int i = 0; i < 3; i++) {
                text.insert(random.nextInt(text.length()), "\r\n: \u0000x".charAt(random.nextInt(6)));
            }
            String bytes = text.toString();
            String expected = after(false, bytes);
            FirstBytes first = new FirstBytes(false, MOST);
            Outcome outcome = Outcome.UNFINISHED;
            int at = 0;
            while (outcome == Outcome.UNFINISHED && at < bytes.length()) {
                int to = Math.min(bytes.length(), at + 1 + random.nextInt(40));
                outcome = first.add(buffer(bytes.substring(at, to)));
                at = to;
            }
            assertThat(expected).as("round %d: %s", round, bytes).endsWith(outcome.name());
            assertThat(first.all()).isEqualTo(bytes.substring(0, at).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The number of bytes, each added by itself, until something is known about them, and what. */
    private static String after(boolean tls, String bytes) {
        FirstBytes first = new FirstBytes(tls, MOST);
        for (int i = 0; i < bytes.length(); i++) {
            Outcome outcome = first.add(buffer(bytes.substring(i, i + 1)));
            if (outcome != Outcome.UNFINISHED) {
                return i + 1 + " " + outcome;
            }
        }
        return "UNFINISHED";
    }

    private static ByteBuffer buffer(String bytes) {
        return ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
