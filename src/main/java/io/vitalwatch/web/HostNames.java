package io.vitalwatch.web;

import io.vitalwatch.web.access.TrustedProxies;
import org.eclipse.jetty.server.Request;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A guard that refuses requests for a host name that is not one of this server's. Such a request comes from a web page whose own host name
 * now resolves to this server (DNS rebinding): for the browser it is the page's own server, so the page may read the answers.
 */
public final class HostNames implements Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Set<String> UNSPECIFIED = Set.of("0.0.0.0", "[::]", "::");

    private final Set<String> names = new HashSet<>(LOOPBACK);
    private final boolean addresses;

    /**
     * @param more names besides those of the loopback interface
     * @param addresses whether a literal IP address is accepted too; a page cannot have another server's address as its name, so this is
     *     safe, and health checks of a cluster need it
     */
    public HostNames(Collection<String> more, boolean addresses) {
        more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        this.addresses = addresses;
    }

    @Override
    public HttpAnswer refuse(Request request) {
        String name = String.valueOf(Request.getServerName(request)).toLowerCase(Locale.ROOT);
        boolean known = names.contains(name) || addresses && TrustedProxies.isAddress(name) && !UNSPECIFIED.contains(name);
        return known ? null : HttpAnswer.text(421, "This is not a host name of this server; private.hosts has the allowed ones.\n");
    }
}
