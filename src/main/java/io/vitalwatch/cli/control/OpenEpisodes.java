package io.vitalwatch.cli.control;

import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.AlertJson;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The alarms that are open now, from the alerts topic. */
final class OpenEpisodes {
    private final Map<String, Alert> open = new LinkedHashMap<>();

    /** Reads all alerts that exist. */
    static OpenEpisodes read(ControlClient client, String alertsTopic) {
        OpenEpisodes episodes = new OpenEpisodes();
        client.each(alertsTopic, found -> {
            try {
                episodes.take(AlertJson.read(found.value()));
            } catch (IllegalArgumentException e) {
                // A record of a later release says nothing here.
            }
        });
        return episodes;
    }

    void take(Alert alert) {
        if (alert.phase() == Alert.Phase.END) {
            open.remove(alert.episode());
        } else {
            open.put(alert.episode(), alert);
        }
    }

    /** Those of some rules and of the patients of a scope. */
    List<Alert> of(Set<String> rules, Scope scope, List<LoggedControl> log) {
        Map<String, List<String>> groups = new HashMap<>();
        for (LoggedControl each : log) {
            if (each.record().change() instanceof PatientChange change) {
                groups.put(each.record().scope().name(), change.groups());
            }
        }
        List<Alert> found = new ArrayList<>();
        for (Alert each : open.values()) {
            boolean inScope = switch (scope.type()) {
                case ALL -> true;
                case USER -> each.user().equals(scope.name());
                case STUDY -> scope.name().equals(each.study());
                case GROUP -> groups.getOrDefault(each.user(), List.of()).contains(scope.name());
            };
            if (inScope && rules.contains(each.rule())) {
                found.add(each);
            }
        }
        return found;
    }
}
