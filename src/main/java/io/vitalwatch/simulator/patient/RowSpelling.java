package io.vitalwatch.simulator.patient;

import java.util.Locale;

/** How the keys and flags of a row are written. */
enum RowSpelling {
    /** As the vendor writes them. */
    VENDOR {
        @Override
        String key(String key) {
            return key;
        }
    },
    /** {@code BPM_Q}. */
    UPPER_CASE {
        @Override
        String key(String key) {
            return key.toUpperCase(Locale.ROOT);
        }
    },
    /** {@code bpmQ}. */
    CAMEL_CASE {
        @Override
        String key(String key) {
            StringBuilder camel = new StringBuilder();
            for (String word : key.split("_")) {
                camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
            }
            return camel.toString();
        }
    },
    /** {@code bpm_q_v2}. */
    NEW_NAMES {
        @Override
        String key(String key) {
            return key + "_v2";
        }
    },
    /** Keys as the vendor writes them, flags as text. */
    TEXT_FLAGS {
        @Override
        String key(String key) {
            return key;
        }

        @Override
        boolean textFlags() {
            return true;
        }
    };

    abstract String key(String key);

    /** Whether flags are the text "true" or "false". */
    boolean textFlags() {
        return false;
    }
}
