/** Samples of an hour as few bytes: in memory while rows come, and in a column of the store. */
package io.vitalwatch.console.store.packed;
