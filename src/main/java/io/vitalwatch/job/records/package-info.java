/** The records of each topic that the job writes, as Kafka records. */
package io.vitalwatch.job.records;
