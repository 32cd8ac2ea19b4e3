package io.vitalwatch.model;

import io.vitalwatch.model.control.ControlCopy;

import java.util.List;

/**
 * One decoded webhook delivery: the input of the patient's monitor.
 *
 * @param user the vendor's opaque user id, at most 128 characters, compared exactly
 * @param study the study id, or the configured default
 * @param arrival time of arrival by its partition's clock (never the wall clock), Unix milliseconds; inside a partition it never falls. In
 *     {@link Part#FLAGS} it is the clock, or {@link #NO_CLOCK}
 * @param stamp the record's timestamp, Unix milliseconds; usually the same as the arrival
 * @param part what is to be judged now
 * @param origin where it was read
 * @param samples its rows in order of sample time
 * @param undated its rows whose time cannot be believed, in the order of the body
 * @param control the change that {@link Part#CONTROL} carries; otherwise null
 */
public record Delivery(String user, String study, long arrival, long stamp, Part part, Origin origin, List<Sample> samples,
        List<Undated> undated, ControlCopy control) {
    /** The partition has no clock yet. */
    public static final long NO_CLOCK = Long.MIN_VALUE;
    /** The longest user id, characters. */
    public static final int LONGEST_USER = 128;

    /** A delivery whose stamp waits for confirmation is judged in two parts, because a cardiac-arrest flag waits for nothing. */
    public enum Part {
        /** All of it at once. */
        WHOLE,
        /** Only the cardiac-arrest flags. The delivery waits, so nothing else of the patient may change. */
        FLAGS,
        /** All of it; its flags were judged before. */
        AFTER_FLAGS,
        /**
         * No delivery but a change. Its user is the patient, or a key of more than {@link #LONGEST_USER} characters that stands for one key
         * group of Flink.
         */
        CONTROL;

        private static final Part[] ALL = values();

        /** The part with this ordinal, without the copy that {@code values()} makes. */
        public static Part of(int ordinal) {
            return ALL[ordinal];
        }
    }

    /** A delivery of samples. */
    public Delivery(String user, String study, long arrival, long stamp, Part part, Origin origin, List<Sample> samples,
            List<Undated> undated) {
        this(user, study, arrival, stamp, part, origin, samples, undated, null);
    }

    /** A change on its way to a user or a key group. */
    public static Delivery control(String key, long arrival, Origin origin, ControlCopy control) {
        return new Delivery(key, "", arrival, arrival, Part.CONTROL, origin, List.of(), List.of(), control);
    }

    /** A delivery in which the time of each row is credible. */
    public Delivery(String user, String study, long arrival, long stamp, Part part, Origin origin, List<Sample> samples) {
        this(user, study, arrival, stamp, part, origin, samples, List.of());
    }

    /** A delivery that is judged at once and whose stamp is its arrival. */
    public Delivery(String user, String study, long arrival, Origin origin, List<Sample> samples) {
        this(user, study, arrival, arrival, Part.WHOLE, origin, samples);
    }

    /** The moment from which the age of its samples counts: a clock that ran ahead must not make live readings historical. */
    public long freshnessTime() {
        return arrival == NO_CLOCK ? stamp : Math.min(stamp, arrival);
    }

    /**
     * A row of the bracelet whose time cannot be believed. It moves no clock and is in no window; only its cardiac-arrest flag counts.
     *
     * @param why what is wrong with its time
     * @param claimed the timestamp as received, Unix milliseconds, or 0 if there is none that can be read
     * @param fingerprint a hash of the row's content: the same row sent again has the same one
     * @param row the row without readings. Its time is the arrival of its delivery; for {@link Why#OLD} it is the claimed time
     */
    public record Undated(Why why, long claimed, long fingerprint, Sample row) {
        /** What is wrong with a row's time. */
        public enum Why {
            /** No timestamp that can be read, or none in Unix milliseconds. */
            NO_TIME,
            /** Further ahead of its arrival than {@code future.tolerance}. */
            FUTURE,
            /** Older than {@code past.limit}, but not older than {@code past.believable}: it may be true. */
            OLD,
            /** Older than {@code past.believable}: the bracelet's clock was never set. */
            ANCIENT;

            private static final Why[] ALL = values();

            /** The constant with this ordinal, without the copy that {@code values()} makes. */
            public static Why of(int ordinal) {
                return ALL[ordinal];
            }
        }

        /** Whether the row's own time may be true, so that its flag is old news. */
        public boolean old() {
            return why == Why.OLD;
        }

        /** How far the claimed time is ahead of the arrival, milliseconds; below zero where it is behind; 0 without a time. */
        public long ahead(long arrival) {
            return why == Why.NO_TIME ? 0 : claimed - arrival;
        }
    }
}
