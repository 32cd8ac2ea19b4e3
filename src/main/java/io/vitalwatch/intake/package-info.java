/** From a body as it was stored to the delivery and the rejections that it contains. Plain Java: no Flink, no Kafka, no system clock. */
package io.vitalwatch.intake;
