package io.vitalwatch.cli.command;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.receiver.signature.SignatureDiagnosis;
import io.vitalwatch.receiver.signature.SignatureDiagnosis.Match;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** {@code diagnose-signature}: finds out how a delivery was signed. */
@Command(name = "diagnose-signature", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Tries schemes, algorithms, encodings and prefixes on a recorded delivery and reports which of them the vendor uses.",
        footer = {"", "The body must be exact to the byte, as curl --data-binary would send it; text copied from an editor is not.",
            "Exit codes: 0 found, 1 nothing matches, 2 wrong usage."})
public final class DiagnoseSignatureCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec command;

    @Option(names = "--body", paramLabel = "FILE", required = true, description = "The body, exactly as received.")
    private Path body;

    @Option(names = "--headers", paramLabel = "FILE", description = "The headers as received, one 'Name: value' per line.")
    private Path headers;

    @Option(names = {"-H", "--header"}, paramLabel = "'NAME: VALUE'", description = "One header; may be repeated.")
    private List<String> header = new ArrayList<>();

    @Option(names = "--secret-file", paramLabel = "FILE", required = true, description = "A file that holds the shared secret.")
    private Path secret;

    /** @param terminal where to print */
    public DiagnoseSignatureCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Map<String, List<String>> received = headers();
        if (received.isEmpty()) {
            throw new ParameterException(command.commandLine(), "no header was given; use --headers=FILE or -H 'Name: value'");
        }
        byte[] key = SignatureDiagnosis.secret("file:" + secret, "--secret-file", Map.of());
        List<Match> matches = SignatureDiagnosis.of(received, bytes(body, "--body"), key);
        if (matches.isEmpty()) {
            terminal.out().println("None matches. Tried HMAC with SHA-256, SHA-384 and SHA-512 over the body, over timestamp.body and over"
                    + " id.timestamp.body,\nin hexadecimal and Base64, on each of: " + String.join(", ", received.keySet()) + ".\n"
                    + "Either the secret is wrong, or the body is not exact to the byte, or the vendor signs in another way.");
            return 1;
        }
        for (Match match : matches) {
            terminal.out().println("This matches:\n  " + String.join("\n  ", match.settings()));
            if (!match.note().isEmpty()) {
                terminal.out().println("  (" + match.note() + ")");
            }
        }
        return 0;
    }

    private Map<String, List<String>> headers() {
        List<String> lines = new ArrayList<>(header);
        if (headers != null) {
            lines.addAll(List.of(new String(bytes(headers, "--headers"), java.nio.charset.StandardCharsets.UTF_8).split("\r?\n")));
        }
        Map<String, List<String>> read = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines) {
            int colon = line.indexOf(':');
            // A request line such as "POST /path HTTP/1.1" has no colon before its first space.
            if (colon > 0 && line.substring(0, colon).indexOf(' ') < 0) {
                read.computeIfAbsent(line.substring(0, colon), any -> new ArrayList<>()).add(line.substring(colon + 1).trim());
            }
        }
        return read;
    }

    private byte[] bytes(Path file, String option) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ParameterException(command.commandLine(), option + " " + file + " cannot be read");
        }
    }
}
