/**
 * What control records mean: reading and checking them, and what is in force after a number of them. Plain Java: no Flink, no Kafka, no JSON, no
 * system clock.
 */
package io.vitalwatch.control;
