/**
 * The program {@code vitalwatch.jar}. {@code command} has a class for each command; {@code local} runs Kafka, Flink, receiver and vendor in
 * this process; {@code recording} reads and writes files; {@code terminal} prints for people. Each of the four uses only those after it.
 */
package io.vitalwatch.cli;
