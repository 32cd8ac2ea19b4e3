package io.vitalwatch.simulator.scenario;

import io.vitalwatch.simulator.patient.Injection;

import java.util.List;

/**
 * What happens to which patients.
 *
 * @param durationMillis how much simulated time it needs
 * @param patients how many patients there are unless the command says otherwise; those without a group stay healthy
 * @param groups patients with their injections, in this order from the first patient on
 */
public record Scenario(String name, String description, long durationMillis, int patients, List<PatientGroup> groups) {
    /** The most patients that one simulation has. */
    public static final int MOST_PATIENTS = 1_000_000;

    /**
     * Patients with the same injections.
     *
     * @param patients how many
     * @param injections with times after the start of the simulation
     * @param controls what people do, at times after the start of the simulation
     */
    public record PatientGroup(int patients, List<Injection> injections, List<ScenarioControl> controls) {
        public PatientGroup {
            injections = List.copyOf(injections);
            controls = List.copyOf(controls);
        }
    }

    public Scenario {
        groups = List.copyOf(groups);
    }

    /** The number of patients with injections: the smallest number of patients for this scenario. */
    public int patientsWithEvents() {
        return groups.stream().mapToInt(PatientGroup::patients).sum();
    }

    /** What happens to a patient, counted from 0; empty for a healthy one. */
    public List<Injection> injections(int patient) {
        PatientGroup group = group(patient);
        return group == null ? List.of() : group.injections();
    }

    /** What people do about a patient, counted from 0. */
    public List<ScenarioControl> controls(int patient) {
        PatientGroup group = group(patient);
        return group == null ? List.of() : group.controls();
    }

    private PatientGroup group(int patient) {
        int first = 0;
        for (PatientGroup group : groups) {
            if (patient < first + group.patients()) {
                return group;
            }
            first += group.patients();
        }
        return null;
    }
}
