package io.vitalwatch.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class TrustedProxiesTest {
    private static final String SENDER = "203.0.113.9";

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0", "10.0.0.0/8, 10.255.255.255", "10.9.8.7/8, 10.1.1.1", "10.1.255.0/12, 10.15.0.0", "192.0.2.7, 192.0.2.7",
        "192.0.2.7/32, 192.0.2.7", "0.0.0.0/0, 198.51.100.1", "192.0.2.129/25, 192.0.2.255", "fd00::/8, fdff::1", "fd00::5/8, fd12::1",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1", "::/0, fe80::1", "[2001:db8::1], 2001:db8::1", "::ffff:192.0.2.7, 192.0.2.7",
        "2001:db8::/33, 2001:db8:7fff::",
    })
    void aHopBehindATrustedProxyIsTheSender(String range, String proxy) {
        assertThat(TrustedProxies.of(List.of(range)).sender(proxy, List.of(SENDER))).isEqualTo(SENDER);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 11.0.0.0", "10.1.255.0/12, 10.16.0.0", "192.0.2.7, 192.0.2.8", "192.0.2.129/25, 192.0.2.127", "0.0.0.0/0, fe80::1",
        "::/0, 192.0.2.7", "fd00::/8, fe00::1", "2001:db8::/33, 2001:db8:8000::", "192.0.2.7/32, 192.0.2.6",
    })
    void theHeaderOfAnyOtherPeerIsIgnored(String range, String peer) {
        assertThat(TrustedProxies.of(List.of(range)).sender(peer, List.of(SENDER))).isEqualTo(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "localhost", "example.org/8", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8x", "10.0.0.0/33", "10.0.0.0/-1",
        "10.0.0/8", "10.0.0.256", "10.0.0.0-10.0.0.9", "fd00::/129", "fd00:::1", "10.0.0.0/8/8", "*"})
    void textThatIsNotAnAddressOrRangeIsRefused(String range) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of("10.0.0.0/8", range))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + range + "\" is not an address or a range such as 10.0.0.0/8 or fd00::/8");
    }

    @Test
    void aHopThatIsNotAnAddressEndsTheSearch() {
        TrustedProxies proxies = TrustedProxies.of(List.of("10.0.0.0/8"));
        assertThat(proxies.sender("10.0.0.1", List.of("1.2.3.4, not-an-address.example, 10.0.0.2"))).isEqualTo("10.0.0.2");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"203.0.113.7:51544, 203.0.113.7", "[2001:db8::7]:443, 2001:db8::7", "[2001:db8::7], 2001:db8::7",
        "\"203.0.113.7:1\", 203.0.113.7", "\"[2001:db8::7]:443\", 2001:db8::7", "203.0.113.7:x, 10.0.0.1", "[2001:db8::7, 10.0.0.1",
        "203.0.113.7:123456, 10.0.0.1", "\", 10.0.0.1", "[]:1, 10.0.0.1"})
    void portsBracketsAndQuotesOfProxiesAreLeftOut(String hop, String sender) {
        assertThat(TrustedProxies.of(List.of("10.0.0.0/8")).sender("10.0.0.1", List.of(hop))).isEqualTo(sender);
    }
}
