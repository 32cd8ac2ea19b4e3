package io.vitalwatch.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

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
    void aWholeHeadIsWorthReadingAndNoPartOfIt() {
        assertThat(opensAfter(false, HEAD + "{}")).isEqualTo(HEAD.length());
        assertThat(opensAfter(false, "\r\n\r\n" + HEAD)).as("blank lines before it").isEqualTo(HEAD.length() + 4);
        assertThat(opensAfter(false, HEAD.replace("1.1", "1.0"))).isEqualTo(HEAD.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n", "GET / HTTP/2.0\r\n", "POST /\n", "GET / HTTP/1.1\rX", "GET /\u0000", "\u0016", "GET /\u00fc", "\u007f",
            "GET / HTTP/1.1\r\nA: \u0000"})
    void whatCanNeverBecomeARequestIsWorthRefusingAtOnce(String bytes) {
        assertThat(opensAfter(false, bytes + "x".repeat(100))).isEqualTo(bytes.length());
    }

    @Test
    void aHeadThatWillBeRefusedForItsSizeIsNotKeptLonger() {
        String lines = HEAD.substring(0, HEAD.length() - 2) + "a:b\r\n".repeat(98);
        assertThat(opensAfter(false, lines)).as("a hundred lines").isEqualTo(-1);
        assertThat(opensAfter(false, lines + "a:b\r\na:b\r\n")).isEqualTo(lines.length() + 5);
        assertThat(opensAfter(false, "GET /" + "x".repeat(2 * MOST))).isEqualTo(MOST);
    }

    @Test
    void theFirstRecordOfAHandshakeIsWorthReadingWhenItIsWhole() {
        String record = "\u0016\u0003\u0001\u0001\u0002" + "x".repeat(258);
        assertThat(opensAfter(true, record + "more")).isEqualTo(record.length());
        assertThat(opensAfter(true, "GET / HTTP/1.1\r\n")).as("not TLS").isEqualTo(1);
        assertThat(opensAfter(true, "\u0016\u0003\u0001\u00ff\u00ff")).as("larger than any record").isEqualTo(5);
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
            int opens = opensAfter(false, bytes);
            FirstBytes first = new FirstBytes(false, MOST);
            boolean open = false;
            int at = 0;
            while (!open && at < bytes.length()) {
                int to = Math.min(bytes.length(), at + 1 + random.nextInt(40));
                open = first.add(buffer(bytes.substring(at, to)));
                at = to;
            }
            assertThat(open).as("round %d: %s", round, bytes).isEqualTo(opens > 0);
            assertThat(first.all()).isEqualTo(bytes.substring(0, at).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The number of bytes, each added by itself, after which they are worth reading; -1 if they never are. */
    private static int opensAfter(boolean tls, String bytes) {
        FirstBytes first = new FirstBytes(tls, MOST);
        assertThat(first.isEmpty()).isTrue();
        for (int i = 0; i < bytes.length(); i++) {
            if (first.add(buffer(bytes.substring(i, i + 1)))) {
                return i + 1;
            }
        }
        return -1;
    }

    private static ByteBuffer buffer(String bytes) {
        return ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
