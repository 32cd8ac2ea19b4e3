/**
 * The webhook receiver: takes deliveries over HTTP, stores them in Kafka and keeps a history. It reads the vendor's bodies and does not use
 * the job.
 *
 * <p>{@code http}: the public address, from request to answer. {@code signature}: checks how a delivery is signed. {@code history}: the
 * last requests. {@code study}: which studies are stored. {@code clock}: by which time records are stamped. This package connects them.
 */
package io.vitalwatch.receiver;
