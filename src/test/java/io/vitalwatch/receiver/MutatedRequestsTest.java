package io.vitalwatch.receiver;

import io.vitalwatch.cli.EmbeddedKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests with something changed: headers, signature, encodings, body, framing. Whatever comes, the answer is none of 5xx but 503, shows
 * nothing of the inside, and is 204 only when signature and bytes belong together. Seeded: {@code -Dvitalwatch.fuzz.seed=…} repeats a run,
 * {@code -Dvitalwatch.fuzz.count=1000000} makes it longer.
 */
@Timeout(7200)
class MutatedRequestsTest {
    private static final int COUNT = Integer.getInteger("vitalwatch.fuzz.count", 2000);
    private static final long SEED = Long.getLong("vitalwatch.fuzz.seed", System.nanoTime());
    private static final String[] SIGNATURE_NAMES = {"X-Corsano-Signature", "X-Webhook-Signature", "X-Signature", "X-Hub-Signature-256"};

    private final Random random = new Random(SEED);
    private final Set<String> accepted = new HashSet<>();

    /** A request, and whether its signature belongs to its body in every way that the receiver asks for. */
    private record Mutated(byte[] bytes, byte[] body, boolean signed, boolean framed) {}

    @Test
    void noMutationGetsThroughOrBringsTheReceiverDown() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(); Bench bench = Bench.ready(kafka, "--read.timeout=1s", "--body.limit=64KiB")) {
            int good = 0;
            Wire wire = null;
            for (int i = 0; i < COUNT; i++) {
                Mutated request = mutated(i);
                wire = wire == null ? new Wire(bench.receiver.publicUri()) : wire;
                String answer = exchange(wire, request);
                int status = answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : -1;
                String what = "seed " + SEED + ", request " + i + ": " + printable(request.bytes()) + " → " + answer;
                assertThat(status).as(what).isIn(-1, 204, 400, 401, 404, 405, 408, 413, 414, 415, 426, 431, 503);
                assertThat(answer).as(what).doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("io.vitalwatch");
                if (status == 204) {
                    good++;
                    assertThat(request.signed()).as(what).isTrue();
                }
                // Where the end of a request is not certain, the next one begins on a connection of its own.
                if (status != 204 && status != 401 || !request.framed() || answer.toLowerCase(java.util.Locale.ROOT).contains("connection: close")) {
                    wire.close();
                    wire = null;
                }
            }
            if (wire != null) {
                wire.close();
            }
            assertThat(good).as("some pass, or nothing was tested").isPositive();
            assertThat(bench.post(Bench.example()).statusCode()).isEqualTo(204);
            Bench.until("nothing left", () -> bench.receiver.inFlight().bytes() == 0 && bench.receiver.inFlight().requests() == 0);
            accepted.add(Signing.hex(Signing.bytes(Bench.example())));
            List<ConsumerRecord<byte[], byte[]>> stored = bench.raw(1);
            assertThat(stored).allSatisfy(record -> assertThat(accepted).contains(Signing.hex(record.value())));
        }
    }

    private static String exchange(Wire wire, Mutated request) {
        try {
            wire.send(request.bytes());
            if (!request.framed()) {
                wire.halfClose();
            }
            return wire.answer();
        } catch (IOException e) {
            // Cut off while sending, which is an answer too.
            return "";
        }
    }

    private Mutated mutated(int number) {
        byte[] body = body(number);
        byte[] sent = body;
        String signature = Signing.hex(body);
        String header = SIGNATURE_NAMES[random.nextInt(SIGNATURE_NAMES.length)];
        List<String> headers = new ArrayList<>(List.of("Host: x"));
        String type = "application/json";
        String path = "/webhooks/corsano";
        String method = "POST";
        boolean signed = true;
        boolean framed = true;
        boolean chunked = random.nextInt(4) == 0;
        int announced = -1;
        switch (random.nextInt(12)) {
            case 0 -> { }
            case 1 -> {
                sent = changed(body);
                signed = Arrays.equals(sent, body);
            }
            case 2 -> {
                String other = text(changed(Signing.bytes(signature)));
                signed = other.trim().equalsIgnoreCase(signature);
                signature = other;
            }
            case 3 -> {
                signature = random.nextBoolean() ? "" : text(noise(random.nextInt(200)));
                signed = false;
            }
            case 4 -> {
                header = text(changed(Signing.bytes(header)));
                signed = Arrays.stream(SIGNATURE_NAMES).anyMatch(header::equalsIgnoreCase);
            }
            case 5 -> headers.add(text(noise(random.nextInt(60))) + ": " + text(noise(random.nextInt(60))));
            case 6 -> type = text(changed(Signing.bytes(type)));
            case 7 -> headers.add("Content-Encoding: " + List.of("gzip", "identity", "br", "", "deflate, gzip").get(random.nextInt(5)));
            case 8 -> {
                path = text(changed(Signing.bytes(path)));
                // A query decides nothing, and blanks before the version belong to no path (RFC 9112, 3).
                signed = path.matches("(?s)/webhooks/corsano([?#].*)? *");
            }
            case 9 -> method = List.of("GET", "PUT", "post", "P\u0000ST", "TRACE", "CONNECT", "POSTPOST").get(random.nextInt(7));
            case 10 -> {
                announced = Math.max(0, body.length + random.nextInt(40) - 20);
                framed = announced == body.length;
                signed = framed;
            }
            default -> {
                headers.add(header + ": " + text(noise(10)));
                signed = false;
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        headers.add("Content-Type: " + type);
        headers.add(header + ": " + signature);
        boolean asChunks = chunked && announced < 0;
        headers.add(asChunks ? "Transfer-Encoding: chunked" : "Content-Length: " + (announced < 0 ? sent.length : announced));
        out.writeBytes(latin(method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n"));
        out.writeBytes(asChunks ? chunks(sent) : sent);
        if (signed && !Arrays.equals(sent, body)) {
            throw new AssertionError();
        }
        if (signed) {
            accepted.add(Signing.hex(body));
        }
        // Headers with line breaks or colons of their own can change the meaning of all that follows.
        boolean certain = framed && headers.stream().allMatch(each -> each.matches("[\\x20-\\x7e]*")) && method.equals("POST");
        return new Mutated(out.toByteArray(), body, signed, certain);
    }

    private byte[] body(int number) {
        return Signing.bytes(switch (random.nextInt(8)) {
            case 0 -> "{\"event_type\":\"test\",\"n\":" + number + "}";
            case 1 -> "{\"n\":" + number;
            case 2 -> "";
            case 3 -> Bench.delivery("u" + number, "S", 20_000);
            case 4 -> Bench.delivery("u" + number, "S", 70_000);
            case 5 -> text(noise(random.nextInt(300)));
            default -> Bench.delivery("u" + number, "S", 0);
        });
    }

    private byte[] changed(byte[] original) {
        byte[] copy = original.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0 && copy.length > 0; changes--) {
            int at = random.nextInt(copy.length);
            switch (random.nextInt(4)) {
                case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> copy[at] = (byte) random.nextInt(256);
                case 2 -> copy = Arrays.copyOf(copy, at);
                default -> copy = Arrays.copyOf(copy, copy.length + random.nextInt(5));
            }
        }
        return copy;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] chunks(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int size = Math.min(body.length - at, 1 + random.nextInt(8192));
            out.writeBytes(latin(Integer.toHexString(size) + "\r\n"));
            out.write(body, at, size);
            out.writeBytes(latin("\r\n"));
            at += size;
        }
        out.writeBytes(latin("0\r\n\r\n"));
        return out.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static String printable(byte[] bytes) {
        return text(Arrays.copyOf(bytes, Math.min(bytes.length, 400))).replaceAll("[^\\x20-\\x7e]", "·");
    }
}
