package io.vitalwatch.simulator;

import java.util.List;

/**
 * What happens to whom.
 *
 * @param durationMillis how much simulated time it needs
 * @param patients how many patients there are unless the command says otherwise; those without a group stay healthy
 * @param groups patients with their injections, dealt in this order from the first patient on
 */
public record Scenario(String name, String description, long durationMillis, int patients, List<Group> groups) {
    /** A number of patients to whom the same happens. */
    public record Group(int patients, List<Injection> injections) {
        public Group {
            injections = List.copyOf(injections);
        }
    }

    public Scenario {
        groups = List.copyOf(groups);
    }

    /** How many patients have injections: the fewest that this scenario can be played with. */
    public int struck() {
        return groups.stream().mapToInt(Group::patients).sum();
    }

    /** What happens to a patient, counted from 0. */
    List<Injection> injections(int patient) {
        int first = 0;
        for (Group group : groups) {
            if (patient < first + group.patients()) {
                return group.injections();
            }
            first += group.patients();
        }
        return List.of();
    }
}
