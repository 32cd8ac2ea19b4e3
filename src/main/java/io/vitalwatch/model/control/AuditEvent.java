package io.vitalwatch.model.control;

import java.util.List;
import java.util.Locale;

/**
 * What a person did that is no change: a record of the topic vitals.audit. Changes are records of vitals.control.
 *
 * @param what what was done
 * @param who the caller's name; null where nobody was recognised
 * @param role the caller's role, or null
 * @param how the way to sign in, such as {@code password} or {@code link}; null for views
 * @param from the network address of the caller, or null
 * @param user the vendor's id of the patient who was viewed, or null
 * @param studies the studies that the caller may see; null for all, and where nobody was recognised
 */
public record AuditEvent(What what, String who, String role, String how, String from, String user, List<String> studies) {
    public AuditEvent {
        studies = studies == null ? null : studies.stream().sorted().toList();
    }

    /** What was done. */
    public enum What {
        /** Somebody signed in. */
        SIGN_IN,
        /** Somebody was refused: a wrong password, token or link. */
        SIGN_IN_REFUSED,
        /** Somebody saw data of one patient. */
        VIEW_PATIENT,
        /** Somebody saw the ward: the latest readings of all patients of the caller's studies. */
        VIEW_WARD,
        /** Somebody exported alarm episodes to a file. */
        EXPORT,
        /** Somebody ended a session. */
        SIGN_OUT;

        /** The name in records. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
