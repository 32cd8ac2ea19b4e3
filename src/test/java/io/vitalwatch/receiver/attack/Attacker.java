package io.vitalwatch.receiver.attack;

import io.vitalwatch.receiver.attack.Attack.Manner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Attacks over plain TCP, from one thread of a process of its own. Arguments: the number of the attack, the receiver's address, seconds,
 * and the address that it comes from. Prints the load in words.
 */
final class Attacker {
    private static final int OPENED_AT_ONCE = 200;

    private final Attack attack;
    private final InetSocketAddress address;
    private final InetSocketAddress from;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16);
    private int open;
    private long opened;
    private long bytes;
    private long answers;

    private Attacker(Attack attack, URI uri, String from) {
        this.attack = attack;
        this.from = new InetSocketAddress(from, 0);
        this.address = new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    public static void main(String[] arguments) throws Exception {
        Attack attack = Attack.all().get(Integer.parseInt(arguments[0]));
        URI uri = URI.create(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        if (attack.tls() && attack.manner() != Manner.PLAIN) {
            TlsAttacker.run(attack, uri, seconds);
        } else {
            Attacker attacker = new Attacker(attack, uri, arguments[3]);
            attacker.run(seconds);
            System.out.println(load(attack, attacker.opened, attacker.bytes, attacker.answers, seconds));
        }
        System.exit(0);
    }

    static String load(Attack attack, long opened, long bytes, long answers, int seconds) {
        return attack.manner() == Manner.REPEATS || attack.manner() == Manner.RENEGOTIATES
                ? String.format(Locale.ROOT, "%,d requests, %,d MB in %d s", answers, bytes / 1_000_000, seconds)
                : String.format(Locale.ROOT, "%,d at once, %,d in %d s, %,d MB", attack.atOnce(), opened, seconds, bytes / 1_000_000);
    }

    private void run(int seconds) throws IOException {
        try (Selector selector = Selector.open()) {
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            long trickled = System.nanoTime();
            while (System.nanoTime() < end) {
                for (int i = 0; i < OPENED_AT_ONCE && open < attack.atOnce(); i++) {
                    connect(selector);
                }
                if (attack.then().length > 0 && System.nanoTime() - trickled > attack.everyMillis() * 1_000_000) {
                    trickled = System.nanoTime();
                    List.copyOf(selector.keys()).forEach(this::trickle);
                }
                selector.select(open < attack.atOnce() ? 1 : 20);
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
                    ready(keys.next(), selector);
                }
            }
            for (SelectionKey key : List.copyOf(selector.keys())) {
                key.channel().close();
            }
        }
    }

    private void connect(Selector selector) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (attack.manner() == Manner.RESETS) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            if (!from.getAddress().equals(address.getAddress())) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(from);
            }
            channel.connect(address);
            channel.register(selector, SelectionKey.OP_CONNECT, ByteBuffer.wrap(attack.first()));
            open++;
        } catch (IOException e) {
            // No port or file is free now; the next round tries again.
        }
    }

    private void ready(SelectionKey key, Selector selector) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                opened++;
                key.interestOps(SelectionKey.OP_WRITE | reads());
            }
            if (key.isReadable()) {
                in.clear();
                if (channel.read(in) < 0) {
                    throw new IOException("closed");
                }
                // Of those whose connection ends with each answer, the next connection goes on.
                answers++;
                if (attack.manner() == Manner.REPEATS) {
                    ((ByteBuffer) key.attachment()).rewind();
                    key.interestOps(SelectionKey.OP_WRITE | SelectionKey.OP_READ);
                }
            }
            if (key.isWritable()) {
                write(channel, key, (ByteBuffer) key.attachment());
            }
        } catch (IOException e) {
            close(channel);
        }
    }

    private int reads() {
        return attack.manner() == Manner.DEAF ? 0 : SelectionKey.OP_READ;
    }

    private void write(SocketChannel channel, SelectionKey key, ByteBuffer out) throws IOException {
        if (attack.manner() == Manner.BYTE_BY_BYTE && out.remaining() > 1) {
            bytes += channel.write(out.slice(out.position(), 1));
            out.position(out.position() + 1);
            return;
        }
        bytes += channel.write(out);
        if (out.hasRemaining()) {
            return;
        }
        switch (attack.manner()) {
            case DEAF -> out.rewind();
            case LEAVES, RESETS -> throw new IOException("everything is sent");
            case HALF_CLOSES -> {
                channel.shutdownOutput();
                key.interestOps(SelectionKey.OP_READ);
            }
            default -> key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void trickle(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isValid() && channel.isConnected() && !((ByteBuffer) key.attachment()).hasRemaining()) {
                bytes += channel.write(ByteBuffer.wrap(attack.then()));
            }
        } catch (IOException e) {
            close(channel);
        }
    }

    private void close(SocketChannel channel) {
        open--;
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
