package io.vitalwatch.console.store;

import java.util.List;

/**
 * What a shadow catalogue would have said, beside what was said.
 *
 * @param rules by rule
 * @param onlySaid the newest episodes that the shadow catalogue does not have
 * @param onlyShadow the newest episodes that only the shadow catalogue has
 */
public record ShadowComparison(List<OfRule> rules, List<EpisodeRow> onlySaid, List<EpisodeRow> onlyShadow) {
    /**
     * Numbers of episodes of a rule.
     *
     * @param said by the catalogue in force
     * @param shadow by the shadow catalogue
     * @param both in both
     */
    public record OfRule(String rule, int said, int shadow, int both) {}
}
