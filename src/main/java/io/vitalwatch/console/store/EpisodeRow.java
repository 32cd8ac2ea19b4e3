package io.vitalwatch.console.store;

import io.vitalwatch.model.Alert;

/**
 * An episode as its last record shows it.
 *
 * @param patient the opaque id of its patient
 * @param last its last record
 */
public record EpisodeRow(String patient, Alert last) {}
