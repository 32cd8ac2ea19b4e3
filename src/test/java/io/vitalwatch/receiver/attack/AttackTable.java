package io.vitalwatch.receiver.attack;

import io.vitalwatch.cli.Main;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.attack.Attack.Place;
import io.vitalwatch.receiver.signature.Signing;
import io.vitalwatch.web.access.Passwords;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Attacks a receiver in a process of its own while somebody else sends signed deliveries, and prints a row of a table for each attack. The
 * broker is in this process, the attacker in another one; all share the machine. The attacker has the lowest priority: it takes what
 * processor time is left, as one on another machine would take none of the receiver's. Arguments: seconds, heap of the receiver, a regular
 * expression that the names of the attacks contain, and the address that the attacker comes from; run by {@code jobs/bench-attacks.sh}.
 */
public final class AttackTable {
    private static final int WARM_UP = 200;
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final int seconds;
    private final String heap;
    private final String from;
    private final Path folder;
    private final String bootstrapServers;

    private AttackTable(int seconds, String heap, String from, Path folder, String bootstrapServers) {
        this.seconds = seconds;
        this.heap = heap;
        this.from = from;
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
    }

    /** Ends with 1 if a receiver ended, or if it did not take deliveries again after an attack. */
    public static void main(String[] arguments) throws Exception {
        Pattern wanted = Pattern.compile(arguments[2]);
        Path folder = Files.createTempDirectory("attacks");
        boolean good = true;
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            AttackTable table = new AttackTable(Integer.parseInt(arguments[0]), arguments[1], arguments[3], folder,
                    kafka.bootstrapServers());
            keystore(folder);
            Files.writeString(folder.resolve("users"), "anna admin " + Passwords.hash("the right one") + "\n");
            System.out.println("| attack | load | signed deliveries | refused | lost | p50 | p99 | memory | slowest health | CPU | taken again |");
            System.out.println("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            List<Attack> all = Attack.all();
            for (int i = 0; i < all.size(); i++) {
                if (wanted.matcher(all.get(i).name()).find()) {
                    good &= table.row(i, all.get(i));
                }
            }
        }
        System.exit(good ? 0 : 1);
    }

    private boolean row(int number, Attack attack) throws Exception {
        Process receiver = receiver(number, attack);
        try (BufferedReader lines = receiver.inputReader(StandardCharsets.UTF_8)) {
            URI uri = URI.create(after(lines, "deliveries"));
            URI inside = URI.create(after(lines, "delivery page")).resolve("/health/live");
            after(lines, "ready");
            for (int i = 0; i < WARM_UP; i++) {
                SteadySender.post(uri, "warm", "");
            }
            String load = "";
            SteadySender sender = new SteadySender(uri, attack.place() == Place.BEHIND_PROXY ? "X-Forwarded-For: 198.51.100.7\r\n" : "");
            Duration before = cpu(receiver);
            HealthWatch health = new HealthWatch(inside);
            if (attack.atOnce() > 0) {
                Process attacker = new ProcessBuilder("nice", "-n", "19", JAVA, "-Xmx400m", "-cp", System.getProperty("java.class.path"),
                        Attacker.class.getName(), Integer.toString(number),
                        (attack.place() == Place.PRIVATE ? inside.resolve(uri.getPath()) : uri).toString(), Integer.toString(seconds), from)
                        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
                sender.send(seconds);
                load = attacker.inputReader().readLine();
                attacker.waitFor();
            } else {
                sender.send(seconds);
            }
            double slowest = health.end();
            Duration used = cpu(receiver).minus(before);
            double again = takenAgain(uri);
            boolean good = receiver.isAlive() && again < 30 && HealthWatch.ask(inside) < HealthWatch.PATIENCE_SECONDS;
            System.out.printf(Locale.ROOT, "| %s | %s | %d | %d | %d | %.2f s | %.2f s | %s | %.2f s | %.1f s | %s |%n", attack.name(), load, sender.taken(),
                    sender.refused(), sender.lost(), sender.seconds(0.5), sender.seconds(0.99), peak(receiver), slowest, used.toMillis() / 1e3,
                    good ? String.format(Locale.ROOT, "%.1f s", again) : "**NO**");
            return good;
        } finally {
            receiver.destroy();
            if (!receiver.waitFor(10, TimeUnit.SECONDS)) {
                receiver.destroyForcibly().waitFor();
            }
        }
    }

    private Process receiver(int number, Attack attack) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), Signing.SECRET);
        List<String> command = new ArrayList<>(List.of("sh", "-c", attack.files() > 0 ? "ulimit -n " + attack.files() + "; exec \"$@\""
                : "exec \"$@\"", "sh", JAVA, "-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "receiver", "--kafka.bootstrap.servers=" + bootstrapServers, "--secret.test=file:" + secret,
                "--listen.address=127.0.0.1", "--listen.port=0", "--private.port=0", "--topic.raw=a" + number + ".raw",
                "--topic.studies=a" + number + ".studies", "--topic.deliveries=a" + number + ".deliveries",
                "--topic.totals=a" + number + ".totals", "--topic.receivers=a" + number + ".receivers"));
        if (attack.place() == Place.BEHIND_PROXY) {
            command.add("--trusted-proxies=127.0.0.1");
        }
        if (attack.name().startsWith("wrong passwords")) {
            command.add("--private.users=" + folder.resolve("users"));
        }
        if (attack.tls()) {
            command.addAll(List.of("--tls.keystore=" + folder.resolve("keys.p12"), "--tls.password-file=" + folder.resolve("password")));
        }
        return new ProcessBuilder(command).directory(folder.toFile()).redirectError(folder.resolve("errors").toFile()).start();
    }

    private static String after(BufferedReader lines, String label) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.strip().startsWith(label)) {
                return line.strip().substring(label.length()).strip();
            }
        }
        throw new IOException("the receiver ended before it said: " + label);
    }

    /** Seconds until a signed delivery is answered 204. */
    private static double takenAgain(URI uri) throws InterruptedException {
        long began = System.nanoTime();
        while (System.nanoTime() - began < 30_000_000_000L) {
            try {
                if (SteadySender.post(uri, "again", "") == 204) {
                    break;
                }
            } catch (IOException e) {
                // Not yet.
            }
            Thread.sleep(50);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most memory that a process had. */
    private static String peak(Process process) throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.isReadable(status)) {
            return "?";
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1000 + " MB").findFirst().orElse("?");
    }

    private static void keystore(Path folder) throws Exception {
        Files.writeString(folder.resolve("password"), "changeit\n");
        int exit = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keystore",
                folder.resolve("keys.p12").toString(), "-storetype", "PKCS12", "-storepass", "changeit", "-keyalg", "EC", "-dname",
                "CN=attacked", "-validity", "30", "-alias", "a").inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("keytool failed");
        }
    }
}
