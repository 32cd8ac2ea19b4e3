package io.vitalwatch.console.store;

import java.util.Set;

/**
 * Which rows of the audit are asked for, newest first. Null is no condition.
 *
 * @param studies only what callers of these studies may see; null for everything
 * @param what only these words: kinds of control records and of audit records; null for all
 * @param who only of this name
 * @param patient the opaque id of a patient
 * @param from not before, Unix milliseconds
 * @param to before
 * @param before continue after this row
 * @param limit most rows
 */
public record AuditFilter(Set<String> studies, Set<String> what, String who, String patient, Long from, Long to, Cursor before, int limit) {
    /** A place in the order of rows. */
    public record Cursor(long at, long key) {}
}
