/** Kafka for processes other than the job: client settings, the writer of corsano.raw, followers of small topics, topic creation. */
package io.vitalwatch.kafka;
