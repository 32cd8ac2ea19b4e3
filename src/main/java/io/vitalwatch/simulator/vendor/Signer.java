package io.vitalwatch.simulator.vendor;

import io.vitalwatch.simulator.vendor.PlannedDelivery.Signing;
import io.vitalwatch.simulator.vendor.SigningSettings.SigningEncoding;
import io.vitalwatch.simulator.vendor.SigningSettings.SigningScheme;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs bodies with the shared secret, or on purpose with another one. Not thread-safe. */
public final class Signer {
    private static final String WEBHOOK_SECRET = "whsec_";

    private final SigningSettings settings;
    private final Mac good;
    private final Mac wrong;

    /**
     * A signer with this secret. Under Standard Webhooks a secret that begins with {@code whsec_} continues in Base64.
     *
     * @throws IllegalArgumentException when the secret is empty or the algorithm unknown
     */
    public Signer(SigningSettings settings, String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the secret is empty");
        }
        this.settings = settings;
        boolean encoded = settings.scheme() == SigningScheme.STANDARD_WEBHOOKS && secret.startsWith(WEBHOOK_SECRET);
        this.good = mac(encoded ? Base64.getDecoder().decode(secret.substring(WEBHOOK_SECRET.length()))
                : secret.getBytes(StandardCharsets.UTF_8));
        this.wrong = mac(("not " + secret).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The headers that carry the signature; empty when the signature must be missing.
     *
     * @param id names the delivery, the same at each attempt
     * @param unixSeconds when it is sent, real time
     */
    public Map<String, String> headers(byte[] body, Signing signing, String id, long unixSeconds) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (signing == Signing.MISSING) {
            return headers;
        }
        Mac mac = signing == Signing.GOOD ? good : wrong;
        switch (settings.scheme()) {
            case BODY -> headers.put(settings.header(), settings.prefix() + text(mac.doFinal(body), settings.encoding()));
            case TIMESTAMPED -> headers.put(settings.header(),
                    "t=" + unixSeconds + ",v1=" + text(sign(mac, unixSeconds + ".", body), settings.encoding()));
            case STANDARD_WEBHOOKS -> {
                headers.put("webhook-id", id);
                headers.put("webhook-timestamp", Long.toString(unixSeconds));
                headers.put("webhook-signature", "v1," + text(sign(mac, id + "." + unixSeconds + ".", body), SigningEncoding.BASE64));
            }
        }
        return headers;
    }

    private static byte[] sign(Mac mac, String before, byte[] body) {
        mac.update(before.getBytes(StandardCharsets.UTF_8));
        return mac.doFinal(body);
    }

    private static String text(byte[] signature, SigningEncoding encoding) {
        return encoding == SigningEncoding.HEX ? HexFormat.of().formatHex(signature) : Base64.getEncoder().encodeToString(signature);
    }

    private Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(settings.algorithm());
            mac.init(new SecretKeySpec(key, settings.algorithm()));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("there is no algorithm " + settings.algorithm() + "; HmacSHA256 is the usual one");
        }
    }
}
