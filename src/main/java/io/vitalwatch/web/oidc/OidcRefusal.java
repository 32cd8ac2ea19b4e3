package io.vitalwatch.web.oidc;

/** Why somebody is not signed in. The message is for people and has nothing that a stranger wrote. */
public final class OidcRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;
    private final String name;

    /**
     * @param code the HTTP status
     * @param name the user whom the provider has recognised, or null
     */
    OidcRefusal(int code, String message, String name) {
        super(message);
        this.code = code;
        this.name = name;
    }

    /** The HTTP status of the answer. */
    public int code() {
        return code;
    }

    /** The user whom the provider has recognised and who has no rights here; null if it has recognised nobody. */
    public String name() {
        return name;
    }
}
