package io.vitalwatch.receiver.http;

import io.vitalwatch.receiver.signature.Signing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes webhook requests with random changes: headers, signature, encodings, body, framing. The same seed gives the same requests. */
final class RequestMutator {
    private static final String[] SIGNATURE_NAMES = {"X-Corsano-Signature", "X-Webhook-Signature", "X-Signature", "X-Hub-Signature-256"};

    private final Random random;

    RequestMutator(long seed) {
        random = new Random(seed);
    }

    /**
     * A request.
     *
     * @param bytes as they are sent
     * @param acceptable the signature of its body if the receiver may accept it, else null
     * @param framed whether it is certain where it ends, so that another request may follow on the connection
     */
    record Mutated(byte[] bytes, String acceptable, boolean framed) {
        boolean signed() {
            return acceptable != null;
        }

        /** Its beginning, in ASCII. */
        String printable() {
            return text(Arrays.copyOf(bytes, Math.min(bytes.length, 400))).replaceAll("[^\\x20-\\x7e]", "·");
        }
    }

    /** @param number is part of the body, so that no two bodies are the same */
    Mutated next(int number) {
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
                // A query is ignored, and blanks before the version are not part of the path (RFC 9112, section 3).
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
        // Line breaks or colons in a header can change the meaning of everything after it.
        boolean certain = framed && headers.stream().allMatch(each -> each.matches("[\\x20-\\x7e]*")) && method.equals("POST");
        return new Mutated(out.toByteArray(), signed ? Signing.hex(body) : null, certain);
    }

    private byte[] body(int number) {
        return Signing.bytes(switch (random.nextInt(8)) {
            case 0 -> "{\"event_type\":\"test\",\"n\":" + number + "}";
            case 1 -> "{\"n\":" + number;
            case 2 -> "";
            case 3 -> TestReceiver.delivery("u" + number, "S", 20_000);
            case 4 -> TestReceiver.delivery("u" + number, "S", 70_000);
            case 5 -> text(noise(random.nextInt(300)));
            default -> TestReceiver.delivery("u" + number, "S", 0);
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
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
