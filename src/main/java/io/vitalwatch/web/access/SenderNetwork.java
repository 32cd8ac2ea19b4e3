package io.vitalwatch.web.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What the limits of one sender are counted by. A host has one IPv4 address, but a whole /64 of IPv6 addresses (RFC 4291 §2.5.1, RFC 6177),
 * and could take another one for each connection. So IPv6 addresses count by their first 64 bits.
 */
public final class SenderNetwork {
    private static final Pattern ZONE = Pattern.compile("%[^\\]]*");
    private static final int NETWORK_BITS = 64;
    /** The first 96 bits under which translators show IPv4 senders to an IPv6 server (RFC 6052 §2.1). */
    private static final byte[] TRANSLATED = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private SenderNetwork() {}

    /**
     * @param address a literal address, IPv6 with or without brackets and zone; nothing is looked up in DNS
     * @return an IPv4 address as it is, also where it is written as IPv6 ({@code ::ffff:192.0.2.7}, {@code 64:ff9b::192.0.2.7});
     *     of IPv6 the network, such as {@code 2001:db8:0:7:0:0:0:0/64}; any other text as it is
     */
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        InetAddress parsed = LiteralAddress.of(ZONE.matcher(address).replaceFirst(""));
        if (!(parsed instanceof Inet6Address)) {
            return parsed == null ? address : parsed.getHostAddress();
        }
        byte[] bytes = parsed.getAddress();
        if (Arrays.equals(bytes, 0, TRANSLATED.length, TRANSLATED, 0, TRANSLATED.length)) {
            return LiteralAddress.of(Arrays.copyOfRange(bytes, TRANSLATED.length, bytes.length)).getHostAddress();
        }
        return LiteralAddress.network(parsed, NETWORK_BITS).getHostAddress() + "/" + NETWORK_BITS;
    }
}
