package io.vitalwatch.wire.receiver;

/**
 * Whether the receiver stores the deliveries of a study: a record of the topic corsano.studies, whose key is the study. The contract is
 * schema/study.json.
 *
 * @param enabled whether deliveries are stored; if not, they are answered 204 all the same
 * @param changedAt when it was set, Unix milliseconds; 0 if it was never set
 * @param changedBy who set it: the name of a user or token, or {@code local}; null if it is not known
 */
public record StudyState(boolean enabled, long changedAt, String changedBy) {}
