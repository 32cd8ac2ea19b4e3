package io.vitalwatch.simulator.patient;

import io.vitalwatch.simulator.patient.Routine.Occupation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The vitals that a bracelet measures: their place in its rows, when they are measured, and the values of a healthy adult. One constant is
 * all that a new vital needs: a new constant with {@link RowPlace#ROW_OF_ITS_OWN} and two keys is measured, written and open to the faults
 * of {@link BraceletFault} without any other change.
 *
 * <p>Healthy values stay inside the alarm limits with room to spare for every seed: each part of them is bounded, none is a bell curve.
 */
enum SimulatedVital {
    /** Per minute. */
    PULSE("pulse", "pulse", RowPlace.OPTICAL_ROW, RowField.number("bpm"), RowField.number("bpm_q")) {
        @Override
        double personal(Physiology body) {
            return body.trait("pulse", 60, 74);
        }

        @Override
        double healthy(Physiology body, long millis) {
            double asleep = body.asleep(millis) ? -5 : 0;
            return personal(body) + asleep + 3 * body.wave(millis, AFTERNOON) + body.exertion(millis);
        }

        @Override
        double ripple(Physiology body, long millis) {
            double small = 2.5 * body.wander("pulse.slow", millis, 420_000) + 1.5 * body.wander("pulse.fast", millis, 45_000);
            return small * body.calm(millis);
        }

        @Override
        int poorOneIn(Occupation occupation) {
            return occupation.sport() ? 3 : occupation == Occupation.WALK ? 5 : 14;
        }

        @Override
        double artefact(Noise noise, long index) {
            return noise.between("pulse.artefact", index, 22, 215);
        }
    },
    /** Breaths per minute. */
    RESPIRATION("respiration", "breaths", RowPlace.OPTICAL_ROW, RowField.optional("respiration_rate"), RowField.number("resp_q")) {
        @Override
        double personal(Physiology body) {
            return body.trait("breaths", 13.5, 16);
        }

        @Override
        double healthy(Physiology body, long millis) {
            return personal(body) + 0.7 * body.wave(millis, AFTERNOON) + body.exertion(millis) * 0.2;
        }

        @Override
        double ripple(Physiology body, long millis) {
            double small = 1.2 * body.wander("breaths.slow", millis, 300_000) + 0.6 * body.wander("breaths.fast", millis, 50_000);
            return small * body.calm(millis);
        }

        @Override
        double most(Physiology body, long millis) {
            return body.ill(millis) ? 60 : 21;
        }

        /** In sport three of four are poor: breathing is derived from the pulse wave, and the arm moves. */
        @Override
        boolean poor(Noise noise, long index, Occupation occupation) {
            return occupation.sport() ? Math.floorMod(index, 4) != 0 : super.poor(noise, index, occupation);
        }

        @Override
        int poorOneIn(Occupation occupation) {
            return occupation == Occupation.WALK ? 4 : 12;
        }

        @Override
        double artefact(Noise noise, long index) {
            return noise.between("breaths.artefact", index, 4, 52);
        }
    },
    /** Oxygen saturation, per cent. */
    SATURATION("spo2", "spo2", RowPlace.ROW_OF_ITS_OWN, RowField.number("spo2"), RowField.number("spo2_q")) {
        @Override
        double personal(Physiology body) {
            return body.trait("saturation", 96.3, 98);
        }

        @Override
        double healthy(Physiology body, long millis) {
            return personal(body) - (body.asleep(millis) ? 0.7 : 0);
        }

        @Override
        double ripple(Physiology body, long millis) {
            return body.wander("saturation", millis, 240_000) * body.calm(millis);
        }

        @Override
        double most(Physiology body, long millis) {
            return 100;
        }

        @Override
        int poorOneIn(Occupation occupation) {
            return 9;
        }

        @Override
        double artefact(Noise noise, long index) {
            return noise.between("spo2.artefact", index, 58, 99);
        }

        /** The vendor also sends codes that it does not document. When is unknown, so they are not used while every reading is poor. */
        @Override
        int poorQuality(Noise noise, long index, boolean throughout) {
            int[] codes = {0, 1, 103, 104, 105};
            int code = codes[noise.below("spo2.bad", index, codes.length)];
            return throughout ? code % 2 : code;
        }
    },
    /** Core temperature, °C. */
    CORE("temperature", "core", RowPlace.TEMPERATURE_ROW, RowField.hundredths("temp_sk1", RowField.Form.NUMBER), null) {
        @Override
        double personal(Physiology body) {
            return body.trait("core", 36.65, 36.95);
        }

        @Override
        double healthy(Physiology body, long millis) {
            return personal(body) + 0.3 * body.wave(millis, EVENING);
        }

        @Override
        double ripple(Physiology body, long millis) {
            return 0.08 * body.wander("core", millis, 600_000);
        }
    },
    /** Skin temperature in sleep, °C. */
    SKIN("skin", "skin", RowPlace.TEMPERATURE_ROW, RowField.hundredths("temp_sk2", RowField.Form.NULLABLE), null) {
        @Override
        double healthy(Physiology body, long millis) {
            return body.value(CORE, millis) - 3.2;
        }

        @Override
        double ripple(Physiology body, long millis) {
            return 0.6 * body.wander("skin", millis, 1_200_000);
        }

        @Override
        boolean measuredIn(Physiology body, long millis) {
            return body.asleep(millis);
        }
    },
    /** mmHg, as the long-term series has it: without the error of a single measurement. */
    SYSTOLIC("blood-pressure", "systolic", RowPlace.PRESSURE_ROW, RowField.number("nibp_systolic"), null) {
        @Override
        double personal(Physiology body) {
            return body.trait("systolic", 112, 128);
        }

        @Override
        double healthy(Physiology body, long millis) {
            double dip = body.asleep(millis) ? 0.93 : 1;
            return personal(body) * dip + body.exertion(millis) * 0.15 + 3 * body.wander("systolic", millis, 5_400_000);
        }
    },
    /** mmHg, likewise. */
    DIASTOLIC("blood-pressure", "diastolic", RowPlace.PRESSURE_ROW, RowField.number("nibp_diastolic"), null) {
        @Override
        double personal(Physiology body) {
            return body.trait("diastolic", 71, 79);
        }

        @Override
        double healthy(Physiology body, long millis) {
            double dip = body.asleep(millis) ? 0.93 : 1;
            double effort = body.exertion(millis) * 0.15;
            return personal(body) * dip + effort * 0.3 + 2 * body.wander("diastolic", millis, 5_400_000);
        }
    };

    /** The row in which a vital stands. */
    enum RowPlace {
        /** The activity row of each tick. */
        OPTICAL_ROW,
        /** A further activity row at each fourth tick while the patient is still. */
        ROW_OF_ITS_OWN,
        /** The activity row of each half hour with both pressures. */
        PRESSURE_ROW,
        /** The temperature row of each tick. */
        TEMPERATURE_ROW
    }

    private static final double AFTERNOON = 16;
    private static final double EVENING = 18;

    private final String word;
    private final RowPlace place;
    private final RowField field;
    private final RowField quality;
    private final String poorStream;
    private final String badStream;
    private final String goodStream;

    /**
     * @param word the word in scenario files; two vitals that are measured together share it
     * @param stream the beginning of the names of its streams of {@link Noise}
     * @param quality the field of its quality code, or null where the vendor has none
     */
    SimulatedVital(String word, String stream, RowPlace place, RowField field, RowField quality) {
        this.word = word;
        this.place = place;
        this.field = field;
        this.quality = quality;
        this.poorStream = stream + ".poor";
        this.badStream = stream + ".bad";
        this.goodStream = stream + ".good";
    }

    /** The words of all vitals, and another one. */
    static List<String> wordsAnd(String other) {
        return Stream.concat(Arrays.stream(values()).map(SimulatedVital::word), Stream.of(other)).distinct().toList();
    }

    /** The words of those vitals that are a single number: all but blood pressure. */
    static List<String> singleWords() {
        return Arrays.stream(values()).filter(vital -> vital.place != RowPlace.PRESSURE_ROW).map(SimulatedVital::word).toList();
    }

    String word() {
        return word;
    }

    RowPlace place() {
        return place;
    }

    RowField field() {
        return field;
    }

    RowField quality() {
        return quality;
    }

    /** This patient's average in health. */
    double personal(Physiology body) {
        return healthy(body, 0);
    }

    /** This patient's value at this moment in health. */
    abstract double healthy(Physiology body, long millis);

    /** Small changes on top of it, in illness too. */
    double ripple(Physiology body, long millis) {
        return 0;
    }

    /** The largest value that occurs at this moment. */
    double most(Physiology body, long millis) {
        return Double.MAX_VALUE;
    }

    /** Whether the bracelet measures it at this moment, worn and not on the charger. */
    boolean measuredIn(Physiology body, long millis) {
        return true;
    }

    /**
     * Whether the reading with this number is poor. Poor readings are spread evenly, never in long runs, so that a healthy patient has no
     * alarm for poor signal.
     */
    boolean poor(Noise noise, long index, Occupation occupation) {
        int oneIn = poorOneIn(occupation);
        return Math.floorMod(index, oneIn) == noise.below(poorStream, Math.floorDiv(index, oneIn), oneIn);
    }

    /** One of so many readings is poor. */
    int poorOneIn(Occupation occupation) {
        return 12;
    }

    /** The value of a poor reading: nonsense. */
    double artefact(Noise noise, long index) {
        return 0;
    }

    /** The quality code of a poor reading; {@code throughout}: every reading is poor. */
    int poorQuality(Noise noise, long index, boolean throughout) {
        return noise.below(badStream, index, 2);
    }

    /** The quality code of a usable reading. */
    int goodQuality(Noise noise, long index, Occupation occupation) {
        return occupation.moves() ? 2 + noise.below(goodStream, index, 2) : 2 + noise.below(goodStream, index, 3);
    }
}
