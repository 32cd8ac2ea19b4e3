package io.vitalwatch.cli.command;

import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.web.access.Passwords;
import io.vitalwatch.web.access.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code user add}: adds a user to the file of users of a private address, or gives a user another role or password. */
@Command(name = "user", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = {"Adds a user to the file of --private.users, or changes the role and password of one.",
            "Asks for the password, or reads it from the first line of standard input."},
        footer = {"", "The file keeps an argon2id hash, never the password. A running receiver uses the change within seconds.",
            "Exit codes: 0 done, 1 failure, 2 wrong usage."})
public final class UserCommand implements Callable<Integer> {
    private static final int SHORTEST_PASSWORD = 12;

    private final Terminal terminal;

    @Spec
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "add", description = "The only action.")
    private String action;

    @Parameters(index = "1", paramLabel = "NAME", description = "The user's name, without blanks and colons.")
    private String name;

    @Option(names = "--file", paramLabel = "FILE", required = true, description = "The file of users; created if it is missing.")
    private Path file;

    @Option(names = "--role", paramLabel = "ROLE", required = true,
            description = "scraper reads metrics only; viewer reads everything; admin also changes settings.")
    private String role;

    @Option(names = "--no-password", description = "For a user who is identified by a client certificate or by a proxy.")
    private boolean withoutPassword;

    /** @param terminal where to print */
    public UserCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (!"add".equals(action)) {
            throw wrongUsage("unknown action " + action + "; write: user add NAME --file=FILE --role=ROLE");
        }
        if (Role.of(role) == null) {
            throw wrongUsage("--role " + role + " must be one of " + String.join(", ", Role.labels()));
        }
        if (!name.matches("[^\\s:#\\p{Cntrl}][^\\s:\\p{Cntrl}]{0,127}")) {
            throw wrongUsage("a name has 1 to 128 characters, without blanks and colons");
        }
        List<String> lines = Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
        boolean known = lines.removeIf(line -> line.strip().split("\\s+")[0].equals(name));
        lines.add(name + " " + role + " " + (withoutPassword ? "-" : Passwords.hash(password())));
        write(lines);
        terminal.out().println((known ? "changed " : "added ") + name + " as " + role + " in " + file);
        return 0;
    }

    private String password() throws IOException {
        Console console = terminal.interactive() ? System.console() : null;
        String password;
        if (console == null) {
            password = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } else {
            password = new String(console.readPassword("Password of %s: ", name));
            if (!password.equals(new String(console.readPassword("Again: ")))) {
                throw new CommandFailure("the two passwords differ; nothing was changed");
            }
        }
        if (password == null || password.length() < SHORTEST_PASSWORD) {
            throw new CommandFailure("a password has at least " + SHORTEST_PASSWORD + " characters; nothing was changed");
        }
        return password;
    }

    /** A reader never sees half a file, and only the owner can read it. */
    private void write(List<String> lines) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path part = Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? Files.createTempFile(folder, "users", ".part", PosixFilePermissions.asFileAttribute(
                        Files.exists(file) ? Files.getPosixFilePermissions(file) : PosixFilePermissions.fromString("rw-------")))
                : Files.createTempFile(folder, "users", ".part");
        try {
            Files.write(part, lines);
            Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
