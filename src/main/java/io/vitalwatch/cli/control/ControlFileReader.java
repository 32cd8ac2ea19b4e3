package io.vitalwatch.cli.control;

import io.vitalwatch.settings.SettingsException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads files that say what shall be in force, and flattens catalogues to compare them. */
final class ControlFileReader {
    private ControlFileReader() {}

    /** The documents of a file, each a map. */
    static List<Map<?, ?>> documents(String yaml, String source) {
        List<Map<?, ?>> documents = new ArrayList<>();
        try {
            // In one piece: the reader refuses a character of two chars that the end of its buffer cuts.
            LoadSettings settings = LoadSettings.builder().setLabel(source).setBufferSize(yaml.length() + 2).build();
            for (Object each : new Load(settings).loadAllFromString(yaml)) {
                if (each instanceof Map<?, ?> map) {
                    documents.add(map);
                } else if (each != null) {
                    throw new SettingsException(source + ": each document must have fields, such as kind: limits");
                }
            }
        } catch (YamlEngineException e) {
            throw new SettingsException(source + ": this is not YAML: " + e.getMessage());
        }
        return documents;
    }

    /** Every field of a catalogue, {@code spo2-low.confirm.count} to its text. */
    static Map<String, String> fields(String yaml, String source) {
        Map<String, String> fields = new LinkedHashMap<>();
        documents(yaml, source).forEach(each -> flatten("", each, fields));
        return fields;
    }

    /** A map of maps as one map of paths. */
    static void flatten(String prefix, Map<?, ?> map, Map<String, String> fields) {
        map.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                flatten(prefix + name + ".", inner, fields);
            } else if (value instanceof List<?> list) {
                fields.put(prefix + name, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
            } else {
                fields.put(prefix + name, String.valueOf(value));
            }
        });
    }
}
