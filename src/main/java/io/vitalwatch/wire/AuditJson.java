package io.vitalwatch.wire;

import io.vitalwatch.model.control.AuditEvent;

/** An {@link AuditEvent} as its record on the topic vitals.audit, written and read. The contract is schema/audit.json. */
public final class AuditJson {
    private static final String WHAT = "what";
    private static final String WHO = "who";
    private static final String ROLE = "role";
    private static final String HOW = "how";
    private static final String FROM = "from";
    private static final String STUDIES = "studies";

    private AuditJson() {}

    /** The record's bytes, UTF-8. Its time is the record's timestamp. */
    public static byte[] of(AuditEvent event) {
        return RecordJson.of(json -> {
            json.text(WHAT, event.what().label());
            json.text(WHO, event.who());
            json.text(ROLE, event.role());
            json.text(HOW, event.how());
            json.text(FROM, event.from());
            json.text(RecordField.USER, event.user());
            if (event.studies() != null) {
                json.texts(STUDIES, event.studies());
            }
        });
    }

    /**
     * Reads a record that {@link #of} wrote, of this version or of a later one.
     *
     * @throws IllegalArgumentException if the record is not valid JSON, or if a field is missing or wrong; the message names the field
     */
    public static AuditEvent read(byte[] record) {
        RecordReader json = RecordReader.of(record, "audit");
        return new AuditEvent(json.word(WHAT, AuditEvent.What.values(), AuditEvent.What::label), json.textOrNull(WHO), json.textOrNull(ROLE),
                json.textOrNull(HOW), json.textOrNull(FROM), json.textOrNull(RecordField.USER),
                json.has(STUDIES) ? json.texts(STUDIES) : null);
    }
}
