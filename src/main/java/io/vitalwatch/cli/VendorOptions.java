package io.vitalwatch.cli;

import io.vitalwatch.simulator.SignatureSettings;
import io.vitalwatch.simulator.Signer;
import io.vitalwatch.simulator.Vendor;
import io.vitalwatch.simulator.VendorSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** How {@code simulate} delivers over HTTP. */
final class VendorOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", description = "Post to this address, such as http://localhost:8080/webhooks/corsano.")
    private URI url;

    @Option(names = "--secret-file", paramLabel = "FILE", description = "The shared secret; a line feed at its end does not count.")
    private Path secretFile;

    @Option(names = "--speed", paramLabel = "N", defaultValue = "1", description = "Simulated seconds a real second. Default: 1. At "
            + "another speed samples are soon ahead of the wall clock, which a receiver and its job refuse unless told (local does).")
    private double speed;

    @Option(names = "--tell-arrival", description = "Say each delivery's simulated arrival in the header " + VendorSettings.ARRIVAL_HEADER
            + ", for a receiver that believes it.")
    private boolean tellArrival;

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "256", description = "The most requests open at a time. Default: 256.")
    private int inFlight;

    @Option(names = "--attempts", paramLabel = "N", defaultValue = "10",
            description = "Attempts at a delivery while the receiver is away or busy. Default: 10; at one that is refused, at most 3.")
    private int attempts;

    @Option(names = "--signature-header", paramLabel = "NAME", defaultValue = "X-Corsano-Signature",
            description = "Default: X-Corsano-Signature.")
    private String header;

    @Option(names = "--signature-algorithm", paramLabel = "NAME", defaultValue = "HmacSHA256", description = "Default: HmacSHA256.")
    private String algorithm;

    @Option(names = "--signature-encoding", paramLabel = "hex|base64", defaultValue = "hex", description = "Default: hex.")
    private String encoding;

    @Option(names = "--signature-prefix", paramLabel = "TEXT", defaultValue = "", description = "What stands before it, such as sha256=.")
    private String prefix;

    @Option(names = "--signature-scheme", paramLabel = "SCHEME", defaultValue = "body",
            description = "body, timestamped (t=…,v1=…) or standard-webhooks. Default: body.")
    private String scheme;

    /** Whether there is somewhere to deliver to. */
    boolean given() {
        return url != null;
    }

    /** The sender, its settings read. */
    Vendor vendor() {
        try {
            VendorSettings plain = VendorSettings.to(url, speed, tellArrival);
            VendorSettings settings = new VendorSettings(url, speed, inFlight, attempts, Math.min(attempts, plain.maxRefusedAttempts()),
                    plain.firstBackoffMillis(), plain.longestBackoffMillis(), plain.timeoutMillis(), tellArrival);
            SignatureSettings signature = new SignatureSettings(header, algorithm, choice("--signature-encoding", encoding,
                    SignatureSettings.Encoding.values()), prefix, choice("--signature-scheme", scheme, SignatureSettings.Scheme.values()));
            return new Vendor(settings, new Signer(signature, secret()));
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    private String secret() {
        if (secretFile == null) {
            throw wrongUsage("--secret-file is missing: every delivery is signed");
        }
        try {
            return Files.readString(secretFile).strip();
        } catch (IOException e) {
            throw wrongUsage("--secret-file " + secretFile + " cannot be read; write the shared secret into a text file");
        }
    }

    private <E extends Enum<E>> E choice(String option, String text, E[] values) {
        StringBuilder words = new StringBuilder();
        for (E value : values) {
            String word = value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            if (word.equals(text)) {
                return value;
            }
            words.append(words.isEmpty() ? "" : ", ").append(word);
        }
        throw wrongUsage(option + " " + text + " is unknown; it must be one of: " + words);
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
