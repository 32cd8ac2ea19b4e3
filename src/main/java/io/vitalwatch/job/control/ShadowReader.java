package io.vitalwatch.job.control;

import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;

/**
 * Reads control records for the monitor of the shadow catalogue: to it the shadow catalogue is the catalogue, one without rules while there is
 * none, and a change of the real catalogue is nothing. Limits and groups are the same.
 */
public final class ShadowReader implements ControlReader {
    /** A catalogue in which no rule is in force. */
    public static final String NO_RULES = "nothing: {type: flag, kind: technical, codes: {1: low}, clear: {after: 1min}, enabled: false}\n";

    private static final long serialVersionUID = 1;

    private final ControlReader reader;

    public ShadowReader(ControlReader reader) {
        this.reader = reader;
    }

    @Override
    public ControlRecord read(byte[] content) {
        ControlRecord record = reader.read(content);
        Change change = record.change();
        if (change instanceof ShadowChange shadow) {
            return with(record, new CatalogueChange(shadow.yaml() == null ? NO_RULES : shadow.yaml()));
        }
        return change instanceof CatalogueChange ? with(record, new ShadowChange(null)) : record;
    }

    private static ControlRecord with(ControlRecord record, Change change) {
        return new ControlRecord(record.id(), record.scope(), record.effectiveAt(), record.until(), record.author(), record.reason(),
                record.expectSequence(), change);
    }
}
