package io.vitalwatch.bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;

/** The body as classes for databind, and the flat row that the other contenders send through their shuffle. POJOs for Flink. */
public final class VitalRow {
    public String user;
    public int arrest;
    public int systolic;
    public int diastolic;

    public VitalRow() {}

    VitalRow(String user, int arrest, int systolic, int diastolic) {
        this.user = user;
        this.arrest = arrest;
        this.systolic = systolic;
        this.diastolic = diastolic;
    }

    /** The two rules. */
    boolean alarms() {
        return arrest > 0 || systolic > 180 || diastolic > 120;
    }

    /** The highest of both. */
    VitalRow highest(VitalRow other) {
        return new VitalRow(other.user, Math.max(arrest, other.arrest), Math.max(systolic, other.systolic),
                Math.max(diastolic, other.diastolic));
    }

    /** The body of a delivery. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static final class Body {
        public String study;
        public Data data;
    }

    /** What is inside. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static final class Data {
        @JsonProperty("user_uuid")
        public String user;
        public List<List<Sample>> data;
    }

    /** A sample: what the two rules need. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static final class Sample {
        public long timestamp;
        @JsonProperty("cardiac_arrest")
        public int arrest;
        @JsonProperty("nibp_systolic_combine")
        public int systolic;
        @JsonProperty("nibp_diastolic_combine")
        public int diastolic;
    }
}
