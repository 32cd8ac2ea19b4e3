package io.vitalwatch.alarm.yaml;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The documents that were read last. Reading one takes several times as long as making its rules, and each change of a limit makes rules of the
 * same document with other fields: without this a storm of changes would keep deliveries waiting. It changes no result. For several threads.
 */
final class ReadDocuments {
    /** The catalogue of the submission, the one in force, those before it for late data, and a shadow. */
    private static final int MOST = 8;
    /** One with more fields is read each time. A few aliases of maps can stand for a million. */
    private static final int MOST_FIELDS = 10_000;

    private static final Map<Text, RuleDocument> READ = new LinkedHashMap<>(16, 0.75f, true);

    private record Text(String yaml, String source) {}

    private ReadDocuments() {}

    /** As {@link RuleDocument#read}, or what that gave for the same text before. */
    static RuleDocument of(String yaml, String source) {
        Text text = new Text(yaml, source);
        synchronized (READ) {
            RuleDocument known = READ.get(text);
            if (known != null) {
                return known;
            }
        }
        RuleDocument read = RuleDocument.read(yaml, source);
        if (read.rules().values().stream().mapToInt(Map::size).sum() <= MOST_FIELDS) {
            keep(text, read);
        }
        return read;
    }

    private static void keep(Text text, RuleDocument read) {
        synchronized (READ) {
            READ.put(text, read);
            if (READ.size() > MOST) {
                READ.remove(READ.keySet().iterator().next());
            }
        }
    }
}
