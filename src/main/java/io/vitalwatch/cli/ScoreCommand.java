package io.vitalwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.model.Durations;
import io.vitalwatch.simulator.AlarmOnset;
import io.vitalwatch.simulator.Score;
import io.vitalwatch.simulator.Score.RuleScore;
import io.vitalwatch.simulator.Scoring;
import io.vitalwatch.simulator.Truth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code score}: holds the alarms of a run against what was injected. */
@Command(name = "score", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Holds the alarms of a run against what a simulation injected.",
        footer = {"", "An alarm finds an injection of the same user and rule when its onset lies within it, give or take the tolerance; "
                + "one injection is found by one episode. The delay runs from the injection to the arrival of the data that raised the alarm.",
            "", "Exit codes: 0 everything was found and no patient was alarmed about for nothing (false technical alarms are listed and "
                + "forgiven), 1 otherwise, 2 wrong usage."})
final class ScoreCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--truth", required = true, paramLabel = "FILE", description = "What was injected, as simulate --truth writes it.")
    private Path truth;

    @Option(names = "--alerts", required = true, paramLabel = "FILE", description = "The alert records, NDJSON.")
    private Path alerts;

    @Option(names = "--tolerance", paramLabel = "TIME", defaultValue = "10min", converter = Time.class,
            description = "How far outside the injection an alarm's onset may lie. Default: 10min.")
    private Duration tolerance;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the score there too, one JSON object.")
    private String json;

    ScoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Score score = new Scoring(tolerance.toMillis()).score(read(truth, Truth::parse), read(alerts, AlarmOnset::parse));
        if (json != null) {
            try (OutputFile file = OutputFile.at(json)) {
                write(score, file.temporary());
                file.commit(terminal.out());
            }
        }
        PrintStream out = OutputFile.STDOUT.equals(json) ? terminal.err() : terminal.out();
        print(score, out);
        out.flush();
        return score.passed() ? 0 : 1;
    }

    private <T> List<T> read(Path file, Function<String, T> parser) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new CommandFailure(file + " is no UTF-8 text; give an NDJSON file");
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), file + " cannot be read; give an NDJSON file");
        }
        List<T> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    found.add(parser.apply(lines.get(i)));
                } catch (IllegalArgumentException e) {
                    throw new CommandFailure(file + ":" + (i + 1) + ": " + e.getMessage());
                }
            }
        }
        found.removeIf(Objects::isNull);
        return found;
    }

    private void print(Score score, PrintStream out) {
        Table table = new Table("llrrrrrr");
        table.row("rule", "kind", "injected", "hits", "misses", "false", "median delay", "max delay");
        for (RuleScore rule : score.rules()) {
            table.row(rule.rule(), rule.kind(), rule.injected(), rule.hits(), rule.misses(), rule.falseAlarms(),
                    delay(rule.medianDelayMillis()), delay(rule.maxDelayMillis()));
        }
        if (!score.rules().isEmpty()) {
            out.print(table);
        }
        list(out, "missed", score.misses().stream().map(each -> each.rule() + "  " + each.user() + "  " + each.onsetText()
                + "  (" + each.event() + ")").toList());
        list(out, "false alarms", score.falseAlarms().stream()
                .map(each -> each.rule() + "  " + each.user() + "  " + each.onsetText()).toList());
        long alarmedForNothing = score.falseAlarms().stream().filter(each -> each.kind().equals("physiological")).count();
        out.println((score.rules().isEmpty() ? "" : "\n") + score.hits().size() + " of " + (score.hits().size() + score.misses().size())
                + " injected alarms found; " + alarmedForNothing + " false physiological, "
                + (score.falseAlarms().size() - alarmedForNothing) + " false technical; tolerance "
                + Durations.format(tolerance.toMillis()) + ": " + (score.passed() ? "passed" : "NOT passed"));
    }

    private static void list(PrintStream out, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.println("\n" + title + ":");
            lines.stream().limit(SHOWN).forEach(line -> out.println("  " + line));
            if (lines.size() > SHOWN) {
                out.println("  and " + (lines.size() - SHOWN) + " more; --json FILE has all");
            }
        }
    }

    private static String delay(long millis) {
        if (millis < 0) {
            return "-";
        }
        long seconds = Math.round(millis / 1000.0);
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    private static void write(Score score, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file); JsonGenerator to = new JsonFactory().createGenerator(out)) {
            to.writeStartObject();
            to.writeBooleanField("passed", score.passed());
            to.writeNumberField("hits", score.hits().size());
            to.writeNumberField("faults", score.faults());
            to.writeNumberField("repeated", score.repeated());
            to.writeObjectFieldStart("rules");
            for (RuleScore rule : score.rules()) {
                to.writeObjectFieldStart(rule.rule());
                to.writeStringField("kind", rule.kind());
                to.writeNumberField("injected", rule.injected());
                to.writeNumberField("hits", rule.hits());
                to.writeNumberField("misses", rule.misses());
                to.writeNumberField("false_alarms", rule.falseAlarms());
                number(to, "median_delay_ms", rule.medianDelayMillis());
                number(to, "max_delay_ms", rule.maxDelayMillis());
                to.writeEndObject();
            }
            to.writeEndObject();
            to.writeArrayFieldStart("misses");
            for (Truth miss : score.misses()) {
                to.writeRawValue(miss.json());
            }
            to.writeEndArray();
            to.writeArrayFieldStart("false_alarms");
            for (AlarmOnset alarm : score.falseAlarms()) {
                to.writeStartObject();
                to.writeStringField("id", alarm.id());
                to.writeStringField("kind", alarm.kind());
                to.writeStringField("rule", alarm.rule());
                to.writeStringField("user", alarm.user());
                to.writeStringField("onset", alarm.onsetText());
                to.writeEndObject();
            }
            to.writeEndArray();
            to.writeEndObject();
            to.writeRaw('\n');
        }
    }

    private static void number(JsonGenerator to, String name, long millis) throws IOException {
        if (millis < 0) {
            to.writeNullField(name);
        } else {
            to.writeNumberField(name, millis);
        }
    }
}
