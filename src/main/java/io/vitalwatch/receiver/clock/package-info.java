/**
 * The clock of a receiver's timestamps.
 *
 * <p>Timestamps of records are the arrivals of the job, so the receivers must agree on the time. They do not stamp with their machines'
 * clocks but with the broker's, which each receiver measures: it writes a record to the topic vitals.receivers, whose records get the
 * broker's time ({@code LogAppendTime}), and reads that time from the acknowledgement. Between measurements the machine's steady clock
 * continues it.
 *
 * <p>All receivers follow the topic. Its records compare the clock of each receiver's machine with the broker's, so every receiver can say
 * which clock is off.
 */
package io.vitalwatch.receiver.clock;
