package io.vitalwatch.receiver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose word on the sender's address counts. {@code X-Forwarded-For} is read from its end, through trusted proxies only: what stands
 * further left was written by whoever wanted to. The address is shown to people and decides nothing.
 */
final class TrustedProxies {
    private record Range(byte[] network, int bits) {
        private boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (network[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Range> ranges;

    private TrustedProxies(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** @throws IllegalArgumentException naming the part that is no address or range such as {@code 10.0.0.0/8} */
    static TrustedProxies of(List<String> cidrs) {
        List<Range> ranges = new ArrayList<>();
        for (String cidr : cidrs) {
            String[] parts = cidr.split("/", 2);
            byte[] network = address(parts[0]);
            int width = network == null ? 0 : network.length * 8;
            int bits = parts.length == 1 ? width : parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : -1;
            if (network == null || bits < 0 || bits > width) {
                throw new IllegalArgumentException("\"" + cidr + "\" is no address and no range such as 10.0.0.0/8 or fd00::/8");
            }
            ranges.add(new Range(network, bits));
        }
        return new TrustedProxies(ranges);
    }

    /**
     * The address of the sender.
     *
     * @param peer address of the connection's other end
     * @param forwardedFor the values of X-Forwarded-For, or an empty list
     */
    String sender(String peer, List<String> forwardedFor) {
        String sender = peer;
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(value -> hops.addAll(List.of(value.split(","))));
        for (int i = hops.size() - 1; i >= 0 && trusts(sender); i--) {
            String hop = hops.get(i).trim();
            if (address(hop) == null) {
                break;
            }
            sender = hop;
        }
        return sender;
    }

    private boolean trusts(String text) {
        byte[] address = address(text);
        return address != null && ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** The bytes of a literal address, or null; never asks a name server. */
    private static byte[] address(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        boolean v4 = bare.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        boolean v6 = bare.indexOf(':') >= 0 && bare.matches("[0-9a-fA-F:.]{2,45}");
        if (!v4 && !v6) {
            return null;
        }
        try {
            return InetAddress.getByName(bare).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
