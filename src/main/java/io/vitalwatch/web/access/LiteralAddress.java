package io.vitalwatch.web.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Literal addresses and their networks. Nothing is looked up in DNS. */
final class LiteralAddress {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    /** What begins otherwise, with a dot for example, Java would look up. */
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");

    private LiteralAddress() {}

    /**
     * Reads a literal address, IPv6 with or without brackets, without a zone. One of IPv4 that is written as IPv6 ({@code ::ffff:192.0.2.7})
     * is one of IPv4.
     *
     * @return null for any other text
     */
    static InetAddress of(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!IPV4.matcher(bare).matches() && !IPV6.matcher(bare).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(bare);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The address with all bits after so many cleared. */
    static InetAddress network(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int bit = bits; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        return of(bytes);
    }

    /** @param bytes 4 or 16 */
    static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are an address", e);
        }
    }
}
