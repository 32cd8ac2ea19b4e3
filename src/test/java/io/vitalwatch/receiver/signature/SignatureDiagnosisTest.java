package io.vitalwatch.receiver.signature;

import static io.vitalwatch.receiver.signature.Signing.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.receiver.ReceiverSettings;

import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

class SignatureDiagnosisTest {
    private static final byte[] BODY = bytes("{\"event_type\":\"test\"}");
    private static final byte[] SECRET = bytes(Signing.SECRET);

    @Test
    void itFindsHeaderSchemeEncodingAndPrefix() {
        String hex = HexFormat.of().formatHex(Signing.hmac(Signing.SECRET, BODY));
        assertThat(found(Map.of("Date", List.of("today"), "X-Odd", List.of("hmac=" + hex)))).containsExactly(
                "--signature.scheme=body", "--signature.headers=X-Odd", "--signature.algorithm=HmacSHA256", "--signature.encoding=hex",
                "--signature.prefixes=hmac=");
    }

    @Test
    void itFindsSignedTimestampsHoweverOldTheRecordingIs() {
        String hex = HexFormat.of().formatHex(Signing.hmac(Signing.SECRET, bytes("1000000000."), BODY));
        assertThat(found(Map.of("Sig", List.of("t=1000000000,v1=" + hex)))).contains("--signature.scheme=timestamped");
        String base64 = Base64.getEncoder().encodeToString(Signing.hmac(Signing.SECRET, bytes("m1.1000000000."), BODY));
        assertThat(found(Map.of("webhook-signature", List.of("v1," + base64), "webhook-id", List.of("m1"), "webhook-timestamp",
                List.of("1000000000")))).contains("--signature.scheme=standard-webhooks", "--signature.headers=webhook-signature",
                "--signature.encoding=base64");
    }

    @Test
    void whatItFindsWorksInTheReceiver() {
        String base64 = Base64.getEncoder().encodeToString(Signing.hmac(Signing.SECRET, BODY));
        List<String> arguments = new java.util.ArrayList<>(found(Map.of("X-Odd", List.of("v2=" + base64))));
        arguments.addAll(List.of("--kafka.bootstrap.servers=k:1", "--secret.a=env:S"));
        ReceiverSettings settings = ReceiverSettings.read(arguments, Map.of("S", Signing.SECRET));
        assertThat(new SignatureCheck(settings.signature()).check(
                name -> name.equals("X-Odd") ? List.of("v2=" + base64) : List.of(), BODY, 0)).isEqualTo(SignatureResult.GOOD);
    }

    @Test
    void itNotesWhenTheSecretIsWrittenInHexadecimal() {
        String hex = HexFormat.of().formatHex(Signing.hmac("key", BODY));
        List<SignatureDiagnosis.Match> matches = SignatureDiagnosis.of(Map.of("X", List.of(hex)), BODY,
                bytes(HexFormat.of().formatHex(bytes("key"))));
        assertThat(matches).singleElement().satisfies(match -> assertThat(match.note()).contains("hexadecimal"));
    }

    @Test
    void itReturnsNothingWhenNoneMatches() {
        assertThat(SignatureDiagnosis.of(Map.of("X", List.of("00"), "Y", List.of("t=1,v1=00")), BODY, SECRET)).isEmpty();
    }

    private static List<String> found(Map<String, List<String>> headers) {
        return SignatureDiagnosis.of(headers, BODY, SECRET).get(0).settings();
    }
}
