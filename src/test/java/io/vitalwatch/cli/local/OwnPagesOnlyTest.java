package io.vitalwatch.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Flink's REST of {@code local}: programs and its own pages may use it, pages of other origins may not. */
@Timeout(120)
class OwnPagesOnlyTest {
    private static InProcessFlink flink;
    private static URI rest;

    @BeforeAll
    static void start() throws Exception {
        flink = InProcessFlink.start(1, 0);
        rest = URI.create(flink.webAddress());
    }

    @AfterAll
    static void stop() throws Exception {
        flink.close();
    }

    @Test
    void programsAndItsOwnPagesMayUseIt() throws Exception {
        String own = "Host: 127.0.0.1:" + rest.getPort() + "\r\n";
        for (String headers : List.of(own, "Host: localhost:1\r\n", own + "Origin: " + rest.toString().replaceAll("/$", "") + "\r\n",
                own + "Sec-Fetch-Site: same-origin\r\nReferer: http://127.0.0.1:" + rest.getPort() + "/\r\n",
                own + "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n")) {
            assertThat(answer("GET /overview", headers)).as(headers).startsWith("HTTP/1.1 200").doesNotContain("llow-origin: *")
                    .doesNotContain("llow-Origin: *");
        }
        assertThat(answer("GET /", own + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nReferer: http://wiki.example/\r\n"))
                .as("a link to it").startsWith("HTTP/1.1 200");
    }

    @Test
    void aPageOfAnotherOriginIsRefusedBeforeFlinkSeesTheRequest() throws Exception {
        String job = "/jobs/" + "0".repeat(32);
        String own = "Host: 127.0.0.1:" + rest.getPort() + "\r\n";
        for (String request : List.of("GET /jobs/overview", "GET " + job + "/yarn-cancel", "POST " + job + "/savepoints", "PATCH " + job,
                "OPTIONS " + job, "DELETE /cluster", "POST /jars/upload")) {
            for (String headers : List.of(own + "Origin: http://evil.example\r\n", own + "Origin: null\r\n",
                    own + "Origin: http://127.0.0.1:1\r\n", own + "Sec-Fetch-Site: cross-site\r\n", own + "Sec-Fetch-Site: same-site\r\n",
                    own + "Referer: http://evil.example/page\r\n", "Host: evil.example:" + rest.getPort() + "\r\n",
                    "Host: 127.0.0.1.evil.example\r\n", own + own, "")) {
                assertThat(answer(request, headers)).as(request + "\n" + headers).startsWith("HTTP/1.1 403");
            }
        }
        assertThat(answer("GET " + job + "/yarn-cancel", own)).as("a picture on a page, by a browser that does not say so")
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void nothingListensOnOtherAddressesThanLoopback() throws Exception {
        List<String> reachable = new ArrayList<>();
        for (int port : listening()) {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                for (var address : each.inetAddresses().filter(one -> !one.isLoopbackAddress()).toList()) {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), 200);
                        reachable.add(address + ":" + port);
                    } catch (IOException e) {
                        // Not reachable, as it should be.
                    }
                }
            }
        }
        assertThat(reachable).isEmpty();
    }

    /** The ports on which this process listens; empty where the system does not say so. */
    private static List<Integer> listening() throws IOException {
        List<String> inodes = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            return ports;
        }
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : files.toList()) {
                try {
                    inodes.add(Files.readSymbolicLink(each).toString().replaceAll("\\D", ""));
                } catch (IOException e) {
                    // Closed meanwhile.
                }
            }
        }
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] parts = line.trim().split("\\s+");
                if (parts.length > 9 && parts[3].equals("0A") && inodes.contains(parts[9])) {
                    ports.add(Integer.parseInt(parts[1].substring(parts[1].lastIndexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static String answer(String request, String headers) throws IOException {
        try (Socket socket = new Socket(rest.getHost(), rest.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write((request + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(400), StandardCharsets.ISO_8859_1);
        }
    }
}
