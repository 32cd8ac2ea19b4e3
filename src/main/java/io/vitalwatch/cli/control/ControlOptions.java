package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.control.ControlRefusal;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.control.ControlTrial;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.settings.Durations;
import io.vitalwatch.settings.SettingsException;
import io.vitalwatch.wire.ControlRecordJson;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;

/** Options of every command that reads or writes control records, and how a record is checked and written. */
final class ControlOptions {
    @Option(names = "--kafka.bootstrap.servers", paramLabel = "HOST:PORT", description = "Kafka's address.")
    private String brokers;

    @Option(names = "--kafka-config", paramLabel = "FILE", description = "A properties file of Kafka client settings, such as credentials.")
    private Path kafkaFile;

    @Option(names = "--topic.control", paramLabel = "TOPIC", defaultValue = "vitals.control", description = "Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(names = "--topic.alerts", paramLabel = "TOPIC", defaultValue = "vitals.alerts", description = "Default: ${DEFAULT-VALUE}.")
    private String alerts;

    @Option(names = "--job-config", paramLabel = "FILE",
            description = "The job's parameters (job.properties), if they are not the defaults. Changes are checked with them.")
    private Path jobFile;

    @Option(names = "--author", paramLabel = "NAME", description = "Who makes the change. Default: the name of this session's user.")
    private String author = System.getProperty("user.name");

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; for a note, its text.")
    private String reason = "";

    @Option(names = "--id", paramLabel = "ID", description = "A name for the change: if it is written twice within 24 hours, it counts once.")
    private String id = UUID.randomUUID().toString();

    @Option(names = "--effective-at", paramLabel = "TIME", description = "When it takes effect, such as 2026-03-01T10:00:00Z. Default: now.")
    private String effectiveAt;

    @Option(names = "--until", paramLabel = "TIME", description = "When it ends by itself: a time, or a duration from now such as 2h.")
    private String until;

    /** Records that a dry run would have written: what follows is checked after them. */
    private final List<LoggedControl> assumed = new ArrayList<>();

    @Option(names = "--dry-run", description = "Show what the change would do, and write nothing.")
    private boolean dryRun;

    /** The control topic. */
    ControlClient client() {
        Map<String, Object> clients = new HashMap<>();
        load(kafkaFile, "--kafka-config").forEach((name, value) -> clients.put(String.valueOf(name), value));
        if (brokers != null) {
            clients.put("bootstrap.servers", brokers);
        }
        if (String.valueOf(clients.getOrDefault("bootstrap.servers", "")).isBlank()) {
            throw new SettingsException("Kafka's address is missing; write --kafka.bootstrap.servers=HOST:PORT");
        }
        return new ControlClient(clients, topic);
    }

    /** With which parameters changes are checked. */
    ControlSettings settings() {
        List<String> parameters = jobFile == null ? List.of() : List.of("--config=" + jobFile);
        return JobSettingsReader.read(parameters).control().intake();
    }

    /** The records of the control topic that the job takes: somebody may have written others by hand. */
    List<LoggedControl> taken() {
        return new ControlTrial(settings(), ControlRecordJson::read, client().log()).taken();
    }

    /** Only says what a change would do. */
    boolean isDryRun() {
        return dryRun;
    }

    /** A record with the given content and these options. */
    ControlRecord record(Scope scope, Change change, int expectSequence) {
        return record(id, scope, change, expectSequence, reason);
    }

    /** A record with another id and reason. */
    ControlRecord record(String itsId, Scope scope, Change change, int expectSequence, String why) {
        ControlRecord record = new ControlRecord(itsId, scope, effectiveAt == null ? ControlRecord.NOT_SET : time("--effective-at", effectiveAt),
                until == null ? ControlRecord.NOT_SET : until(), author, why, expectSequence, change);
        try {
            return ControlRecordJson.read(ControlRecordJson.of(record));
        } catch (ControlRefusal e) {
            throw new SettingsException(e.getMessage());
        }
    }

    /** The reason that is given, or another text. */
    String reasonOr(String otherwise) {
        return reason.isEmpty() ? otherwise : reason;
    }

    /**
     * Checks a record as the job will, names the open alarms that it may change, and writes it unless this is a dry run.
     *
     * @param rules the rules that it changes
     * @return the exit code
     */
    int submit(ControlRecord record, Set<String> rules, Terminal terminal) {
        ControlClient client = client();
        List<LoggedControl> log = client.log();
        log.addAll(assumed);
        PrintStream out = terminal.out();
        ControlAnswer answer = new ControlTrial(settings(), ControlRecordJson::read, log).answer(ControlRecordJson.of(record),
                System.currentTimeMillis());
        if (answer.outcome() == Outcome.REFUSED) {
            throw new SettingsException("the job would refuse this change: " + answer.detail());
        }
        if (answer.outcome() == Outcome.REPEATED) {
            out.println("changes nothing: " + answer.detail());
            return 0;
        }
        if (dryRun) {
            out.println("would write: " + ControlLines.of(record));
            List<Alert> open = rules.isEmpty() ? List.of() : OpenEpisodes.read(client, alerts).of(rules, record.scope(), log);
            out.println(open.isEmpty() ? "no open alarm is affected" : "would judge these open alarms again:");
            long next = log.isEmpty() ? 0 : log.get(log.size() - 1).seq() + 1;
            assumed.add(new LoggedControl(next, System.currentTimeMillis(), ControlRecordJson.of(record), record));
            open.forEach(each -> out.println("  " + each.episode() + "  " + each.rule() + "  " + each.priority().label() + "  since "
                    + Instant.ofEpochMilli(each.onset())));
            return 0;
        }
        LoggedControl written = client.write(record);
        out.println("record " + written.seq() + ", written at " + Instant.ofEpochMilli(written.appendedAt()) + ": " + ControlLines.of(record));
        return 0;
    }

    /** A time as Unix milliseconds. */
    static long time(String option, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            throw new SettingsException(option + "=" + text + ": write a time with its offset, such as 2026-03-01T10:00:00Z");
        }
    }

    private long until() {
        try {
            return System.currentTimeMillis() + Durations.parse(until);
        } catch (IllegalArgumentException e) {
            // A time, then.
        }
        try {
            return OffsetDateTime.parse(until).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            throw new SettingsException("--until=" + until + ": write a time with its offset, such as 2026-03-01T10:00:00Z, or a duration from"
                    + " now such as 2h or 10min");
        }
    }

    private static Properties load(Path file, String option) {
        Properties properties = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new SettingsException(option + "=" + file + ": cannot be read (" + e.getClass().getSimpleName()
                        + "); give the path of a readable properties file in UTF-8");
            }
        }
        return properties;
    }
}
