package io.vitalwatch.wire;

/** The names of all fields in the job's records (alerts, window summaries, rejections). Writers, readers and schemas use the same names. */
final class RecordField {
    static final String GRAVEST = "gravest";
    static final String MERGED_INTO = "merged_into";
    static final String USER = "user";
    static final String STUDY = "study";
    static final String VITAL = "vital";
    static final String UNIT = "unit";
    static final String COUNT = "count";
    static final String REASON = "reason";
    static final String ARRIVED = "arrived";
    static final String VALUE = "value";

    static final String ID = "id";
    static final String EPISODE = "episode";
    static final String SEQUENCE = "sequence";
    static final String PHASE = "phase";
    static final String STATE = "state";
    static final String KIND = "kind";
    static final String RULE = "rule";
    static final String PRIORITY = "priority";
    static final String ONSET = "onset";
    static final String OBSERVED = "observed";
    static final String AGE_SECONDS = "age_seconds";
    static final String FRESHNESS = "freshness";
    static final String TIME = "time";
    static final String READINGS = "readings";
    static final String QUALITY = "quality";
    static final String AT = "at";
    static final String LIMIT = "limit";
    static final String CONDITION = "condition";
    static final String OF = "of";
    static final String DURATION_SECONDS = "duration_seconds";
    static final String SIGNAL = "signal";
    static final String STAY = "stay";
    static final String CATALOGUE_VERSION = "catalogue_version";
    static final String BY = "by";
    static final String AUTHOR = "author";
    static final String UNTIL = "until";
    static final String STEP = "step";
    static final String LAYER = "layer";
    static final String TERMS = "terms";
    static final String TEXT = "text";
    static final String STATISTIC = "statistic";
    static final String OPERATOR = "operator";
    static final String HOLDS = "holds";
    static final String MESSAGE = "message";

    static final String LOINC = "loinc";
    static final String START = "start";
    static final String END = "end";
    static final String USABLE = "usable";
    static final String MIN = "min";
    static final String MEDIAN = "median";
    static final String MAX = "max";
    static final String LAST = "last";
    static final String REJECTED = "rejected";

    static final String SCOPE = "scope";
    static final String DETAIL = "detail";
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";
    static final String SAMPLE_TIME = "sample_time";
    static final String BODY_BYTES = "body_bytes";
    static final String BODY_BASE64 = "body_base64";
    static final String BODY_CUT = "body_cut";
    static final String BODY_SHA256 = "body_sha256";

    static final String SAMPLES = "samples";
    static final String UNDATED = "undated";
    static final String TYPE = "type";
    static final String WORN = "worn";
    static final String CHARGING = "charging";
    static final String BATTERY = "battery";
    static final String ACTIVITY = "activity";
    static final String CARDIAC_ARREST = "cardiac_arrest";
    static final String GROUP = "group";
    static final String VALUES = "values";
    static final String VERDICT = "verdict";

    private RecordField() {}
}
