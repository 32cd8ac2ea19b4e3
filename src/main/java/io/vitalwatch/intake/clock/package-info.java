/**
 * The arrival clock of each partition of the raw topic: which arrival a record gets, and how far event time has come.
 *
 * <h2>Why a record's stamp is not simply its arrival</h2>
 *
 * <p>Everything that runs on the arrival clock (silence, freshness, deadlines) believes the stamps of records. One record that is dated
 * wrongly must not change what is said about all the other patients. So each partition has a clock, and the clock follows only what other
 * records of the same partition confirm. Nothing here reads the time of the machine: the result depends on the partition's own records and
 * their order, so it is the same at any parallelism and after any restart.
 *
 * <h2>The rules</h2>
 *
 * <ol>
 *   <li>The arrival of a record is the larger of its stamp and its partition's clock. Inside a partition, arrivals never fall.
 *   <li>A stamp up to {@code clock.step} ahead of the clock moves the clock at once. An older stamp never moves it.
 *   <li>A stamp further ahead <b>waits</b>, and the record with it. Three waiting records in a row, with at least 30 s from the lowest
 *       stamp to the highest, <b>confirm</b> each other: the clock becomes the lowest of these stamps, and the records that wait are
 *       looked at again, in their order. A stamp that is then still more than a step ahead goes on waiting.
 *   <li>A record within a step of the clock, before or after it, <b>refutes</b> all that wait: their arrival is the clock, and each is
 *       reported as {@code arrival-ahead}.
 *   <li>A record more than a step behind the clock neither confirms nor refutes. It does not wait behind those that do: its arrival is the
 *       clock.
 *   <li>A partition's first clock is the lowest of its first three stamps. Until then its records wait.
 *   <li>A record is held back only in a partition that gets <b>heartbeats</b>: they come often enough to confirm or refute. A partition
 *       without them follows its stamps at once. The same holds after four heartbeats in a row that each came more than a step
 *       after the one before, until two heartbeats are close together again. Only among the first three records of a partition can a
 *       stamp be refuted without heartbeats.
 *   <li>A <b>cardiac-arrest flag does not wait</b>: a record that has to wait is shown to the caller at once, so that its flag can be
 *       judged. The record itself is judged later and is then marked as shown.
 *   <li>What waits in a partition is at most 16 MiB. Above that the oldest gets the clock as its arrival. Its stamp still counts as
 *       evidence, so that heavy traffic cannot keep a clock from being confirmed.
 *   <li>When a bounded input ends, what waits is believed, unless the partition has refuted a stamp before: then its arrival is the clock.
 * </ol>
 *
 * <p>A log whose stamps never fall gets exactly its stamps as arrivals, in the same order, whatever its pauses: after a pause of an hour
 * the next records are all an hour ahead, wait until they confirm each other, and are then judged with their own stamps, only later.
 * The bound of 16 MiB is the one exception.
 *
 * <p><b>Freshness</b> alone uses the smaller of stamp and arrival, so that a clock that ran ahead does not make live readings historical.
 *
 * <h2>Event time</h2>
 *
 * <p>A subtask's watermark is the lowest clock of its partitions, minus 1 ms. A partition of which nothing was read for {@code source.idle}
 * of processing time no longer counts; with {@code source.idle=0s} every partition counts for ever.
 *
 * <h2>State</h2>
 *
 * <p>One entry a partition, as bytes with a version and a checksum, in a list that every subtask gets whole when it is restored. Where a
 * partition stands in it twice, the entry with the higher offset is the newer one.
 */
package io.vitalwatch.intake.clock;
