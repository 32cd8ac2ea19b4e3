package io.vitalwatch.wire;

import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Rejection;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A dead letter as its record on the rejected topic, written and read. The contract is schema/rejection.json. */
public final class RejectionJson {
    private RejectionJson() {}

    /**
     * The record's bytes, UTF-8; the same rejection always gives the same bytes. Times are UTC.
     *
     * <p>After a complete body comes its SHA-256, which is also the receiver's delivery id. A body that was cut has no hash, because the
     * hash of a part is not the id of a delivery.
     */
    public static byte[] of(Rejection rejection) {
        return RecordJson.of(json -> {
            json.text(RecordField.SCOPE, rejection.scope().label());
            json.text(RecordField.REASON, rejection.reason());
            json.text(RecordField.DETAIL, rejection.detail());
            json.text(RecordField.TOPIC, rejection.origin().topic());
            json.number(RecordField.PARTITION, rejection.origin().partition());
            json.number(RecordField.OFFSET, rejection.origin().offset());
            json.time(RecordField.ARRIVED, rejection.arrival(), 0);
            json.text(RecordField.USER, rejection.user());
            json.text(RecordField.STUDY, rejection.study());
            if (rejection.sampleTime() != 0) {
                json.time(RecordField.SAMPLE_TIME, rejection.sampleTime(), 0);
            }
            json.text(RecordField.VITAL, rejection.vital());
            json.text(RecordField.VALUE, rejection.value());
            if (rejection.bodyLength() > 0) {
                json.number(RecordField.BODY_BYTES, rejection.bodyLength());
            }
            byte[] body = rejection.body();
            if (body != null) {
                boolean cut = body.length < rejection.bodyLength();
                json.base64(RecordField.BODY_BASE64, body);
                json.flag(RecordField.BODY_CUT, cut);
                if (!cut) {
                    json.text(RecordField.BODY_SHA256, sha256(body));
                }
            }
        });
    }

    /**
     * Reads a record that {@link #of} wrote, of this version or of a later one. Fields that can be derived from others (cut, SHA-256) are
     * not read.
     *
     * @throws IllegalArgumentException if the record is not valid JSON, or if a field is missing or wrong; the message names the field
     */
    public static Rejection read(byte[] record) {
        RecordReader json = RecordReader.of(record, "rejection");
        return new Rejection(
                json.word(RecordField.SCOPE, Rejection.Scope.values(), Rejection.Scope::label),
                json.text(RecordField.REASON),
                json.text(RecordField.DETAIL),
                new Origin(json.text(RecordField.TOPIC), json.integer(RecordField.PARTITION), json.number(RecordField.OFFSET)),
                json.time(RecordField.ARRIVED),
                json.textOrNull(RecordField.USER),
                json.textOrNull(RecordField.STUDY),
                json.has(RecordField.SAMPLE_TIME) ? json.time(RecordField.SAMPLE_TIME) : 0,
                json.textOrNull(RecordField.VITAL),
                json.textOrNull(RecordField.VALUE),
                json.has(RecordField.BODY_BASE64) ? json.base64(RecordField.BODY_BASE64) : null,
                json.has(RecordField.BODY_BYTES) ? json.integer(RecordField.BODY_BYTES) : 0);
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
