package io.vitalwatch.job.control;

import io.vitalwatch.control.ControlRecordReader;
import io.vitalwatch.control.ControlRefusal;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;
import org.apache.flink.formats.json.JsonDeserializationSchema;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.StreamReadConstraints;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.StreamReadFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.Map;

/** Reads control records in the job with Flink's own JSON format, as strictly as {@link io.vitalwatch.wire.ControlRecordJson}. */
@SuppressWarnings("rawtypes")
public final class ControlSchema implements ControlReader {
    private static final long serialVersionUID = 1;
    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 64;

    private transient JsonDeserializationSchema<Map> schema;

    @Override
    public ControlRecord read(byte[] content) {
        if (content == null) {
            throw new ControlRefusal("the record has no value");
        }
        if (content.length > ControlRecordReader.LARGEST_RECORD) {
            throw new ControlRefusal("the record has " + content.length + " bytes; it may have " + ControlRecordReader.LARGEST_RECORD);
        }
        Map<?, ?> fields;
        try {
            fields = schema().deserialize(content);
        } catch (IOException e) {
            throw new ControlRefusal("the record is no JSON object, or a field stands twice in it");
        }
        if (fields == null) {
            throw new ControlRefusal("the record is no JSON object");
        }
        ControlRecord record = ControlRecordReader.read(fields);
        ControlRecordReader.refuseTooLarge(record.kind(), content.length);
        return record;
    }

    private JsonDeserializationSchema<Map> schema() {
        if (schema == null) {
            schema = new JsonDeserializationSchema<>(Map.class, ControlSchema::mapper);
            schema.open(null);
        }
        return schema;
    }

    private static ObjectMapper mapper() {
        return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(LONGEST_NUMBER).build()).build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    }
}
