package io.vitalwatch.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderNetworkTest {
    @ParameterizedTest
    @CsvSource({
            "2001:db8:0:7::1, 2001:db8:0:7:ffff:1:2:3",
            "[2001:db8:0:7::1], 2001:DB8:0:7::2",
            "fe80::1%eth0, fe80::2",
            "[fe80::1%eth0], fe80::3%1",
            "::1, ::2",
            "::ffff:192.0.2.7, 192.0.2.7",
            "[::ffff:c000:207], 192.0.2.7",
            "64:ff9b::192.0.2.7, 192.0.2.7",
    })
    void addressesOfOneNetworkAreOneSender(String one, String another) {
        assertThat(SenderNetwork.of(one)).isEqualTo(SenderNetwork.of(another));
    }

    @ParameterizedTest
    @CsvSource({"2001:db8:0:7::1, 2001:db8:0:8::1", "192.0.2.7, 192.0.2.8", "::1, 127.0.0.1", "64:ff9b::192.0.2.7, 64:ff9b::192.0.2.8"})
    void addressesOfTwoNetworksAreTwoSenders(String one, String another) {
        assertThat(SenderNetwork.of(one)).isNotEqualTo(SenderNetwork.of(another));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "proxy", "192.0.2.7", "1:2", ":", "[", "]:", "[]", "%:", "no:such:host.example", "12345::", ".a:b"})
    void whatIsNotIpv6StaysAsItIs(String text) {
        assertThat(SenderNetwork.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8:0:7::9", "[2001:db8:0:7::9]"})
    void aNetworkIsNamedByItsFirstHalf(String address) {
        assertThat(SenderNetwork.of(address)).isEqualTo("2001:db8:0:7:0:0:0:0/64");
    }
}
