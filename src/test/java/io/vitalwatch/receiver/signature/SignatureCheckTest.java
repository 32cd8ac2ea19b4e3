package io.vitalwatch.receiver.signature;

import static io.vitalwatch.receiver.signature.Signing.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.receiver.signature.SignatureSettings.Encoding;
import io.vitalwatch.receiver.signature.SignatureSettings.Scheme;
import io.vitalwatch.settings.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class SignatureCheckTest {
    private static final long NOW = 1_763_562_121_000L;
    private static final byte[] BODY = bytes("{\"event_type\":\"test\"}");
    private static final byte[] MAC = Signing.hmac(Signing.SECRET, BODY);
    private static final String HEX = HexFormat.of().formatHex(MAC);
    /** The output of printf '{"event_type":"test"}' | openssl dgst -sha256 -hmac abc. */
    private static final String OPENSSL = "1f89b07975e14f19792a42575197d7f80a15bc31b95aab5ad3e4a58bc6dd41e0";
    private static final String BASE64 = Base64.getEncoder().encodeToString(MAC);

    @Test
    void anExampleMadeByOpensslPasses() {
        SignatureCheck check = check(Scheme.BODY, Encoding.AUTO, secret("abc"));
        assertThat(verdict(check, BODY, "X-Signature", OPENSSL)).isEqualTo(SignatureResult.GOOD);
        assertThat(verdict(check, BODY, "X-Signature", "sha256=" + OPENSSL)).isEqualTo(SignatureResult.GOOD);
    }

    @ParameterizedTest
    @CsvSource({"AUTO,HEX,GOOD", "AUTO,BASE64,GOOD", "HEX,HEX,GOOD", "BASE64,BASE64,GOOD", "HEX,BASE64,MALFORMED", "BASE64,HEX,MALFORMED"})
    void encodings(Encoding set, Encoding sent, SignatureResult expected) {
        assertThat(verdict(check(Scheme.BODY, set), BODY, "X-Signature", sent == Encoding.HEX ? HEX : BASE64)).isEqualTo(expected);
    }

    @Test
    void upperCaseUrlAlphabetMissingPaddingAndBlanksAroundAreTheSameSignature() {
        SignatureCheck check = check(Scheme.BODY, Encoding.AUTO);
        for (String same : List.of(HEX.toUpperCase(java.util.Locale.ROOT), "  " + HEX + " ", BASE64.replace("=", ""), "v1=" + BASE64,
                "v1," + BASE64, Base64.getUrlEncoder().encodeToString(MAC), Base64.getUrlEncoder().withoutPadding().encodeToString(MAC))) {
            assertThat(verdict(check, BODY, "X-Signature", same)).as(same).isEqualTo(SignatureResult.GOOD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ", ", ";", " ; ", "\t,", "\u000b"})
    void upTo32SignaturesAreReadWhateverStandsBetweenThem(String between) {
        String others = (HEX.replace('a', 'b').replace('1', '2') + between).repeat(31);
        SignatureCheck check = check(Scheme.BODY, Encoding.AUTO);
        assertThat(verdict(check, BODY, "X-Signature", between + others + HEX)).isEqualTo(SignatureResult.GOOD);
        assertThat(verdict(check, BODY, "X-Signature", others + "x" + between + HEX)).isEqualTo(SignatureResult.WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "sha256=", "x", "sha1=abc", "====", "\u00e4\u00f6", "v1=v1=", "null", "0x00", "\t", "sha256=sha256="})
    void nonsenseIsMalformedInEveryScheme(String value) {
        for (Scheme scheme : Scheme.values()) {
            assertThat(verdict(check(scheme, Encoding.AUTO), BODY, "X-Signature", value)).as(scheme.label())
                    .isEqualTo(SignatureResult.MALFORMED);
        }
    }

    @Test
    void aSignatureCutOrLengthenedOrOfAnotherBodyOrSecretDoesNotPass() {
        SignatureCheck check = check(Scheme.BODY, Encoding.AUTO);
        for (String bad : List.of(HEX.substring(2), HEX + "00", HEX.substring(1), BASE64.substring(1), BASE64 + "=", BASE64 + "AAAA",
                HEX + HEX, HEX.substring(0, 10) + " " + HEX.substring(10), "v2=" + HEX, HexFormat.of().formatHex(Signing.hmac("other", BODY)),
                HexFormat.of().formatHex(Signing.hmac(Signing.SECRET, bytes("other"))))) {
            assertThat(verdict(check, BODY, "X-Signature", bad)).as(bad).isIn(SignatureResult.MALFORMED, SignatureResult.WRONG);
        }
    }

    @Test
    void base64ThatAnEncoderWouldNotWriteDoesNotPass() {
        char last = BASE64.charAt(42);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        String other = BASE64.substring(0, 42) + alphabet.charAt(alphabet.indexOf(last) | 1) + "=";
        assertThat(Base64.getDecoder().decode(other)).isEqualTo(MAC);
        assertThat(verdict(check(Scheme.BODY, Encoding.AUTO), BODY, "X-Signature", other)).isEqualTo(SignatureResult.MALFORMED);
    }

    @Test
    void theFirstHeaderPresentIsUsedAndTwoOfItAreMalformed() {
        SignatureCheck check = check(Scheme.BODY, Encoding.AUTO);
        assertThat(check.check(headers(Map.of("X-Signature", List.of("00"), "X-Hub-Signature-256", List.of(HEX))), BODY, NOW))
                .isEqualTo(SignatureResult.MALFORMED);
        assertThat(check.check(headers(Map.of("x-corsano-SIGNATURE", List.of(HEX), "X-Signature", List.of("00"))), BODY, NOW))
                .isEqualTo(SignatureResult.GOOD);
        assertThat(check.check(headers(Map.of("X-Signature", List.of(HEX, HEX))), BODY, NOW)).isEqualTo(SignatureResult.MALFORMED);
        assertThat(check.check(headers(Map.of("Authorization", List.of(HEX))), BODY, NOW)).isEqualTo(SignatureResult.MISSING);
    }

    @Test
    void anyActiveSecretIsEnoughAndEachHasItsTime() {
        Secret old = new Secret("old", bytes("old"), Long.MIN_VALUE, NOW + 1000);
        Secret fresh = new Secret("new", bytes(Signing.SECRET), NOW, Long.MAX_VALUE);
        SignatureCheck check = check(Scheme.BODY, Encoding.AUTO, old, fresh);
        String byOld = HexFormat.of().formatHex(Signing.hmac("old", BODY));

        assertThat(verdictAt(check, NOW - 1, byOld)).isEqualTo(SignatureResult.GOOD);
        assertThat(verdictAt(check, NOW - 1, HEX)).isEqualTo(SignatureResult.WRONG);
        assertThat(verdictAt(check, NOW, byOld)).isEqualTo(SignatureResult.GOOD);
        assertThat(verdictAt(check, NOW, HEX)).isEqualTo(SignatureResult.GOOD);
        assertThat(verdictAt(check, NOW + 1000, byOld)).isEqualTo(SignatureResult.WRONG);
        assertThat(verdictAt(check(Scheme.BODY, Encoding.AUTO, old), NOW + 1000, byOld)).isEqualTo(SignatureResult.NO_ACTIVE_SECRET);
    }

    @ParameterizedTest
    @CsvSource({"0,GOOD", "300,GOOD", "-300,GOOD", "301,STALE", "-301,STALE", "99999,STALE"})
    void aTimestampMayDifferByTheToleranceInBothDirections(long seconds, SignatureResult expected) {
        long time = NOW / 1000 + seconds;
        String signature = HexFormat.of().formatHex(Signing.hmac(Signing.SECRET, bytes(time + "."), BODY));
        assertThat(verdict(check(Scheme.TIMESTAMPED, Encoding.AUTO), BODY, "X-Signature", "t=" + time + ",v1=" + signature))
                .isEqualTo(expected);
        String standard = "v1," + Base64.getEncoder().encodeToString(Signing.hmac(Signing.SECRET, bytes("msg_1." + time + "."), BODY));
        assertThat(standard(standard, "msg_1", Long.toString(time))).isEqualTo(expected);
    }

    @Test
    void theTimestampIsPartOfWhatIsSignedAndOneOfSeveralSignaturesIsEnough() {
        long time = NOW / 1000;
        String good = HexFormat.of().formatHex(Signing.hmac(Signing.SECRET, bytes(time + "."), BODY));
        SignatureCheck check = check(Scheme.TIMESTAMPED, Encoding.AUTO);
        assertThat(verdict(check, BODY, "X-Signature", "t=" + (time + 1) + ",v1=" + good)).isEqualTo(SignatureResult.WRONG);
        assertThat(verdict(check, BODY, "X-Signature", "t=" + time + ",v1=" + HEX + ", v1=" + good + ",v0=x"))
                .isEqualTo(SignatureResult.GOOD);
        for (String bad : List.of("v1=" + good, "t=" + time, "t=,v1=" + good, "t=-1,v1=" + good, "t=1e3,v1=" + good,
                "t=" + time + ",t=" + time + ",v1=" + good, "t=99999999999999999999,v1=" + good)) {
            assertThat(verdict(check, BODY, "X-Signature", bad)).as(bad).isEqualTo(SignatureResult.MALFORMED);
        }
    }

    @Test
    void standardWebhooksSignIdAndTime() {
        String time = Long.toString(NOW / 1000);
        String good = "v1," + Base64.getEncoder().encodeToString(Signing.hmac(Signing.SECRET, bytes("id." + time + "."), BODY));
        assertThat(standard(good, "id", time)).isEqualTo(SignatureResult.GOOD);
        assertThat(standard("v1a,xx " + good, "id", time)).isEqualTo(SignatureResult.GOOD);
        assertThat(standard(good, "other", time)).isEqualTo(SignatureResult.WRONG);
        assertThat(standard(good, "", time)).isEqualTo(SignatureResult.MALFORMED);
        assertThat(standard(good, "id", "soon")).isEqualTo(SignatureResult.MALFORMED);
        assertThat(standard(good.substring(6), "id", time)).isEqualTo(SignatureResult.MALFORMED);
    }

    @Test
    void otherAlgorithmsHaveOtherLengths() {
        SignatureSettings settings = SignatureSettings.of(Scheme.BODY, List.of("X-Signature"), "HmacSHA512", Encoding.AUTO, List.of(), 0,
                List.of(secret(Signing.SECRET)));
        assertThat(verdict(new SignatureCheck(settings), BODY, "X-Signature", HEX)).isEqualTo(SignatureResult.MALFORMED);
    }

    @Test
    void settingsWithoutASecretAreRefused() {
        assertThatThrownBy(() -> check(Scheme.BODY, Encoding.AUTO, new Secret[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTextOfASenderMakesItThrowOrPass() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder value = new StringBuilder(HEX);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                int at = random.nextInt(value.length());
                value.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x3000));
                if (random.nextInt(5) == 0) {
                    value.setLength(at + 1);
                }
            }
            String text = value.toString();
            for (Scheme scheme : Scheme.values()) {
                SignatureResult verdict = verdict(check(scheme, Encoding.AUTO), BODY, "X-Signature", text);
                assertThat(verdict == SignatureResult.GOOD).as("seed " + seed + ": " + text)
                        .isEqualTo(scheme == Scheme.BODY && text.trim().equalsIgnoreCase(HEX));
            }
        }
    }

    private static SignatureResult standard(String signature, String id, String time) {
        return check(Scheme.STANDARD_WEBHOOKS, Encoding.AUTO).check(headers(Map.of("X-Signature", List.of(signature), "x-id", List.of(id),
                "x-timestamp", List.of(time))), BODY, NOW);
    }

    private static SignatureResult verdict(SignatureCheck check, byte[] body, String name, String value) {
        return check.check(headers(Map.of(name, List.of(value))), body, NOW);
    }

    private static SignatureResult verdictAt(SignatureCheck check, long now, String value) {
        return check.check(headers(Map.of("X-Signature", List.of(value))), BODY, now);
    }

    private static java.util.function.Function<String, List<String>> headers(Map<String, List<String>> headers) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        return name -> byName.getOrDefault(name, List.of());
    }

    private static Secret secret(String text) {
        return new Secret("s", bytes(text), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static SignatureCheck check(Scheme scheme, Encoding encoding) {
        return check(scheme, encoding, secret(Signing.SECRET));
    }

    private static SignatureCheck check(Scheme scheme, Encoding encoding, Secret... secrets) {
        return new SignatureCheck(SignatureSettings.of(scheme,
                List.of("X-Corsano-Signature", "X-Webhook-Signature", "X-Signature", "X-Hub-Signature-256"), "HmacSHA256", encoding,
                List.of("sha256=", "v1=", "v1,"), 300_000, List.of(secrets)));
    }
}
