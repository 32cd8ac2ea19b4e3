/** The keyed Flink operator that runs the patient monitor, and the serializers of its state and its input. No Kafka, no JSON. */
package io.vitalwatch.monitor;
