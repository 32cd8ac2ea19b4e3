package io.vitalwatch.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.web.connection.ConnectionTable.Phase;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class ConnectionTableTest {
    private static final long TENTH = 100_000_000L;

    private final List<TestConnection> closed = new ArrayList<>();
    private final ConnectionTable table = new ConnectionTable(new ConnectionLimits(6, 4, 5000, address -> address.equals("proxy")));

    @Test
    void anAddressAtItsLimitLosesItsOwnLeastUsefulConnection() {
        TestConnection other = open("b", Phase.PARTIAL_HEAD);
        open("a", Phase.BUSY);
        TestConnection partial = open("a", Phase.PARTIAL_HEAD);
        open("a", Phase.NEW);
        open("a", Phase.IDLE);

        assertThat(table.admit(new TestConnection("a", Phase.NEW))).isTrue();
        assertThat(closed).containsExactly(partial).doesNotContain(other);
        assertThat(table.open()).isEqualTo(5);
    }

    @Test
    void theManyAddressesOfAnIpv6NetworkCountAsOneSender() {
        ConnectionTable network = new ConnectionTable(new ConnectionLimits(60, 4, 5000, address -> address.equals("2001:db8::ff")));
        TestConnection other = new TestConnection("2001:db8:0:1::1", Phase.PARTIAL_HEAD);
        TestConnection proxy = new TestConnection("2001:db8::ff", Phase.PARTIAL_HEAD);
        network.admit(other);
        network.admit(proxy);
        List<TestConnection> strangers = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            TestConnection stranger = new TestConnection("2001:db8::" + i, Phase.PARTIAL_HEAD);
            strangers.add(stranger);
            assertThat(network.admit(stranger)).isTrue();
        }
        assertThat(closed).containsExactlyElementsOf(strangers.subList(0, 2)).doesNotContain(other, proxy);
        assertThat(network.open()).isEqualTo(6);
        TestConnection moved = strangers.get(5);
        network.count(moved, "2001:db8:0:1::2");
        network.remove(moved);
        strangers.subList(2, 5).forEach(network::remove);
        assertThat(network.open()).isEqualTo(2);
    }

    @Test
    void connectionsGoInTheOrderOfTheirUseAndTheOldestFirst() {
        TestConnection busy = open("a", Phase.BUSY);
        TestConnection proven = open("a", Phase.IDLE_PROVEN);
        TestConnection body = open("b", Phase.BODY);
        TestConnection idle = open("b", Phase.IDLE);
        TestConnection fresh = open("c", Phase.NEW);
        TestConnection older = open("d", Phase.PARTIAL_HEAD);
        table.remove(busy);
        TestConnection answered = open("c", Phase.ANSWERED);
        assertThat(table.admit(busy)).isTrue();
        assertThat(closed).containsExactly(answered);
        closed.clear();
        for (String address : List.of("e", "f", "g", "h", "i")) {
            assertThat(table.admit(new TestConnection(address, Phase.BUSY))).isTrue();
        }
        assertThat(closed).containsExactly(older, fresh, idle, body, proven);
        assertThat(table.admit(new TestConnection("j", Phase.NEW))).as("all are in use").isFalse();
        assertThat(closed).doesNotContain(busy);
        assertThat(table.closed()).isEqualTo(7);
    }

    @Test
    void amongManyOneInThirtyTwoIsClosedAtOnceAndOneWhoseRequestWaitsIsNotAmongThem() {
        ConnectionTable large = new ConnectionTable(new ConnectionLimits(1000, 320, 5000, address -> false));
        List<TestConnection> all = new ArrayList<>();
        for (int i = 0; i < 320; i++) {
            all.add(new TestConnection("a", Phase.NEW));
            all.get(i).unread = i == 3;
            large.admit(all.get(i));
        }
        assertThat(large.admit(new TestConnection("a", Phase.NEW))).isTrue();
        assertThat(closed).containsExactly(all.get(0), all.get(1), all.get(2), all.get(4), all.get(5), all.get(6), all.get(7), all.get(8),
                all.get(9), all.get(10));
        assertThat(large.open()).isEqualTo(311);
    }

    @Test
    void amongManyAddressesThoseWithTheMostConnectionsLoseSome() {
        ConnectionTable large = new ConnectionTable(new ConnectionLimits(100, 50, 5000, address -> false));
        List<TestConnection> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(new TestConnection(i < 96 ? "a" + i : "b" + i % 2, Phase.PARTIAL_HEAD));
            large.admit(all.get(i));
        }
        assertThat(large.admit(new TestConnection("c", Phase.NEW))).isTrue();
        assertThat(closed).hasSize(3).startsWith(all.get(96), all.get(97)).doesNotContain(all.get(98), all.get(99));
    }

    @Test
    void whereNoOtherOneCanBeOpenedTheLeastUsefulMakesRoomUntilAllAreInUse() {
        open("a", Phase.BUSY);
        TestConnection idle = open("a", Phase.IDLE_PROVEN);
        TestConnection fresh = open("b", Phase.NEW);
        assertThat(table.makeRoom()).isTrue();
        assertThat(table.makeRoom()).isTrue();
        assertThat(closed).containsExactly(fresh, idle);
        assertThat(table.makeRoom()).isFalse();
        assertThat(table.open()).isEqualTo(1);
        assertThat(table.closed()).isEqualTo(2);
    }

    @Test
    void aProxyHasNoLimitOfItsOwn() {
        for (int i = 0; i < 6; i++) {
            open("proxy", Phase.BUSY);
        }
        assertThat(table.open()).isEqualTo(6);
        assertThat(closed).isEmpty();
    }

    @Test
    void aConnectionOfAProxyCountsForTheSenderWhoUsesIt() {
        TestConnection good = open("proxy", Phase.BODY);
        table.count(good, "good");
        List<TestConnection> bad = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            bad.add(open("proxy", Phase.BODY));
            table.count(bad.get(i), "bad");
        }
        assertThat(closed).isEmpty();
        TestConnection fifth = open("proxy", Phase.BODY);
        table.count(fifth, "bad");
        assertThat(closed).as("four of one address are allowed").containsExactly(bad.get(0));

        table.count(bad.get(0), "good");
        assertThat(bad.get(0).address()).as("it is not here any more").isEqualTo("bad");
        open("proxy", Phase.BODY);
        open("proxy", Phase.BODY);
        assertThat(closed).as("the sender who has the most loses one").containsExactly(bad.get(0), bad.get(1));
        table.count(good, "proxy");
        table.remove(good);
        assertThat(table.open()).isEqualTo(5);
    }

    @Test
    void aClosedConnectionMakesRoom() {
        List<TestConnection> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(open("a", Phase.BUSY));
        }
        assertThat(table.admit(new TestConnection("a", Phase.NEW))).isFalse();
        table.remove(all.get(0));
        table.remove(all.get(0));
        assertThat(table.admit(new TestConnection("a", Phase.NEW))).isTrue();
        assertThat(table.open()).isEqualTo(4);
    }

    @Test
    void headsThatTakeTooLongAreClosed() {
        TestConnection slow = open("a", Phase.PARTIAL_HEAD);
        open("a", Phase.BUSY);
        slow.hasSentPartOfAHead = true;
        for (long tenths = 0; tenths <= 50; tenths++) {
            table.closeOverdue(tenths * TENTH);
        }
        assertThat(closed).isEmpty();
        table.closeOverdue(51 * TENTH);
        assertThat(closed).containsExactly(slow);
    }

    @Test
    void oneThatFailsToEndDoesNotKeepTheOthersOpen() {
        List<TestConnection> slow = List.of(open("a", Phase.PARTIAL_HEAD), open("a", Phase.PARTIAL_HEAD), open("a", Phase.PARTIAL_HEAD));
        slow.forEach(each -> each.hasSentPartOfAHead = true);
        slow.get(0).failsToEnd = true;
        table.closeOverdue(0);
        table.closeOverdue(51 * TENTH);
        assertThat(closed).containsExactlyElementsOf(slow);
        assertThat(table.open()).isZero();

        TestConnection failing = open("b", Phase.NEW);
        failing.failsToEnd = true;
        while (!closed.contains(failing)) {
            open("b", Phase.BUSY);
        }
        assertThat(closed).endsWith(failing);
    }

    @Test
    void aHeadThatThisServerHasNotReadYetIsNotOverdue() throws Exception {
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel sender = SocketChannel.open(listening.getLocalAddress());
                SocketChannel accepted = listening.accept()) {
            WaitingConnection waiting = new WaitingConnection(accepted, new FirstBytes(false, 100), () -> {});
            ConnectionTable.Member taken = (ConnectionTable.Member) new StrictHttp(new HttpConfiguration(), table)
                    .newConnection(new ServerConnector(new Server()), new GatedEndPoint(waiting, null, null, null, Runnable::run));
            for (ConnectionTable.Member connection : List.of(waiting, taken)) {
                assertThat(connection.isOverdue(0, 5)).isFalse();
                assertThat(connection.isOverdue(6, 5)).isTrue();
                assertThat(connection.phase()).isEqualTo(Phase.NEW);
                assertThat(connection.hasUnread()).isFalse();
            }
            sender.write(ByteBuffer.wrap(new byte[] {'P'}));
            while (accepted.socket().getInputStream().available() == 0) {
                Thread.onSpinWait();
            }
            for (ConnectionTable.Member connection : List.of(waiting, taken)) {
                assertThat(connection.isOverdue(7, 5)).isFalse();
                assertThat(connection.hasUnread()).isTrue();
            }
        }
    }

    @Test
    void aConnectionTakesThePlaceOfAnotherOnceAndOnlyWhileThatIsThere() {
        TestConnection waiting = open("a", Phase.NEW);
        TestConnection taken = new TestConnection("a", Phase.BUSY);
        assertThat(table.replace(waiting, taken)).isTrue();
        assertThat(table.replace(waiting, new TestConnection("a", Phase.BUSY))).isFalse();
        assertThat(table.open()).isEqualTo(1);
        table.remove(taken);
        assertThat(table.open()).isZero();
    }

    @Test
    void aProcessThatMayOpenFewFilesHasFewerConnections() {
        assertThat(FileDescriptors.mostConnections(2048, 1 << 20, 100)).isEqualTo(2048);
        assertThat(FileDescriptors.mostConnections(2048, 2000, 100)).isEqualTo(1400);
        assertThat(FileDescriptors.mostConnections(2048, 500, 100)).isEqualTo(275);
        assertThat(FileDescriptors.mostConnections(2048, 256, 40)).isEqualTo(116);
        assertThat(FileDescriptors.mostConnections(2048, 256, 200)).isEqualTo(16);
    }

    private TestConnection open(String address, Phase phase) {
        TestConnection connection = new TestConnection(address, phase);
        assertThat(table.admit(connection)).isTrue();
        return connection;
    }

    private final class TestConnection implements ConnectionTable.Member {
        private String address;
        private final Phase phase;
        private boolean hasSentPartOfAHead;
        private boolean unread;
        private boolean failsToEnd;
        private long since = -1;

        private TestConnection(String address, Phase phase) {
            this.address = address;
            this.phase = phase;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public void countFor(String other) {
            address = other;
        }

        @Override
        public Phase phase() {
            return phase;
        }

        @Override
        public boolean hasUnread() {
            return unread;
        }

        @Override
        public boolean isOverdue(long now, long longest) {
            since = since < 0 ? now : since;
            return hasSentPartOfAHead && now - since > longest;
        }

        @Override
        public void end() {
            closed.add(this);
            table.remove(this);
            if (failsToEnd) {
                throw new IllegalStateException("a buffer was released twice");
            }
        }

        @Override
        public String toString() {
            return address + " " + phase;
        }
    }
}
