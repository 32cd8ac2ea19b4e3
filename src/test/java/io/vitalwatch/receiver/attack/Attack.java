package io.vitalwatch.receiver.attack;

import io.vitalwatch.receiver.signature.Signing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody does who wants to stop deliveries.
 *
 * @param name in words
 * @param tls whether the receiver serves TLS
 * @param files the receiver's limit of open files (ulimit -n), or 0 to leave it
 * @param atOnce connections that are kept open; one that is closed is replaced at once
 * @param first what each connection sends at once; empty for connections that send nothing
 * @param then what it sends again and again after that, empty for nothing
 * @param everyMillis the time between two of those
 * @param manner what it does besides
 * @param place where it goes
 */
record Attack(String name, boolean tls, int files, int atOnce, byte[] first, byte[] then, long everyMillis, Manner manner, Place place) {
    /** What is attacked. */
    enum Place {
        /** The address for deliveries. */
        DELIVERIES,
        /** The same, behind a proxy: attacker and sender have the same address and name others in X-Forwarded-For. */
        BEHIND_PROXY,
        /** The private address. */
        PRIVATE
    }

    /** What a connection does besides sending. */
    enum Manner {
        /** It stays open until the receiver closes it. */
        STAYS,
        /** It sends the same again after each answer. */
        REPEATS,
        /** It sends the same again and again and reads no answer. */
        DEAF,
        /** It ends its own direction after what it has sent. */
        HALF_CLOSES,
        /** It closes as soon as it has sent everything, and the next one follows. */
        LEAVES,
        /** As LEAVES, and it resets the connection instead of ending it. */
        RESETS,
        /** It sends each byte in a segment of its own. */
        BYTE_BY_BYTE,
        /** With TLS 1.2, it asks for another handshake again and again. */
        RENEGOTIATES,
        /** It speaks plain TCP though the receiver serves TLS. */
        PLAIN
    }

    private static final byte[] NOTHING = {};
    private static final String HEAD = "POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\n";
    private static final String TYPE = "Content-Type: application/json\r\nX-Signature: " + "0".repeat(64) + "\r\n";
    private static final String SIGNED = TYPE + "Content-Length: ";
    private static final String CHUNKED = HEAD + TYPE + "Transfer-Encoding: chunked\r\n\r\n";
    private static final int MIB = 1 << 20;

    /** All attacks, with none before. */
    static List<Attack> all() {
        List<Attack> all = new ArrayList<>();
        all.add(still("none", 0, NOTHING));
        heads(all);
        bodies(all);
        wholeRequests(all);
        oldHttp(all);
        overTls(all);
        behindProxy(all);
        inside(all);
        for (int files : new int[] {2000, 1024, 256}) {
            all.add(new Attack("connections that send nothing, ulimit -n " + files, false, files, 4000, NOTHING, NOTHING, 0, Manner.STAYS,
                    Place.DELIVERIES));
            all.add(new Attack("unfinished heads, ulimit -n " + files, false, files, 2000, bytes(HEAD), NOTHING, 0, Manner.STAYS,
                    Place.DELIVERIES));
        }
        return all;
    }

    private static void heads(List<Attack> all) {
        all.add(still("heads of 3,190 lines, unfinished", 900, bytes(HEAD + "a:b\r\n".repeat(3190))));
        all.add(still("heads of 90 lines and 15.9 KB, unfinished", 2000, longHead()));
        all.add(still("the same, 500 at once", 500, longHead()));
        all.add(still("the same, 8,000 at once", 8000, longHead()));
        all.add(still("the same, closed when sent", 200, longHead()).in(Manner.LEAVES));
        all.add(still("a refused request, then such a head", 2000, bytes("GET /x HTTP/1.1\r\nHost: x\r\n\r\n" + text(longHead()))));
        all.add(still("a refused request, then nothing", 2000, bytes("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")));
        all.add(still("a refused request that ends the connection, then nothing", 2000, bytes("GET /x HTTP/1.1\r\nHost: x\r\n"
                + "Connection: close\r\n\r\n")));
        all.add(trickle("a refused request, then a head that trickles", 2000, bytes("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"), "X", 500));
        all.add(trickle("heads that trickle", 2600, bytes(HEAD), "X-a: b\r\n", 1000));
        all.add(trickle("heads that trickle, 100 ms", 2600, bytes(HEAD), "X", 100));
        all.add(still("connections that send nothing", 4000, NOTHING));
        all.add(still("connections that close at once", 200, NOTHING).in(Manner.LEAVES));
        all.add(still("connections that are reset at once", 200, NOTHING).in(Manner.RESETS));
        all.add(still("half a head, then a reset", 200, bytes(HEAD)).in(Manner.RESETS));
        all.add(still("1 byte of a head, then nothing", 2000, bytes("P")));
        all.add(still("half a head, then half-closed", 2000, bytes(HEAD)).in(Manner.HALF_CLOSES));
    }

