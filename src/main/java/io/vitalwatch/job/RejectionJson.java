package io.vitalwatch.job;

import io.vitalwatch.model.Rejection;

/** A dead letter as its record on the rejected topic. The contract is schema/rejection.json. */
public final class RejectionJson {
    private RejectionJson() {}

    /**
     * The record's bytes, UTF-8; the same rejection always gives the same bytes. Times are UTC.
     *
     * <p>The decoder keeps as much of a body as {@code rejected.max-body-bytes} allows; here a body shorter than its delivery is marked
     * {@code "body_cut":true}. A tombstone has no {@code body_base64}, an empty body an empty one.
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
            json.number("body_bytes", rejection.bodyLength());
            byte[] body = rejection.body();
            if (body != null) {
                json.base64("body_base64", body);
                if (body.length < rejection.bodyLength()) {
                    json.flag("body_cut", true);
                }
            }
        });
    }
}
