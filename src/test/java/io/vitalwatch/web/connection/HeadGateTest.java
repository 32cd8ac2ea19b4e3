package io.vitalwatch.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The gate's rounds are called here, each of which waits until something arrives. */
@Timeout(60)
class HeadGateTest {
    private static final String HEAD = "POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final long SECOND = 1_000_000_000L;

    private final ConnectionTable table = new ConnectionTable(new ConnectionLimits(6, 4, 5000, address -> false));
    private final List<WaitingConnection> passed = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private Consumer<WaitingConnection> next = passed::add;
    /** How many connections can still be accepted. */
    private int freeFiles = Integer.MAX_VALUE;
    private ServerSocketChannel server;
    private HeadGate gate;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        gate = new HeadGate(server, table, false, 16 * 1024, connection -> next.accept(connection)) {
            @Override
            SocketChannel accept() throws IOException {
                if (freeFiles == 0) {
                    throw new IOException("Too many open files");
                }
                SocketChannel accepted = super.accept();
                freeFiles -= accepted == null ? 0 : 1;
                return accepted;
            }
        };
    }

    @AfterEach
    void close() throws IOException {
        gate.close();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void aConnectionIsPassedOnWithAllItsBytesWhenItsHeadIsWhole() throws Exception {
        Socket socket = connect();
        gate.round();
        assertThat(table.open()).isEqualTo(1);
        for (String part : List.of("PO", "ST /webhooks/corsano HTTP/1.1\r\nHost: x\r\n")) {
            send(socket, part);
            gate.round();
            assertThat(passed).isEmpty();
        }
        send(socket, "\r\n{}");
        gate.round();
        assertThat(passed).singleElement().satisfies(each -> {
            assertThat(new String(each.takeBytes(), StandardCharsets.ISO_8859_1)).isEqualTo(HEAD + "{}");
            assertThat(each.phase()).as("it is not closed for another one now").isEqualTo(ConnectionTable.Phase.BUSY);
        });
        assertThat(table.open()).isEqualTo(1);
    }

    @Test
    void oneThatEndsBeforeItsHeadIsWholeIsForgotten() throws Exception {
        Socket silent = connect();
        gate.round();
        silent.close();
        gate.round();
        assertThat(table.open()).isZero();

        Socket broken = connect();
        gate.round();
        send(broken, "POST ");
        gate.round();
        broken.shutdownOutput();
        gate.round();
        assertThat(broken.getInputStream().read()).isEqualTo(-1);
        assertThat(table.open()).isZero();
        assertThat(passed).isEmpty();
    }

    @Test
    void whatCannotBecomeARequestIsAnsweredAndItsRestIsThrownAwayUntilItEnds() throws Exception {
        for (String wrong : List.of("hello\r\n", "GET / HTTP/1.1\r\n" + "a:b\r\n".repeat(101))) {
            Socket socket = connect();
            gate.round();
            send(socket, wrong);
            gate.round();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith(wrong.startsWith("hello") ? "HTTP/1.1 400 " : "HTTP/1.1 431 ").contains("Connection: close\r\n");
            send(socket, "more");
            gate.round();
            assertThat(table.open()).isEqualTo(1);
            socket.close();
            gate.round();
            assertThat(table.open()).isZero();
        }
        assertThat(passed).isEmpty();
    }

    @Test
    void aRefusedConnectionThatGoesOnSendingIsClosedInTime() throws Exception {
        Socket socket = connect();
        gate.round();
        send(socket, "hello\r\n");
        gate.round();
        send(socket, "more, which nobody reads before the time is over");
        for (int tenths = 0; tenths <= 51; tenths++) {
            table.closeOverdue(tenths * SECOND / 10);
        }
        assertThat(table.open()).isZero();
    }

    @Test
    void theOldestUnfinishedHeadMakesRoomForAWholeOne() throws Exception {
        List<Socket> partial = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            partial.add(connect());
            gate.round();
            send(partial.get(i), "POST ");
            gate.round();
        }
        send(connect(), HEAD);
        while (passed.isEmpty()) {
            gate.round();
        }
        assertThat(partial.get(0).getInputStream().read()).isEqualTo(-1);
        assertThat(table.open()).isEqualTo(4);
        assertThat(table.closed()).isEqualTo(1);
    }

    @Test
    void aHeadThatTakesTooLongIsClosedAndOnePassedOnIsNot() throws Exception {
        send(connect(), HEAD);
        while (passed.isEmpty()) {
            gate.round();
        }
        Socket slow = connect();
        gate.round();
        for (int tenths = 0; tenths <= 51; tenths++) {
            table.closeOverdue(tenths * SECOND / 10);
        }
        assertThat(slow.getInputStream().read()).isEqualTo(-1);
        assertThat(table.open()).isEqualTo(1);
        assertThat(passed.get(0).channel().isOpen()).isTrue();
    }

    @Test
    void aConnectionThatNobodyTookIsForgottenWhenItIsClosed() throws Exception {
        send(connect(), HEAD);
        while (passed.isEmpty()) {
            gate.round();
        }
        table.closeOverdue(0);
        assertThat(table.open()).isEqualTo(1);
        passed.get(0).close();
        table.closeOverdue(0);
        assertThat(table.open()).isZero();
    }

    @Test
    void whatFailsForOneConnectionClosesItAndLeavesTheOthers() throws Exception {
        Socket other = connect();
        gate.round();
        Consumer<WaitingConnection> before = next;
        next = any -> {
            throw new OutOfMemoryError("for the test");
        };
        Socket unlucky = connect();
        gate.round();
        send(unlucky, HEAD);
        assertThatThrownBy(gate::round).isInstanceOf(OutOfMemoryError.class);
        assertThat(unlucky.getInputStream().read()).isEqualTo(-1);
        assertThat(table.open()).isEqualTo(1);

        next = before;
        send(other, HEAD);
        while (passed.isEmpty()) {
            gate.round();
        }
        assertThat(table.open()).isEqualTo(1);
    }

    @Test
    void whenTheProcessCanOpenNoMoreFilesTheLeastUsefulConnectionMakesRoom() throws Exception {
        Socket silent = connect();
        gate.round();
        freeFiles = 0;
        send(connect(), HEAD);
        gate.round();
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
        assertThat(table.open()).isZero();
        assertThat(table.closed()).isEqualTo(1);

        freeFiles = 1;
        while (passed.isEmpty()) {
            gate.round();
        }
        Socket patient = connect();
        for (int i = 0; i < 5; i++) {
            gate.look(i * SECOND);
            gate.round();
        }
        assertThat(passed.get(0).channel().isOpen()).as("a connection in use is left").isTrue();
        assertThat(table.open()).isEqualTo(1);
        freeFiles = 1;
        send(patient, HEAD);
        while (passed.size() < 2) {
            gate.round();
        }
    }

    /** As one whose end is left to another thread. */
    @Test
    void aFileThatIsNotFreeAtOnceCostsNoOtherConnection() throws Exception {
        for (int i = 0; i < 3; i++) {
            connect();
            gate.round();
        }
        freeFiles = 0;
        connect();
        gate.round();
        gate.round();
        assertThat(table.open()).isEqualTo(2);
        freeFiles = 2;
        while (table.open() < 3) {
            gate.round();
        }
        assertThat(table.closed()).isEqualTo(1);
    }

    @Test
    void itSaysWhenNoRoundEndsAnyMore() throws Exception {
        for (int second = 0; second < 60; second++) {
            gate.look(second * SECOND);
            gate.round();
            assertThat(gate.alive(second * SECOND)).as("second %d", second).isTrue();
        }
        gate.look(60 * SECOND);
        for (int second = 61; second < 70; second++) {
            gate.look(second * SECOND);
            assertThat(gate.alive(second * SECOND)).as("second %d", second).isTrue();
        }
        gate.look(70 * SECOND);
        assertThat(gate.alive(70 * SECOND)).isFalse();

        gate.round();
        gate.look(71 * SECOND);
        assertThat(gate.alive(71 * SECOND)).as("as after a pause").isTrue();
    }

    @Test
    void whenItIsClosedAllThatWaitAreClosed() throws Exception {
        Socket waiting = connect();
        gate.round();
        gate.close();
        assertThat(waiting.getInputStream().read()).isEqualTo(-1);
        assertThat(table.open()).isZero();
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
