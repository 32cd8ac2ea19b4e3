package io.vitalwatch.web.access;

/** Is told of every request whose caller signed in, or tried to. Sessions are told once, when they begin. */
public interface SignInWatcher {
    /** Takes no notice. */
    SignInWatcher NONE = new SignInWatcher() {
        @Override
        public void signedIn(Caller caller, String how, String from) {}

        @Override
        public void refused(String name, String how, String from) {}
    };

    /**
     * A caller was recognised.
     *
     * @param how {@code password}, {@code token}, {@code certificate}, {@code proxy}, {@code link} or {@code oidc}
     * @param from the network address
     */
    void signedIn(Caller caller, String how, String from);

    /**
     * A password, token or link was wrong, or there were too many attempts.
     *
     * @param name the name that was given if a user has it; else null, because it may be a password that was typed into the wrong field
     */
    void refused(String name, String how, String from);

    /** A session began; the other requests of it are not told. */
    default void sessionBegan(Caller caller, String how, String from) {
        signedIn(caller, how, from);
    }

    /** Somebody signed out. A session that ends by itself is not told. */
    default void sessionEnded(Caller caller, String from) {}
}
