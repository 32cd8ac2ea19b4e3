package io.vitalwatch.simulator.patient;

import static io.vitalwatch.simulator.patient.FaultField.number;

import java.util.List;
import java.util.Map;

/** What can happen to the patient. If two act on the same vital, the one that is declared first acts first. */
public enum Illness implements BodyFault {
    /** The bracelet's own flag; the pulse is lost a minute later. */
    CARDIAC_ARREST("cardiac-arrest", "cardiac-arrest", 2, 0, Map.of(), number("code", 1, 1, 2)) {
        @Override
        public void mark(Injection injection, BraceletRow row) {
            row.with(RowLayout.CARDIAC_ARREST, injection.number("code")).with(RowLayout.ACTIVITY_COUNT, 0);
        }

        @Override
        public boolean hides(Injection injection, SimulatedVital vital, long millis) {
            return injection.holds(millis) && switch (vital.place()) {
                case OPTICAL_ROW -> millis - injection.fromMillis() >= 60_000;
                case TEMPERATURE_ROW -> false;
                default -> true;
            };
        }
    },
    HYPERTENSION("hypertension", "blood-pressure-high", 65, 300_000,
            Map.of(SimulatedVital.SYSTOLIC, "systolic", SimulatedVital.DIASTOLIC, "diastolic"),
            number("systolic", 198, 60, 260), number("diastolic", 118, 30, 170)),
    HYPOTENSION("hypotension", "blood-pressure-low", 65, 300_000,
            Map.of(SimulatedVital.SYSTOLIC, "systolic", SimulatedVital.DIASTOLIC, "diastolic"),
            number("systolic", 80, 55, 260), number("diastolic", 50, 30, 170)),
    DESATURATION("desaturation", "spo2-low", 20, 180_000, Map.of(SimulatedVital.SATURATION, "value"), number("value", 84, 55, 100)),
    /** The pulse rises by 8 per minute for each °C. */
    FEVER("fever", "temperature-high", 45, 1_800_000, Map.of(SimulatedVital.CORE, "value"), number("value", 39.6, 31, 42)) {
        @Override
        public double vital(Injection injection, SimulatedVital vital, double value, long millis, Physiology body) {
            if (vital != SimulatedVital.PULSE) {
                return super.vital(injection, vital, value, millis, body);
            }
            double core = SimulatedVital.CORE.personal(body);
            double feverish = core + injection.strength(millis) * (injection.number("value") - core);
            return value + Math.max(0, feverish - core) * 8;
        }
    },
    HYPOTHERMIA("hypothermia", "temperature-low", 45, 1_800_000, Map.of(SimulatedVital.CORE, "value"), number("value", 34.3, 31, 42)),
    TACHYCARDIA("tachycardia", "pulse-high", 5, 120_000, Map.of(SimulatedVital.PULSE, "value"), number("value", 156, 22, 240)),
    BRADYCARDIA("bradycardia", "pulse-low", 5, 120_000, Map.of(SimulatedVital.PULSE, "value"), number("value", 34, 22, 240)),
    TACHYPNOEA("tachypnoea", "respiration-high", 8, 120_000, Map.of(SimulatedVital.RESPIRATION, "value"), number("value", 31, 4, 58)),
    BRADYPNOEA("bradypnoea", "respiration-low", 8, 120_000, Map.of(SimulatedVital.RESPIRATION, "value"), number("value", 6, 4, 58));

    private static final long STILLNESS = 600_000;

    private final String word;
    private final ExpectedAlarm alarm;
    private final long rampMillis;
    private final Map<SimulatedVital, String> targets;
    private final List<FaultField> fields;

    /** @param targets the vitals that move towards the value of a field */
    Illness(String word, String rule, int shortestMinutes, long rampMillis, Map<SimulatedVital, String> targets, FaultField... fields) {
        this.word = word;
        this.alarm = ExpectedAlarm.physiological(rule, shortestMinutes);
        this.rampMillis = rampMillis;
        this.targets = targets;
        this.fields = List.of(fields);
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public ExpectedAlarm alarm() {
        return alarm;
    }

    @Override
    public List<FaultField> fields() {
        return fields;
    }

    @Override
    public long rampMillis() {
        return rampMillis;
    }

    @Override
    public long stillnessMillis() {
        return STILLNESS;
    }

    @Override
    public double vital(Injection injection, SimulatedVital vital, double value, long millis, Physiology body) {
        String target = targets.get(vital);
        return target == null ? value : value + injection.strength(millis) * (injection.number(target) - value);
    }
}
