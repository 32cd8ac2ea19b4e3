package io.vitalwatch.alarm.evaluate;

import java.util.List;

/** All kinds of rules. A new kind is a class and a line here. */
public final class RuleKinds {
    /** In the order of the documentation. */
    public static final List<RuleKind> ALL = List.of(
            ReadingRule.KIND,
            FlagRule.KIND,
            SilenceRule.KIND,
            ClockWrongRule.KIND,
            NotLiveRule.KIND,
            NoReadingRule.KIND,
            NotWornRule.KIND,
            BatteryRule.KIND,
            PoorSignalRule.KIND,
            ImplausibleRule.KIND,
            FieldsMissingRule.KIND);

    private RuleKinds() {}
}
