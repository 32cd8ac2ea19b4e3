package io.vitalwatch.web.access;

import org.eclipse.jetty.util.InetAddressSet;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Proxies whose {@code X-Forwarded-For} is trusted. The header is read from its end, through trusted proxies only, because a sender can
 * write anything into the part before them. Limits are counted by the address, and people see it.
 */
public final class TrustedProxies {
    private final InetAddressSet proxies = new InetAddressSet();

    private TrustedProxies() {}

    /**
     * Reads addresses and ranges, such as {@code 192.0.2.7}, {@code 10.0.0.0/8} or {@code fd00::/8}. Bits of an address after the length of
     * its range are ignored.
     *
     * @throws IllegalArgumentException if a part is neither; the message has that part
     */
    public static TrustedProxies of(List<String> ranges) {
        TrustedProxies trusted = new TrustedProxies();
        for (String range : ranges) {
            String[] parts = range.split("/", 2);
            InetAddress address = LiteralAddress.of(parts[0]);
            int width = address == null ? 0 : address.getAddress().length * Byte.SIZE;
            int bits = parts.length == 1 ? width : parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : -1;
            if (address == null || bits < 0 || bits > width) {
                throw new IllegalArgumentException("\"" + range + "\" is not an address or a range such as 10.0.0.0/8 or fd00::/8");
            }
            // Jetty refuses a range that has bits after its length.
            trusted.proxies.add(LiteralAddress.network(address, bits).getHostAddress() + "/" + bits);
        }
        return trusted;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return proxies.isEmpty();
    }

    /**
     * The address of the sender.
     *
     * @param peer address of the other end of the connection
     * @param forwardedFor the values of X-Forwarded-For, or an empty list
     */
    public String sender(String peer, List<String> forwardedFor) {
        if (proxies.isEmpty()) {
            return peer;
        }
        String sender = peer;
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(value -> hops.addAll(List.of(value.split(","))));
        for (int i = hops.size() - 1; i >= 0 && trusts(sender); i--) {
            String hop = bare(hops.get(i));
            if (LiteralAddress.of(hop) == null) {
                break;
            }
            sender = hop;
        }
        return sender;
    }

    /** An address without quotes, brackets and port, as proxies write it: {@code "[2001:db8::7]:443"}, {@code 192.0.2.7:51544}. */
    private static String bare(String hop) {
        String text = hop.trim();
        if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1);
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end > 0 && text.substring(end + 1).matches("(:\\d{1,5})?") ? text.substring(1, end) : text;
        }
        return text.matches("[0-9.]+:\\d{1,5}") ? text.substring(0, text.indexOf(':')) : text;
    }

    /** Whether the address is that of a configured proxy. */
    public boolean trusts(String text) {
        InetAddress address = LiteralAddress.of(text);
        return address != null && proxies.test(address);
    }

    /** Whether the text is a literal address, IPv6 with or without brackets. */
    public static boolean isAddress(String text) {
        return LiteralAddress.of(text) != null;
    }
}
