/** The webhook receiver: HTTP in, Kafka out, a history of what came. Knows the vendor's body, nothing of the job. */
package io.vitalwatch.receiver;
