package io.vitalwatch.receiver.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A plain TCP connection, for requests that no HTTP client sends. */
final class RawSocket implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RawSocket(URI uri) throws IOException {
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawSocket send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawSocket send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Ends sending; answers can still be read. */
    RawSocket halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The head of one answer, and its body if it has a length; empty if the connection ended without an answer. */
    String answer() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        var length = java.util.regex.Pattern.compile("(?i)content-length: *(\\d+)").matcher(text);
        return length.find() ? text + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8) : text;
    }

    int status() throws IOException {
        String answer = answer();
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : -1;
    }

    /** The status of an answer whose body is not read, so that nothing else can be read from this connection. */
    int headOnly() throws IOException {
        byte[] line = in.readNBytes(12);
        String text = new String(line, StandardCharsets.ISO_8859_1);
        return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : -1;
    }

    /** Whether the other side ended the connection. */
    boolean ended() throws IOException {
        return in.read() < 0;
    }

    /** Whether the other side ended the connection, in order or not. */
    boolean closed() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
