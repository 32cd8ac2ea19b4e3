package io.vitalwatch.alarm;

import io.vitalwatch.model.Alert;

import java.util.List;

/** What a record says of its grounds: the readings, what they were held against, and a plain sentence. */
record Finding(List<Alert.Evidence> readings, Alert.Limit limit, String message) {}
