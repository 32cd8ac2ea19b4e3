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
 * @param again whether an answer is followed by the same request
 */
record Attack(String name, boolean tls, int files, int atOnce, byte[] first, byte[] then, long everyMillis, boolean again) {
    private static final byte[] NOTHING = {};
    private static final String HEAD = "POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\n";
    private static final String SIGNED = "Content-Type: application/json\r\nX-Signature: " + "0".repeat(64) + "\r\nContent-Length: ";
    private static final int MIB = 1 << 20;

    /** All attacks, with none before. */
    static List<Attack> all() {
        List<Attack> all = new ArrayList<>();
        all.add(still("none", 0, NOTHING));
        all.add(still("heads of 3,190 lines, unfinished", 900, bytes(HEAD + "a:b\r\n".repeat(3190))));
        all.add(still("heads of 90 lines and 15.9 KB, unfinished", 2000, longHead("1.1")));
        all.add(new Attack("heads that trickle", false, 0, 2600, bytes(HEAD), bytes("X-a: b\r\n"), 1000, false));
        all.add(still("connections that send nothing", 4000, NOTHING));
        all.add(still("1 byte of a head, then nothing", 2000, bytes("P")));
        all.add(body("2 MiB of a body of 4 MiB, then nothing", 20, 2 * MIB, 4 * MIB));
        all.add(body("4 MiB less a byte, then nothing", 40, 4 * MIB - 1, 4 * MIB));
        all.add(body("60 KB of a body of 64 KB, then nothing", 1000, 60_000, 64_000));
        all.add(body("8 KB of a body of 9 KB, then nothing", 1000, 8_000, 9_000));
        all.add(body("1 byte of a body, then nothing", 1000, 1, 1000));
        all.add(new Attack("bodies that trickle", false, 0, 1000, stalled("1.1", 1000, 60_000), bytes("xxxxxxxx"), 500, false));
        all.add(whole("bodies of 4 MiB with a wrong signature", 8, bytes(HEAD + SIGNED + 4 * MIB + "\r\n\r\n" + "x".repeat(4 * MIB))));
        all.add(whole("bodies of 1 KB with a wrong signature", 16, bytes(HEAD + SIGNED + "1000\r\n\r\n" + "x".repeat(1000))));
        all.add(whole("requests without a signature", 16, bytes(HEAD + "Content-Length: 2\r\n\r\n{}")));
        all.add(whole("requests that are not HTTP", 16, bytes("hello\r\n\r\n")));
        all.add(whole("signed bodies of 2.1 million bad samples", 2, bomb("1,")));
        all.add(whole("signed bodies of 1.4 million empty samples", 2, bomb("{},")));
        all.add(still("heads of 15.9 KB by HTTP/1.0, unfinished", 2000, longHead("1.0")));
        all.add(new Attack("heads that trickle, by HTTP/1.0", false, 0, 2600, bytes(HEAD.replace("1.1", "1.0")), bytes("X-a: b\r\n"), 1000,
                false));
        all.add(still("60 KB of a body of 64 KB by HTTP/1.0", 500, stalled("1.0", 60_000, 64_000)));
        for (Attack each : List.copyOf(all)) {
            if (List.of(0, 3, 4, 6, 8, 13, 16).contains(all.indexOf(each))) {
                all.add(new Attack(each.name + ", with TLS", true, 0, Math.min(each.atOnce, 500), each.first, each.then, each.everyMillis,
                        each.again));
            }
        }
        for (int files : new int[] {2000, 1024, 256}) {
            all.add(new Attack("connections that send nothing, ulimit -n " + files, false, files, 4000, NOTHING, NOTHING, 0, false));
            all.add(new Attack("unfinished heads, ulimit -n " + files, false, files, 2000, bytes(HEAD), NOTHING, 0, false));
        }
        return all;
    }

    private static Attack still(String name, int atOnce, byte[] first) {
        return new Attack(name, false, 0, atOnce, first, NOTHING, 0, false);
    }

    private static Attack body(String name, int atOnce, int sent, int announced) {
        return still(name, atOnce, stalled("1.1", sent, announced));
    }

    private static Attack whole(String name, int atOnce, byte[] request) {
        return new Attack(name, false, 0, atOnce, request, NOTHING, 0, true);
    }

    private static byte[] stalled(String version, int sent, int announced) {
        return bytes(HEAD.replace("1.1", version) + SIGNED + announced + "\r\n\r\n" + "x".repeat(sent));
    }

    private static byte[] longHead(String version) {
        return bytes(HEAD.replace("1.1", version) + ("X-a: " + "b".repeat(165) + "\r\n").repeat(90));
    }

    private static byte[] bomb(String sample) {
        String before = "{\"user_uuid\":\"bomb\",\"data\":[[";
        String body = before + sample.repeat((4 * MIB - 100 - before.length()) / sample.length()) + "0]]}";
        return bytes(HEAD + "Content-Type: application/json\r\nX-Signature: " + Signing.hex(bytes(body)) + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