    private static void bodies(List<Attack> all) {
        all.add(body("2 MiB of a body of 4 MiB, then nothing", 20, 2 * MIB, 4 * MIB));
        all.add(body("4 MiB less a byte, then nothing", 40, 4 * MIB - 1, 4 * MIB));
        all.add(body("60 KB of a body of 64 KB, then nothing", 1000, 60_000, 64_000));
        all.add(body("8 KB of a body of 9 KB, then nothing", 1000, 8_000, 9_000));
        all.add(body("1 byte of a body, then nothing", 1000, 1, 1000));
        all.add(body("half a body, then half-closed", 500, 500, 1000).in(Manner.HALF_CLOSES));
        all.add(trickle("bodies that trickle", 1000, stalled(1000, 60_000), "xxxxxxxx", 500));
        all.add(trickle("chunks that trickle", 1000, bytes(CHUNKED), "1\r\nx\r\n", 500));
        all.add(still("a refused request, then 60 KB of a body of 64 KB", 1000, bytes("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"
                + text(stalled(60_000, 64_000)))));
        all.add(still("Expect: 100-continue, then nothing", 1000, bytes(HEAD + "Expect: 100-continue\r\n" + SIGNED + "1000\r\n\r\n")));
        all.add(still("a trailer of 15.9 KB, unfinished", 1000, bytes(CHUNKED + "1\r\nx\r\n0\r\n" + ("X-a: " + "b".repeat(165)
                + "\r\n").repeat(90))));
    }

