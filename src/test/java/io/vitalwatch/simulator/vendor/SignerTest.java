package io.vitalwatch.simulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.simulator.vendor.PlannedDelivery.Signing;
import io.vitalwatch.simulator.vendor.SigningSettings.SigningEncoding;
import io.vitalwatch.simulator.vendor.SigningSettings.SigningScheme;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Expected values by {@code openssl dgst -sha256 -hmac}. */
class SignerTest {
    private static final byte[] BODY = "{\"event_type\":\"test\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void theDefaultIsTheHexOfTheBodysHmacInOneHeader() {
        assertThat(headers(SigningSettings.standard(), Signing.GOOD))
                .containsExactlyEntriesOf(Map.of("X-Corsano-Signature",
                        "41690c837365abe07e9b30925e7b28b2a647c83f8b57a0c9b5387562d86e3d3f"));
    }

    @Test
    void headerPrefixAndEncodingAreSettings() {
        SigningSettings settings = new SigningSettings(
                "X-Hub-Signature-256", "HmacSHA256", SigningEncoding.BASE64, "sha256=", SigningScheme.BODY);

        assertThat(headers(settings, Signing.GOOD))
                .containsExactlyEntriesOf(Map.of("X-Hub-Signature-256", "sha256=QWkMg3Nlq+B+mzCSXnsosqZHyD+LV6DJtTh1YthuPT8="));
    }

    @Test
    void aTimestampedSignatureCoversTimeAndBody() {
        SigningSettings settings = new SigningSettings("X-Signature", "HmacSHA256", SigningEncoding.HEX, "", SigningScheme.TIMESTAMPED);

        assertThat(headers(settings, Signing.GOOD)).containsExactlyEntriesOf(Map.of("X-Signature",
                "t=1763562121,v1=b873a03dadc5fc58be44fc8151ba27c83f259d6e1a97d5cfc5d0642dded4df29"));
    }

    @Test
    void standardWebhooksSignIdTimeAndBody() {
        SigningSettings settings = new SigningSettings("ignored", "HmacSHA256", SigningEncoding.HEX, "", SigningScheme.STANDARD_WEBHOOKS);

        assertThat(headers(settings, Signing.GOOD)).containsExactlyInAnyOrderEntriesOf(Map.of(
                "webhook-id", "msg_1", "webhook-timestamp", "1763562121",
                "webhook-signature", "v1,rdRoMZtYbrIXC8kxLCoLj0WZQdmgWN/DqJ7EwHFj7uU="));
        assertThat(new Signer(settings, "whsec_czNjcmV0").headers(BODY, Signing.GOOD, "msg_1", 1_763_562_121L))
                .isEqualTo(headers(settings, Signing.GOOD));
    }

    @Test
    void aWrongSignatureLooksLikeAGoodOneAndAMissingOneHasNoHeader() {
        Map<String, String> wrong = headers(SigningSettings.standard(), Signing.WRONG);

        assertThat(wrong).hasSize(1).isNotEqualTo(headers(SigningSettings.standard(), Signing.GOOD));
        assertThat(wrong.get("X-Corsano-Signature")).matches("[0-9a-f]{64}");
        assertThat(headers(SigningSettings.standard(), Signing.MISSING)).isEmpty();
    }

    @Test
    void anEmptySecretAndAnUnknownAlgorithmAreRefused() {
        assertThatThrownBy(() -> new Signer(SigningSettings.standard(), "")).hasMessage("the secret is empty");
        SigningSettings unknown = new SigningSettings("X", "HmacXYZ", SigningEncoding.HEX, "", SigningScheme.BODY);
        assertThatThrownBy(() -> new Signer(unknown, "s")).hasMessage("there is no algorithm HmacXYZ; HmacSHA256 is the usual one");
    }

    private static Map<String, String> headers(SigningSettings settings, Signing signing) {
        return new Signer(settings, "s3cret").headers(BODY, signing, "msg_1", 1_763_562_121L);
    }
}
