package io.vitalwatch.simulator;

import io.vitalwatch.simulator.PlannedDelivery.Signing;
import io.vitalwatch.simulator.SignatureSettings.Encoding;
import io.vitalwatch.simulator.SignatureSettings.Scheme;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Expected values by {@code openssl dgst -sha256 -hmac}. */
class SignerTest {
    private static final byte[] BODY = "{\"event_type\":\"test\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void theDefaultIsTheHexOfTheBodysHmacInOneHeader() {
        assertThat(headers(SignatureSettings.standard(), Signing.GOOD))
                .containsExactlyEntriesOf(Map.of("X-Corsano-Signature",
                        "41690c837365abe07e9b30925e7b28b2a647c83f8b57a0c9b5387562d86e3d3f"));
    }

    @Test
    void headerPrefixAndEncodingAreSettings() {
        SignatureSettings settings = new SignatureSettings("X-Hub-Signature-256", "HmacSHA256", Encoding.BASE64, "sha256=", Scheme.BODY);

        assertThat(headers(settings, Signing.GOOD))
                .containsExactlyEntriesOf(Map.of("X-Hub-Signature-256", "sha256=QWkMg3Nlq+B+mzCSXnsosqZHyD+LV6DJtTh1YthuPT8="));
    }

    @Test
    void aTimestampedSignatureCoversTimeAndBody() {
        SignatureSettings settings = new SignatureSettings("X-Signature", "HmacSHA256", Encoding.HEX, "", Scheme.TIMESTAMPED);

        assertThat(headers(settings, Signing.GOOD)).containsExactlyEntriesOf(Map.of("X-Signature",
                "t=1763562121,v1=b873a03dadc5fc58be44fc8151ba27c83f259d6e1a97d5cfc5d0642dded4df29"));
    }

    @Test
    void standardWebhooksSignIdTimeAndBody() {
        SignatureSettings settings = new SignatureSettings("ignored", "HmacSHA256", Encoding.HEX, "", Scheme.STANDARD_WEBHOOKS);

        assertThat(headers(settings, Signing.GOOD)).containsExactlyInAnyOrderEntriesOf(Map.of(
                "webhook-id", "msg_1", "webhook-timestamp", "1763562121",
                "webhook-signature", "v1,rdRoMZtYbrIXC8kxLCoLj0WZQdmgWN/DqJ7EwHFj7uU="));
        assertThat(new Signer(settings, "whsec_czNjcmV0").headers(BODY, Signing.GOOD, "msg_1", 1_763_562_121L))
                .isEqualTo(headers(settings, Signing.GOOD));
    }

    @Test
    void aWrongSignatureLooksLikeOneAndAMissingOneIsNone() {
        Map<String, String> wrong = headers(SignatureSettings.standard(), Signing.WRONG);

        assertThat(wrong).hasSize(1).isNotEqualTo(headers(SignatureSettings.standard(), Signing.GOOD));
        assertThat(wrong.get("X-Corsano-Signature")).matches("[0-9a-f]{64}");
        assertThat(headers(SignatureSettings.standard(), Signing.MISSING)).isEmpty();
    }

    @Test
    void anEmptySecretAndAnUnknownAlgorithmAreRefused() {
        assertThatThrownBy(() -> new Signer(SignatureSettings.standard(), "")).hasMessage("the secret is empty");
        SignatureSettings unknown = new SignatureSettings("X", "HmacXYZ", Encoding.HEX, "", Scheme.BODY);
        assertThatThrownBy(() -> new Signer(unknown, "s")).hasMessage("there is no algorithm HmacXYZ; HmacSHA256 is the usual one");
    }

    private static Map<String, String> headers(SignatureSettings settings, Signing signing) {
        return new Signer(settings, "s3cret").headers(BODY, signing, "msg_1", 1_763_562_121L);
    }
}
