package io.vitalwatch.console.store;

/**
 * A patient as the store knows it.
 *
 * @param no number in this store, which another store may give to another patient
 * @param id opaque and the same in every store: a hash of the user
 * @param user the vendor's user id; it never leaves the server
 * @param study the study of the latest delivery
 * @param firstSeen arrival of the first record, Unix milliseconds
 * @param lastSeen arrival of the latest delivery
 */
public record StoredPatientRow(int no, String id, String user, String study, long firstSeen, long lastSeen) {}
