package io.vitalwatch.job;

import io.vitalwatch.model.Rejection;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A dead letter as its record on the rejected topic. The contract is schema/rejection.json. */
public final class RejectionJson {
    private RejectionJson() {}

    /**
     * The record's bytes, UTF-8; the same rejection always gives the same bytes. Times are UTC.
     *
     * <p>A body that is kept whole comes with its SHA-256, which is the receiver's delivery id; of a body that was cut nothing is hashed,
     * because the hash of a part would name no delivery.
     */
    public static byte[] of(Rejection rejection) {
        return RecordJson.of(json -> {
            json.text("scope", rejection.scope().label());
            json.text("reason", rejection.reason());
            json.text("detail", rejection.detail());
            json.text("topic", rejection.origin().topic());
            json.number("partition", rejection.origin().partition());
            json.number("offset", rejection.origin().offset());
            json.time("arrived", rejection.arrival(), 0);
            json.text("user", rejection.user());
            json.text("study", rejection.study());
            if (rejection.sampleTime() != 0) {
                json.time("sample_time", rejection.sampleTime(), 0);
            }
            json.text("vital", rejection.vital());
            json.text("value", rejection.value());
            if (rejection.bodyLength() > 0) {
                json.number("body_bytes", rejection.bodyLength());
            }
            byte[] body = rejection.body();
            if (body != null) {
                boolean cut = body.length < rejection.bodyLength();
                json.base64("body_base64", body);
                json.flag("body_cut", cut);
                if (!cut) {
                    json.text("body_sha256", sha256(body));
                }
            }
        });
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
