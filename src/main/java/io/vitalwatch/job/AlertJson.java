package io.vitalwatch.job;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reading;

/** An alert as its record on the alerts topic: the only place that turns an alarm into JSON. The contract is schema/alert.json. */
public final class AlertJson {
    private AlertJson() {}

    /** The record's bytes, UTF-8; the same alert always gives the same bytes. Times stand in the sample's own offset. */
    public static byte[] of(Alert alert) {
        int offset = alert.offsetMinutes();
        return RecordJson.of(json -> {
            json.text("id", alert.id());
            json.text("episode", alert.episode());
            json.number("sequence", alert.sequence());
            json.text("phase", alert.phase().label());
            json.text("state", alert.state().label());
            json.text("reason", alert.reason().label());
            json.text("kind", alert.kind().label());
            json.text("rule", alert.rule());
            json.text("priority", alert.priority().label());
            json.text("user", alert.user());
            json.text("study", alert.study());
            json.time("onset", alert.onset(), offset);
            json.time("observed", alert.observed(), offset);
            json.time("arrived", alert.arrived(), offset);
            json.number("age_seconds", alert.ageSeconds());
            json.text("freshness", alert.freshness().label());
            json.startArray("readings");
            for (Alert.Evidence reading : alert.readings()) {
                json.element(element -> {
                    element.text("vital", reading.vital().label());
                    element.milli("value", reading.value());
                    element.text("unit", reading.vital().unit());
                    if (reading.quality() == Reading.NO_QUALITY) {
                        element.unknown("quality");
                    } else {
                        element.number("quality", reading.quality());
                    }
                    element.time("at", reading.at(), offset);
                });
            }
            json.endArray();
            json.object("limit", limit -> {
                limit.text("condition", alert.limit().condition());
                limit.number("count", alert.limit().count());
                limit.number("of", alert.limit().of());
                limit.milli("duration_seconds", alert.limit().durationMillis());
            });
            json.text("message", alert.message());
        });
    }
}
