package io.vitalwatch.receiver.study;

import io.vitalwatch.wire.receiver.StudyJson;
import io.vitalwatch.wire.receiver.StudyState;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which studies are enabled. A study that was never set is enabled. Every receiver reads the same topic, so all receivers agree.
 */
public final class StudySwitch {
    private static final int LONGEST_NAME = 128;
    private static final Set<Byte> UNSEEN =
            Set.of(Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR);
    private static final StudyState NEVER_SET = new StudyState(true, 0, null);

    private final Map<String, StudyState> states = new ConcurrentHashMap<>();

    /** Whether deliveries of the study are stored; true for null. */
    public boolean enabled(String study) {
        return study == null || state(study).enabled();
    }

    StudyState state(String study) {
        return states.getOrDefault(study, NEVER_SET);
    }

    /** All studies that were ever set, by name. */
    Map<String, StudyState> all() {
        return new TreeMap<>(states);
    }

    /** Whether people can set this study. Characters that change how a text is shown, or that cannot be seen, are refused. */
    static boolean isName(String study) {
        return !study.isEmpty() && study.length() <= LONGEST_NAME && !study.isBlank()
                && study.codePoints().noneMatch(each -> Character.isISOControl(each) || UNSEEN.contains((byte) Character.getType(each)));
    }

    /** The key of a study's records. */
    static byte[] key(String study) {
        return study.getBytes(StandardCharsets.UTF_8);
    }

    /** Applies a record of the topic. A record that cannot be read changes nothing; one without a value removes the study. */
    public void read(byte[] key, byte[] value) {
        if (key == null) {
            return;
        }
        String study = new String(key, StandardCharsets.UTF_8);
        if (value == null) {
            states.remove(study);
            return;
        }
        StudyState state = StudyJson.read(value);
        if (state != null) {
            states.put(study, state);
        }
    }
}
