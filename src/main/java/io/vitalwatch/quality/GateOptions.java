package io.vitalwatch.quality;

import io.vitalwatch.corsano.Field;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;

import java.util.Arrays;
import java.util.List;

/** The gate's parameters that are generated from the model: one for each group with a quality code, one for each measured vital. */
public final class GateOptions {
    private GateOptions() {}

    /**
     * Accepted quality codes of a group.
     *
     * @param key the parameter's name, such as {@code quality.pulse}
     * @param accepted the default
     * @param description one or more sentences for the table of parameters
     */
    public record Quality(Group group, String key, List<Integer> accepted, String description) {}

    /**
     * The plausible range of a measured vital.
     *
     * @param key the parameter's name, such as {@code plausible.pulse}
     * @param range the default; its text is the parameter's default value
     * @param description one or more sentences for the table of parameters
     */
    public record Plausible(Vital vital, String key, Range range, String description) {}

    /** The parameters for quality codes, in the order of the groups; a group without a quality code has none. */
    public static List<Quality> quality() {
        return Arrays.stream(Group.values()).filter(Group::hasQuality)
                .map(group -> new Quality(group, "quality." + group.label(), group.acceptedQuality(),
                        "Accepted " + Field.qualityOf(group).key() + " codes." + remark(group)))
                .toList();
    }

    /** The parameters for plausible ranges, in the order of the groups; of a pair, the first value first. */
    public static List<Plausible> plausible() {
        return Arrays.stream(Group.values()).flatMap(group -> group.measured().stream())
                .map(vital -> new Plausible(
                        vital, "plausible." + vital.label(), vital.plausible(), plausibleDescription(vital.printedUnit())))
                .toList();
    }

    /** The description of a plausible range in this unit. */
    public static String plausibleDescription(String unit) {
        return "Plausible values of a living body (" + unit + "). A value outside is an artefact; it is rejected and counted.";
    }

    /** A remark for users on the codes of a group, or empty text. */
    private static String remark(Group group) {
        return switch (group) {
            case PULSE -> " A set, not a threshold: 0 is bad, 4 very good.";
            case SPO2 -> " The vendor also sends 103, 104 and 105, which it does not document; \"2 or more\" would accept them.";
            default -> "";
        };
    }
}
