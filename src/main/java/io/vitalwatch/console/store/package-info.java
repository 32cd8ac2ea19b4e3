/**
 * The console's store: a projection of the topics in SQLite or PostgreSQL, which can be dropped and built again.
 *
 * <p>Every write can be repeated without an effect: rows of a patient-hour are set by their time, records of an episode by their sequence. A
 * start reads again from the lowest offset that is not in stored rows, so a store that was killed at any moment becomes the same as one that
 * was never interrupted.
 */
package io.vitalwatch.console.store;
