package io.vitalwatch.cli.command;

import io.vitalwatch.cli.recording.OutputFile;
import io.vitalwatch.cli.recording.ScoreJson;
import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.cli.terminal.DurationConverter;
import io.vitalwatch.cli.terminal.Table;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.settings.Durations;
import io.vitalwatch.simulator.score.AlarmOnset;
import io.vitalwatch.simulator.score.Score;
import io.vitalwatch.simulator.score.Score.RuleScore;
import io.vitalwatch.simulator.score.Scoring;
import io.vitalwatch.simulator.score.Truth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
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

/** {@code score}: compares the alarms of a run with the injected events. */
@Command(name = "score", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Compares the alarms of a run with the events that a simulation injected.",
        footer = {"", "An alarm finds an injection of the same user and rule if its onset lies within it, extended by the tolerance on "
                + "both sides; one injection is found by one episode. An injection is not due if the run ended before its data were delivered. "
                + "The delay is from the injection to the arrival of the data that raised the alarm.",
            "", "Exit codes: 0 everything was found and there is no false physiological alarm (false technical alarms are listed and "
                + "tolerated), 1 otherwise, 2 wrong usage."})
public final class ScoreCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--truth", required = true, paramLabel = "FILE", description = "The injected events, as simulate --truth writes them.")
    private Path truth;

    @Option(names = "--alerts", required = true, paramLabel = "FILE", description = "The alert records, NDJSON.")
    private Path alerts;

    @Option(names = "--tolerance", paramLabel = "TIME", defaultValue = "10min", converter = DurationConverter.class,
            description = "How far the onset of an alarm may lie outside its injection. Default: 10min.")
    private Duration tolerance;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the score to this file too, one JSON object.")
    private String json;

    /** @param terminal where to print */
    public ScoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Score score = new Scoring(tolerance.toMillis()).score(read(truth, Truth::parse), read(alerts, AlarmOnset::parse));
        if (json != null) {
            try (OutputFile file = OutputFile.at(json)) {
                Files.write(file.temporary(), ScoreJson.of(score));
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
            throw new CommandFailure(file + " is not UTF-8 text; give an NDJSON file");
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
        list(out, "not due", score.notDue().stream().map(each -> each.rule() + "  " + each.user() + "  " + each.onsetText()
                + "  (" + each.event() + ", " + each.note() + ")").toList());
        list(out, "false alarms", score.falseAlarms().stream()
                .map(each -> each.rule() + "  " + each.user() + "  " + each.onsetText()).toList());
        long falsePhysiological = score.falseAlarms().stream().filter(each -> each.kind().equals("physiological")).count();
        out.println((score.rules().isEmpty() ? "" : "\n") + score.hits().size() + " of " + (score.hits().size() + score.misses().size())
                + " injected alarms found" + (score.notDue().isEmpty() ? "" : ", " + score.notDue().size() + " not due yet") + "; "
                + falsePhysiological + " false physiological, "
                + (score.falseAlarms().size() - falsePhysiological) + " false technical; tolerance "
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
}
