package io.vitalwatch.receiver.signature;

/** The result of checking a signature. */
public enum SignatureResult {
    GOOD("good"),
    /** None of the headers is present. */
    MISSING("missing"),
    /** The signature does not have the configured form, or a header is present twice. */
    MALFORMED("malformed"),
    /** Well-formed, but not made with an active secret over these bytes. */
    WRONG("wrong"),
    /** Correct, but its timestamp is too old or too new. */
    STALE("stale"),
    /** No secret is valid at this time. */
    NO_ACTIVE_SECRET("no-active-secret");

    private final String label;

    SignatureResult(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