    private static void wholeRequests(List<Attack> all) {
        all.add(whole("bodies of 4 MiB with a wrong signature", 8, bytes(HEAD + SIGNED + 4 * MIB + "\r\n\r\n" + "x".repeat(4 * MIB))));
        all.add(whole("bodies of 1 KB with a wrong signature", 16, wrong(1000)));
        all.add(whole("bodies of 1 KB with a wrong signature, 1,000 at once", 1000, wrong(1000)));
        all.add(whole("requests without a signature", 16, bytes(HEAD + "Content-Length: 2\r\n\r\n{}")));
        all.add(whole("GET, 1,000 at once", 1000, bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n")));
        all.add(whole("HEAD and OPTIONS, 500 at once", 500, bytes("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")));
        all.add(whole("GET by HTTP/1.0 with keep-alive, 500 at once", 500, bytes("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")));
        all.add(still("heads of 2 KB byte by byte", 300, bytes(HEAD + ("X-a: " + "b".repeat(193) + "\r\n").repeat(10) + "\r\n"))
                .in(Manner.BYTE_BY_BYTE));
        all.add(still("one request, then a reset", 200, wrong(10)).in(Manner.RESETS));
        all.add(whole("requests with heads of 15.9 KB", 500, bytes(text(longHead()) + "Content-Length: 2\r\n\r\n{}")));
        all.add(whole("requests that are not HTTP", 16, bytes("hello\r\n\r\n")));
        all.add(still("50 requests at once, answers never read", 500, bytes(text(wrong(10)).repeat(50))).in(Manner.DEAF));
        all.add(still("one request, closed when sent", 200, wrong(10)).in(Manner.LEAVES));
        all.add(still("one request, then half-closed", 500, wrong(10)).in(Manner.HALF_CLOSES));
        all.add(whole("bodies that say they are compressed", 16, bytes(HEAD + "Content-Encoding: gzip, deflate, gzip\r\n" + SIGNED
                + "1000\r\n\r\n" + "x".repeat(1000))));
        all.add(whole("signed bodies of 2.1 million bad samples", 2, bomb("1,")));
        all.add(whole("signed bodies of 1.4 million empty samples", 2, bomb("{},")));
        all.add(whole("signed bodies nested two million deep", 2, signed("[".repeat(4 * MIB - 100))));
        all.add(whole("signed bodies of a number of 4 million digits", 2, signed("{\"user_uuid\":\"bomb\",\"data\":[[{\"timestamp\":"
                + "9".repeat(4 * MIB - 200) + "}]]}")));
        all.add(whole("signed bodies of 500,000 equal keys", 2, bomb("{\"bpm\":1},{\"bpm\":2,\"bpm\":3},")));
    }

    /** Some of them again by HTTP/1.0. */
    private static void oldHttp(List<Attack> all) {
        for (Attack each : List.copyOf(all)) {
            if (List.of("heads of 90 lines and 15.9 KB, unfinished", "heads that trickle", "2 MiB of a body of 4 MiB, then nothing",
                    "60 KB of a body of 64 KB, then nothing", "bodies of 1 KB with a wrong signature").contains(each.name)) {
                all.add(new Attack(each.name + ", by HTTP/1.0", false, 0, each.atOnce, bytes(text(each.first).replace("HTTP/1.1", "HTTP/1.0")),
                        each.then, each.everyMillis, each.manner == Manner.REPEATS ? Manner.STAYS : each.manner, each.place));
            }
        }
    }

    /** Some of them again over TLS, with fewer connections, and some of its own. */
    private static void overTls(List<Attack> all) {
        for (Attack each : List.copyOf(all)) {
            if (List.of("none", "heads of 90 lines and 15.9 KB, unfinished", "heads that trickle", "1 byte of a head, then nothing",
                    "2 MiB of a body of 4 MiB, then nothing", "60 KB of a body of 64 KB, then nothing", "bodies of 1 KB with a wrong signature",
                    "signed bodies of 2.1 million bad samples").contains(each.name)) {
                all.add(new Attack(each.name + ", with TLS", true, 0, Math.min(each.atOnce, 500), each.first, each.then, each.everyMillis,
                        each.manner, each.place));
            }
        }
        all.add(tls("connections that send nothing, with TLS", 4000, NOTHING, Manner.PLAIN));
        all.add(tls("half a handshake's first message, then nothing", 2000, bytes("\u0016\u0003\u0001\u0002\u0000\u0001"), Manner.PLAIN));
        all.add(tls("a handshake's first message, then nothing", 2000, TlsAttacker.firstMessage(), Manner.PLAIN));
        all.add(tls("plain HTTP where TLS is served", 500, wrong(10), Manner.PLAIN));
        all.add(tls("a handshake, then nothing", 500, NOTHING, Manner.STAYS));
        all.add(tls("handshakes without end", 32, NOTHING, Manner.LEAVES));
        all.add(tls("handshakes again on the same connection", 32, NOTHING, Manner.RENEGOTIATES));
        all.add(tls("a refused request, then such a head, with TLS", 500, bytes("GET /x HTTP/1.1\r\nHost: x\r\n\r\n" + text(longHead())),
                Manner.STAYS));
    }

    /** Some of them again by a proxy, which sends the bytes on as they come. */
    private static void behindProxy(List<Attack> all) {
        for (Attack each : List.copyOf(all)) {
            if (List.of("heads of 90 lines and 15.9 KB, unfinished", "a refused request, then such a head",
                    "60 KB of a body of 64 KB, then nothing", "1 byte of a body, then nothing",
                    "bodies of 1 KB with a wrong signature, 1,000 at once").contains(each.name)) {
                all.add(new Attack(each.name + ", behind a proxy", false, 0, each.atOnce, bytes(text(each.first).replace("Host: x\r\n",
                        "Host: x\r\nX-Forwarded-For: 203.0.113.66\r\n")), each.then, each.everyMillis, each.manner, Place.BEHIND_PROXY));
            }
        }
    }

    /** Some of them again at the private address, and some of its own. */
    private static void inside(List<Attack> all) {
        for (Attack each : List.copyOf(all)) {
            if (List.of("heads of 90 lines and 15.9 KB, unfinished", "a refused request, then such a head", "connections that send nothing",
                    "heads that trickle", "1 byte of a body, then nothing", "bodies of 1 KB with a wrong signature, 1,000 at once",
                    "GET, 1,000 at once", "connections that are reset at once").contains(each.name)) {
                all.add(new Attack(each.name + ", private", false, 0, each.atOnce, bytes(text(each.first).replace("Host: x", "Host: localhost")),
                        each.then, each.everyMillis, each.manner, Place.PRIVATE));
            }
        }
        all.add(atPrivate("wrong passwords", "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic YW5uYTp4\r\n\r\n"));
        all.add(atPrivate("health, 500 at once", "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    private static Attack atPrivate(String name, String request) {
        return new Attack(name + ", private", false, 0, 500, bytes(request), NOTHING, 0, Manner.REPEATS, Place.PRIVATE);
    }

    private static Attack tls(String name, int atOnce, byte[] first, Manner manner) {
        return new Attack(name, true, 0, atOnce, first, NOTHING, 0, manner, Place.DELIVERIES);
    }

    private Attack in(Manner other) {
        return new Attack(name, tls, files, atOnce, first, then, everyMillis, other, place);
    }

    private static Attack still(String name, int atOnce, byte[] first) {
        return new Attack(name, false, 0, atOnce, first, NOTHING, 0, Manner.STAYS, Place.DELIVERIES);
    }

    private static Attack body(String name, int atOnce, int sent, int announced) {
        return still(name, atOnce, stalled(sent, announced));
    }

    private static Attack whole(String name, int atOnce, byte[] request) {
        return new Attack(name, false, 0, atOnce, request, NOTHING, 0, Manner.REPEATS, Place.DELIVERIES);
    }

    private static Attack trickle(String name, int atOnce, byte[] first, String then, long everyMillis) {
        return new Attack(name, false, 0, atOnce, first, bytes(then), everyMillis, Manner.STAYS, Place.DELIVERIES);
    }

    private static byte[] wrong(int size) {
        return bytes(HEAD + SIGNED + size + "\r\n\r\n" + "x".repeat(size));
    }

    private static byte[] stalled(int sent, int announced) {
        return bytes(HEAD + SIGNED + announced + "\r\n\r\n" + "x".repeat(sent));
    }

    private static byte[] longHead() {
        return bytes(HEAD + ("X-a: " + "b".repeat(165) + "\r\n").repeat(90));
    }

    private static byte[] bomb(String sample) {
        String before = "{\"user_uuid\":\"bomb\",\"data\":[[";
        return signed(before + sample.repeat((4 * MIB - 100 - before.length()) / sample.length()) + "0]]}");
    }

    private static byte[] signed(String body) {
        return bytes(HEAD + "Content-Type: application/json\r\nX-Signature: " + Signing.hex(bytes(body)) + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
