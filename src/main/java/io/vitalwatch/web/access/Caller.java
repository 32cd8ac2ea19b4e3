package io.vitalwatch.web.access;

import java.util.Set;

/**
 * Who sends a request.
 *
 * @param name the name in the file of users or tokens
 * @param role what this caller may do
 * @param studies the studies whose patients this caller may see; null for all
 */
public record Caller(String name, Role role, Set<String> studies) {
    public Caller {
        studies = studies == null ? null : Set.copyOf(studies);
    }

    /** A caller for whom studies make no difference. */
    public Caller(String name, Role role) {
        this(name, role, null);
    }

    /** Whether this caller may see the patients of a study. */
    public boolean sees(String study) {
        return studies == null || studies.contains(study);
    }

    /** A caller who has not signed in. */
    public static final Caller NOBODY = new Caller("nobody", Role.ANYONE);
}
