package io.vitalwatch.cli.command;

import io.vitalwatch.simulator.vendor.Signer;
import io.vitalwatch.simulator.vendor.SigningSettings;
import io.vitalwatch.simulator.vendor.Vendor;
import io.vitalwatch.simulator.vendor.VendorSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Options of {@code simulate} for delivery over HTTP. */
final class VendorOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", description = "Post to this address, such as http://localhost:8080/webhooks/corsano.")
    private URI url;

    @Option(names = "--secret-file", paramLabel = "FILE", description = "File with the shared secret; white space at its ends is ignored.")
    private Path secretFile;

    @Option(names = "--speed", paramLabel = "N", defaultValue = "1", description = "Simulated seconds per real second. Default: 1. At "
            + "a higher speed samples are soon ahead of the wall clock, and the job behind a normal receiver rejects them; local takes any "
            + "speed.")
    private double speed;

    @Option(names = "--tell-arrival", description = "Send each delivery's simulated arrival in the header " + VendorSettings.ARRIVAL_HEADER
            + ", for a receiver that trusts it.")
    private boolean tellArrival;

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "256", description = "Largest number of open requests. Default: 256.")
    private int inFlight;

    @Option(names = "--attempts", paramLabel = "N", defaultValue = "10",
            description = "Attempts to send a delivery while the receiver is away or busy. Default: 10; at most 3 if it is refused.")
    private int attempts;

    @Option(names = "--signature-header", paramLabel = "NAME", defaultValue = "X-Corsano-Signature",
            description = "Default: X-Corsano-Signature.")
    private String header;

    @Option(names = "--signature-algorithm", paramLabel = "NAME", defaultValue = "HmacSHA256", description = "Default: HmacSHA256.")
    private String algorithm;

    @Option(names = "--signature-encoding", paramLabel = "hex|base64", defaultValue = "hex", description = "Default: hex.")
    private String encoding;

    @Option(names = "--signature-prefix", paramLabel = "TEXT", defaultValue = "",
            description = "Text before the signature, such as sha256=. Default: none.")
    private String prefix;

    @Option(names = "--signature-scheme", paramLabel = "SCHEME", defaultValue = "body",
            description = "body, timestamped (t=…,v1=…) or standard-webhooks. Default: body.")
    private String scheme;

    /** True if there is an address to post to. */
    boolean given() {
        return url != null;
    }

    /** The vendor with these settings. */
    Vendor vendor() {
        try {
            VendorSettings plain = VendorSettings.to(url, speed, tellArrival);
            VendorSettings settings = new VendorSettings(url, speed, inFlight, attempts, Math.min(attempts, plain.maxRefusedAttempts()),
                    plain.firstBackoffMillis(), plain.longestBackoffMillis(), plain.timeoutMillis(), tellArrival);
            SigningSettings signature = new SigningSettings(header, algorithm,
                    choice("--signature-encoding", encoding, SigningSettings.SigningEncoding.values()), prefix,
                    choice("--signature-scheme", scheme, SigningSettings.SigningScheme.values()));
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
