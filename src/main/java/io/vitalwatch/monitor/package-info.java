/** The keyed Flink operator around the patient monitor, and how its state and its input are serialised. No Kafka, no JSON. */
package io.vitalwatch.monitor;
