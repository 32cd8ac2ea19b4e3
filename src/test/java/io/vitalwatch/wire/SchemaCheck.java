package io.vitalwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Checks records of tests with the schema of their topic: {@code SchemaCheck.ALERT.check(bytes)}. */
public enum SchemaCheck {
    ALERT("alert"),
    WINDOW("window"),
    REJECTION("rejection"),
    DELIVERY("delivery"),
    STUDY("study"),
    RECEIVER("receiver"),
    TOTALS("totals"),
    SAMPLES("samples"),
    CONTROL("control"),
    CONTROL_STATE("control-state"),
    AUDIT("audit");

    private final JsonSchema schema;

    SchemaCheck(String name) {
        try (InputStream in = AlertJson.class.getResourceAsStream("/io/vitalwatch/schema/" + name + ".json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless the record is UTF-8 and follows its schema; returns its text. */
    public String check(byte[] record) {
        String text = utf8(record);
        assertThat(violations(text)).as(text).isEmpty();
        return text;
    }

    /** The violations of the schema in a text. */
    public Set<ValidationMessage> violations(String text) {
        return schema.validate(text, InputFormat.JSON, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
    }

    private static String utf8(byte[] record) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("a record is not valid UTF-8", e);
        }
    }
}
