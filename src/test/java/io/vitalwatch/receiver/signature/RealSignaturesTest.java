package io.vitalwatch.receiver.signature;

import static io.vitalwatch.receiver.signature.Signing.bytes;
import static io.vitalwatch.receiver.signature.Signing.hmac;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.receiver.ReceiverSettings;
import io.vitalwatch.receiver.signature.SignatureDiagnosis.Match;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Signatures as services send them, each with the secret as people store it. The diagnosis finds them, and the settings that it prints make
 * a receiver accept them.
 */
class RealSignaturesTest {
    private static final byte[] BODY = bytes("{\"event_type\":\"test\"}");
    private static final String T = "1763562121";
    private static final long NOW = Long.parseLong(T) * 1000;
    private static final String S = "s3cret of many characters";
    private static final String ZEROES = "0".repeat(64);
    private static final String WHSEC = "whsec_abcdefghijklmnopqrstuvwxyz012345";
    private static final String RAW = "0123456789abcdef0123456789abcdef";
    private static final String RAW_BASE64 = Base64.getEncoder().encodeToString(bytes(RAW));

    @TempDir
    private Path folder;

    /** A delivery: its headers and the bytes of the secret's file; cleaned is the file as the note of the diagnosis asks for it, or null. */
    private record Case(String name, Map<String, List<String>> headers, byte[] secret, byte[] cleaned) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        String hex = hex(S, "");
        return List.of(
                of("Stripe, whsec_ as text", WHSEC, "Stripe-Signature", "t=" + T + ",v1=" + hex(WHSEC, T + ".")),
                of("whsec_ as text, body", WHSEC, "X-Signature", "v0=" + hex(WHSEC, "")),
                of("Standard Webhooks, whsec_ as text", WHSEC, "webhook-id", "m1", "webhook-timestamp", T, "webhook-signature",
                        "v1," + base64(WHSEC, "m1." + T + ".")),
                of("Standard Webhooks, whsec_ as Base64", "whsec_" + RAW_BASE64, "webhook-id", "m1", "webhook-timestamp", T,
                        "webhook-signature", "v1," + base64(RAW, "m1." + T + ".")),
                of("v1,whsec_", "v1,whsec_" + RAW_BASE64, "webhook-id", "m1", "webhook-timestamp", T, "webhook-signature",
                        "v1," + base64(RAW, "m1." + T + ".")),
                of("svix headers, list", "whsec_" + RAW_BASE64, "svix-id", "m1", "svix-timestamp", T, "svix-signature",
                        "v1," + base64("other", "m1." + T + ".") + " v1," + base64(RAW, "m1." + T + ".")),
                of("list old, new", S, "X-Signature", "sha256=" + ZEROES + ",sha256=" + hex),
                of("list new, old", S, "X-Signature", "v1=" + hex + ",v1=" + ZEROES),
                of("list with blanks", S, "X-Signature", "v1=" + ZEROES + "; v1=" + hex),
                of("blank after the prefix", S, "X-Signature", "sha256= " + hex),
                of("prefix in capitals", S, "X-Signature", "SHA256=" + hex),
                of("scheme word and blank", S, "Authorization", "HMAC " + base64(S, "")),
                of("time in a header of its own", S, "X-Timestamp", T, "X-Signature", hex(S, T + ".")),
                of("Slack", S, "X-Slack-Request-Timestamp", T, "X-Slack-Signature", "v0=" + hex(S, "v0:" + T + ":")),
                of("Paddle", S, "Paddle-Signature", "ts=" + T + ";h1=" + hex(S, T + ":")),
                of("WHOOP, milliseconds", S, "X-WHOOP-Signature-Timestamp", T + "000", "X-WHOOP-Signature", base64(S, T + "000")),
                of("milliseconds in the header", S, "X-Signature", "t=" + T + "123,v1=" + hex(S, T + "123.")),
                dirty("byte order mark", bytes("\uFEFF" + S + "\r\n"), hex),
                dirty("blank before the line end", bytes(S + " \n"), hex),
                dirty("two line ends", bytes(S + "\n\n"), hex),
                dirty("UTF-16", (S + "\r\n").getBytes(StandardCharsets.UTF_16), hex));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDiagnosisFindsItAndItsSettingsMakeAReceiverAcceptIt(Case each) throws Exception {
        List<Match> matches = SignatureDiagnosis.of(each.headers(), BODY, each.secret());

        assertThat(matches).isNotEmpty();
        assertThat(matches.get(0).note().isEmpty()).as(matches.get(0).note()).isEqualTo(each.cleaned() == null);
        Path file = Files.write(folder.resolve("secret"), each.cleaned() == null ? each.secret() : each.cleaned());
        List<String> arguments = new ArrayList<>(matches.get(0).settings());
        arguments.addAll(List.of("--kafka.bootstrap.servers=k:1", "--secret.a=file:" + file));
        ReceiverSettings settings = ReceiverSettings.read(arguments, Map.of());
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(each.headers());
        SignatureCheck check = new SignatureCheck(settings.signature());
        assertThat(check.checkHead(name -> byName.getOrDefault(name, List.of()))).isEqualTo(SignatureResult.GOOD);
        assertThat(check.check(name -> byName.getOrDefault(name, List.of()), BODY, NOW)).as(arguments.toString())
                .isEqualTo(SignatureResult.GOOD);
        assertThat(check.check(name -> byName.getOrDefault(name, List.of()), bytes("{}"), NOW)).isEqualTo(SignatureResult.WRONG);
        if (settings.signature().content().hasTime()) {
            assertThat(check.check(name -> byName.getOrDefault(name, List.of()), BODY, NOW + 600_000)).isEqualTo(SignatureResult.STALE);
        }
    }

    private static Case of(String name, String secret, String... headers) {
        return new Case(name, headers(headers), bytes(secret), null);
    }

    private static Case dirty(String name, byte[] secret, String hex) {
        return new Case(name, headers("X-Signature", hex), secret, bytes(S));
    }

    private static Map<String, List<String>> headers(String... pairs) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], List.of(pairs[i + 1]));
        }
        return headers;
    }

    private static String hex(String secret, String before) {
        return HexFormat.of().formatHex(hmac(secret, bytes(before), BODY));
    }

    private static String base64(String secret, String before) {
        return Base64.getEncoder().encodeToString(hmac(secret, bytes(before), BODY));
    }
}
