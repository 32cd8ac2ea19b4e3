package io.vitalwatch.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vitalwatch.control.ControlRecordReader;
import io.vitalwatch.control.ControlRefusal;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A control record as its record on the topic vitals.control, written and read. The contract is schema/control.json. Unlike other records it
 * is read strictly: an unknown field, a field that stands twice, or anything after the object is refused, because what is ignored would be a
 * change that somebody wanted.
 */
public final class ControlRecordJson {
    private static final int DEEPEST = 16;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(64).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private ControlRecordJson() {}

    /** The record's bytes, UTF-8; the same record always gives the same bytes. Times are UTC. */
    public static byte[] of(ControlRecord record) {
        return RecordJson.of(json -> {
            json.text(RecordField.ID, record.id());
            json.text(RecordField.KIND, record.kind().label());
            json.object(RecordField.SCOPE, scope -> write(record.scope(), scope));
            time(json, "effective_at", record.effectiveAt());
            time(json, "until", record.until());
            json.text("author", record.author());
            if (!record.reason().isEmpty()) {
                json.text(RecordField.REASON, record.reason());
            }
            if (record.expectSequence() != ControlRecord.ANY_SEQUENCE) {
                json.number("expect_sequence", record.expectSequence());
            }
            json.object("change", change -> write(record, change));
        });
    }

    /**
     * Reads a record.
     *
     * @param value the bytes, or null for a tombstone
     * @throws ControlRefusal if it is no control record; the message names the field and contains no user
     */
    public static ControlRecord read(byte[] value) {
        if (value == null) {
            throw new ControlRefusal("the record has no value");
        }
        if (value.length > ControlRecordReader.LARGEST_RECORD) {
            throw new ControlRefusal("the record has " + value.length + " bytes; it may have " + ControlRecordReader.LARGEST_RECORD);
        }
        Map<?, ?> fields;
        try {
            fields = MAPPER.readValue(value, Map.class);
        } catch (IOException e) {
            throw new ControlRefusal("the record is no JSON object, or a field stands twice in it");
        }
        if (fields == null) {
            throw new ControlRefusal("the record is no JSON object");
        }
        ControlRecord record = ControlRecordReader.read(fields);
        ControlRecordReader.refuseTooLarge(record.kind(), value.length);
        return record;
    }

    /** As {@link #read}, from an object of a recording. */
    public static ControlRecord read(Map<?, ?> fields) {
        return read(bytes(fields));
    }

    private static byte[] bytes(Map<?, ?> fields) {
        try {
            return MAPPER.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new ControlRefusal("the record is no JSON object");
        }
    }

    static void write(Scope scope, RecordJson json) {
        if (scope.type() == Scope.Type.ALL) {
            json.flag(scope.type().label(), true);
        } else {
            json.text(scope.type().label(), scope.name());
        }
    }

    private static void write(ControlRecord record, RecordJson json) {
        switch (record.kind()) {
            case LIMITS -> {
                LimitsChange change = (LimitsChange) record.change();
                if (!change.set().isEmpty()) {
                    json.object("set", set -> {
                        for (Map.Entry<String, String> each : change.set().entrySet()) {
                            set.text(each.getKey(), each.getValue());
                        }
                    });
                }
                texts(json, "clear", change.clear());
            }
            case CATALOGUE -> json.text("yaml", ((CatalogueChange) record.change()).yaml());
            case SHADOW -> {
                String yaml = ((ShadowChange) record.change()).yaml();
                json.text("do", yaml == null ? "stop" : "start");
                json.text("yaml", yaml);
            }
            case ACTION -> {
                ActionChange change = (ActionChange) record.change();
                json.text("do", change.verb().label());
                json.text("episode", change.episode());
                json.text("rule", change.rule());
            }
            case OBSERVATION -> {
                ObservationChange change = (ObservationChange) record.change();
                json.text("what", change.what());
                json.text(RecordField.VALUE, change.value());
                json.time("observed_at", change.observedAt(), 0);
            }
            case PATIENT -> {
                PatientChange change = (PatientChange) record.change();
                json.text("do", change.verb().label());
                if (change.verb() == PatientChange.Verb.GROUPS || !change.groups().isEmpty()) {
                    json.texts("groups", change.groups());
                }
                json.text("study", change.study());
            }
        }
    }

    private static void texts(RecordJson json, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            json.texts(field, texts);
        }
    }

    private static void time(RecordJson json, String field, long millis) {
        if (millis != ControlRecord.NOT_SET) {
            json.time(field, millis, 0);
        }
    }
}
