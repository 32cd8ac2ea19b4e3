package io.vitalwatch.cli.control;

import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;

import java.time.Instant;
import java.util.stream.Collectors;

/** A control record in one line for people. */
final class ControlLines {
    private ControlLines() {}

    static String of(ControlRecord record) {
        String scope = record.scope().isUser() ? "user " + record.scope().name() : record.scope().toString();
        return record.kind().label() + " for " + scope + ": " + change(record)
                + (record.effectiveAt() == ControlRecord.NOT_SET ? "" : ", from " + Instant.ofEpochMilli(record.effectiveAt()))
                + (record.isTemporary() ? ", until " + Instant.ofEpochMilli(record.until()) : "");
    }

    private static String change(ControlRecord record) {
        return switch (record.kind()) {
            case LIMITS -> limits((LimitsChange) record.change());
            case CATALOGUE -> lines(((CatalogueChange) record.change()).yaml());
            case SHADOW -> {
                String yaml = ((ShadowChange) record.change()).yaml();
                yield yaml == null ? "stop" : "start, " + lines(yaml);
            }
            case ACTION -> {
                ActionChange change = (ActionChange) record.change();
                yield change.verb().label() + " " + (change.episode() == null ? change.rule() : change.episode());
            }
            case OBSERVATION -> {
                ObservationChange change = (ObservationChange) record.change();
                yield change.what() + " " + change.value() + " at " + Instant.ofEpochMilli(change.observedAt());
            }
            case PATIENT -> {
                PatientChange change = (PatientChange) record.change();
                yield change.verb().label() + (change.verb().setsGroups() ? " " + change.groups() : "")
                        + (change.study() == null ? "" : ", study " + change.study());
            }
        };
    }

    private static String limits(LimitsChange change) {
        String set = change.set().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).collect(Collectors.joining(" "));
        String clear = change.clear().isEmpty() ? "" : "clear " + String.join(" ", change.clear());
        return set.isEmpty() || clear.isEmpty() ? set + clear : clear + ", " + set;
    }

    private static String lines(String yaml) {
        return yaml.lines().count() + " lines";
    }
}
