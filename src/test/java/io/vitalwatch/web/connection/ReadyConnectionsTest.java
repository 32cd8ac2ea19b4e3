package io.vitalwatch.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class ReadyConnectionsTest {
    private final List<SocketChannel> channels = new ArrayList<>();
    private final Set<WaitingConnection> left = new HashSet<>();
    private final ReadyConnections ready = new ReadyConnections(left::contains);

    @AfterEach
    void close() throws IOException {
        for (SocketChannel each : channels) {
            each.close();
        }
    }

    @Test
    void theNewestIsNextAndThoseWhomTheOtherEndHasLeftComeLast() throws Exception {
        List<WaitingConnection> all = open(5);
        all.forEach(ready::add);
        left.add(all.get(4));
        left.add(all.get(1));
        assertThat(List.of(ready.poll(), ready.poll(), ready.poll(), ready.poll(), ready.poll()))
                .containsExactly(all.get(3), all.get(2), all.get(0), all.get(1), all.get(4));
        assertThat(ready.poll()).isNull();
        assertThat(ready.isEmpty()).isTrue();
    }

    @Test
    void oneThatIsAloneIsReadEvenIfTheOtherEndHasLeftIt() throws Exception {
        WaitingConnection alone = open(1).get(0);
        left.add(alone);
        ready.add(alone);
        assertThat(ready.poll()).isSameAs(alone);
        assertThat(ready.isEmpty()).isTrue();
    }

    @Test
    void closedOnesAreLeftOutAndDoNotPileUp() throws Exception {
        WaitingConnection open = open(1).get(0);
        ready.add(open);
        for (int i = 0; i < 1000; i++) {
            WaitingConnection closed = open(1).get(0);
            ready.add(closed);
            closed.close();
        }
        assertThat(ready.size()).isLessThan(200);
        assertThat(ready.poll()).isSameAs(open);
        assertThat(ready.poll()).isNull();
        assertThat(ready.isEmpty()).isTrue();
    }

    private List<WaitingConnection> open(int count) throws IOException {
        List<WaitingConnection> opened = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (int i = 0; i < count; i++) {
                channels.add(SocketChannel.open(server.getLocalAddress()));
                SocketChannel accepted = server.accept();
                channels.add(accepted);
                opened.add(new WaitingConnection(accepted, new FirstBytes(false, 100), () -> {}, () -> {}));
            }
        }
        return opened;
    }
}
