package io.vitalwatch.receiver.http;

import io.vitalwatch.receiver.signature.SignatureSettings;
import io.vitalwatch.web.access.TrustedProxies;

/**
 * Settings of the public address.
 *
 * @param path the path for deliveries
 * @param signature how deliveries are signed
 * @param proxies proxies whose X-Forwarded-For is trusted
 * @param defaultStudy the study of a body that names none
 * @param shown what the delivery page shows of a failed request
 * @param anyContentType whether a body is read whatever its content type is
 * @param bodyLimit the largest body, bytes
 * @param readMillis the longest time from a request's head to the end of its body
 * @param readRate the lowest rate of a body that takes longer than three seconds, bytes a second; 0 for any
 * @param deadlineMillis the longest time to wait for Kafka's acknowledgement
 * @param retryAfterSeconds value of Retry-After in an answer 503
 */
public record DeliverySettings(String path, SignatureSettings signature, TrustedProxies proxies, String defaultStudy, ShownDetails shown,
        boolean anyContentType, int bodyLimit,
        long readMillis, long readRate, long deadlineMillis, long retryAfterSeconds) {}
