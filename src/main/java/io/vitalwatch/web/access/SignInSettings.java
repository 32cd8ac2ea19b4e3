package io.vitalwatch.web.access;

import java.nio.file.Path;

/**
 * How callers of a private address sign in.
 *
 * @param users file of users, their roles and passwords, or null
 * @param tokens file of bearer tokens, or null
 * @param certificates whether a client certificate identifies the user who has its common name
 * @param identityHeader a header in which a proxy writes the user's name, or null
 * @param identityProxies the proxies whose identity header is trusted
 * @param unprotected whether something else protects an address that other machines can reach
 */
public record SignInSettings(Path users, Path tokens, boolean certificates, String identityHeader, TrustedProxies identityProxies,
        boolean unprotected) {
    /** Whether any way to sign in is configured. */
    public boolean required() {
        return users != null || tokens != null;
    }
}
