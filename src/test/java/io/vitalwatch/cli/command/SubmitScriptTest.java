package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** {@code submit.sh} against an interface that answers as Flink's: what it asks for, what it says and its exit code. */
@Timeout(120)
class SubmitScriptTest {
    private static final String JOB = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "fedcba9876543210fedcba9876543210";
    private static final String NONE = "{\"jobs\":[]}";
    private static final String RUNNING = "{\"jobs\":[" + job(JOB, "RUNNING", 4) + "]}";

    @TempDir
    private Path folder;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer flink;
    /** The list of jobs once the job was submitted. */
    private volatile String then = RUNNING;

    @BeforeEach
    void start() throws IOException {
        flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        flink.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            requests.add(asked + (asked.endsWith("/run") ? " " + body : ""));
            String answer = answers.getOrDefault(asked, "404 {\"errors\":[\"Not found: /x\"]}");
            if (asked.endsWith("/run") && answer.startsWith("200")) {
                answers.put("GET /jobs/overview", "200 " + then);
            }
            byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        flink.start();
        answer("GET /jobs/overview", 200, NONE);
        answer("GET /jobmanager/config", 200,
                "[{\"key\":\"a\",\"value\":\"9\"},{\"key\":\"parallelism.default\",\"value\":\"2\"},{\"key\":\"z\",\"value\":\"8\"}]");
        answer("POST /jars/upload", 200, "{\"filename\":\"/tmp/web/id_vitalwatch-job.jar\",\"status\":\"success\"}");
        answer("POST /jars/id_vitalwatch-job.jar/run", 200, "{\"jobid\":\"" + JOB + "\"}");
        answer("DELETE /jars/id_vitalwatch-job.jar", 200, "{}");
        answer("GET /jobs/" + JOB + "/checkpoints", 200,
                "{\"counts\":{\"restored\":0,\"total\":1,\"in_progress\":0,\"completed\":1,\"failed\":0}}");
        answer("PATCH /jobs/" + JOB, 202, "{}");
        answer("GET /overview", 200, "{\"taskmanagers\":2,\"slots-total\":4,\"slots-available\":1}");
        Files.writeString(folder.resolve("job.jar"), "not really");
    }

    @AfterEach
    void stop() {
        flink.stop(0);
    }

    @Test
    void itWaitsForAllTasksAndACheckpointUsesTheClustersParallelismAndRemovesItsJar() throws Exception {
        Run run = submit("-D", "state.backend.type=rocksdb", "--topic.alerts=a");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).startsWith("Job " + JOB + " runs: 4 tasks and a complete checkpoint.").doesNotContain("\n");
        assertThat(requests).anyMatch(each -> each.contains("/run ") && each.contains("\"parallelism\":2")
                && each.contains("\"flinkConfiguration\":{\"state.backend.type\":\"rocksdb\"}") && each.contains("\"--topic.alerts=a\""));
        assertThat(requests).contains("DELETE /jars/id_vitalwatch-job.jar");
    }

    @Test
    void withoutCheckpointsItWaitsTenSeconds() throws Exception {
        answers.remove("GET /jobs/" + JOB + "/checkpoints");

        Run run = submit();

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("4 tasks for 10 s", "makes no checkpoints");
    }

    @Test
    void withNoWaitItReturnsWhenTheJobIsAccepted() throws Exception {
        then = "{\"jobs\":[" + job(JOB, "CREATED", 0) + "]}";

        assertThat(submit("--no-wait").out).startsWith("Job " + JOB + " was taken");
    }

    @Test
    void aRefusedParameterIsOneLineWithoutAStackTrace() throws Exception {
        answer("POST /jars/id_vitalwatch-job.jar/run", 500, "{\"errors\":[\"Internal server error.\",\"<Exception on server side:\\n"
                + "org.apache.flink.client.program.ProgramInvocationException: The main method caused an error: unknown\\n\\tat x.y(Z.java:1)\\n"
                + "Caused by: io.vitalwatch.settings.SettingsException: unknown parameter --windw.length; did you mean \\\"window.length\\\"?\\n"
                + "\\tat a.b(C.java:2)\\n\\t... 9 more\\n\\nEnd of exception on server side>\"]}");

        Run run = submit();

        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).isEqualTo("submit.sh: the job was refused: unknown parameter --windw.length; did you mean \"window.length\"?");
        assertThat(requests).contains("DELETE /jars/id_vitalwatch-job.jar");
    }

    @Test
    void aJobThatFailsIsSaidWithItsCause() throws Exception {
        then = "{\"jobs\":[" + job(JOB, "FAILED", 0) + "]}";
        answer("GET /jobs/" + JOB + "/exceptions", 200, "{\"exceptionHistory\":{\"entries\":[{\"exceptionName\":\"x\",\"stacktrace\":\""
                + "org.apache.flink.runtime.client.JobInitializationException: Could not start the JobMaster.\\n\\tat a.b(C.java:1)\\n"
                + "Caused by: java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory '/no' on file system 'file'.\\n"
                + "\\tat d.e(F.java:3)\\n\",\"timestamp\":1}],\"truncated\":false}}");

        Run run = submit("--from-savepoint", "/no");

        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).isEqualTo("submit.sh: job " + JOB + " ended: FileNotFoundException: Cannot find checkpoint or savepoint"
                + " file/directory '/no' on file system 'file'.");
    }

    @Test
    void aJobWithoutSlotsIsCancelledAndSaysSo() throws Exception {
        then = "{\"jobs\":[" + job(JOB, "RUNNING", 1) + "]}";

        Run run = submit("--timeout", "2");

        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).contains("was cancelled, because 1 of 4 tasks ran after 2 s: the cluster has 1 free slots")
                .doesNotContain("\n");
        assertThat(requests).contains("PATCH /jobs/" + JOB);
    }

    @Test
    void aJobWithoutACompleteCheckpointIsLeftRunningAndSaysWhy() throws Exception {
        answer("GET /jobs/" + JOB + "/checkpoints", 200, "{\"counts\":{\"completed\":0,\"failed\":2},\"latest\":{\"failed\":"
                + "{\"failure_message\":\"Asynchronous task checkpoint failed.\\nCaused by: java.io.IOException: No space left on"
                + " device\\n\"}}}");

        Run run = submit("--timeout", "2");

        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).contains("runs and raises alarms, but no checkpoint was complete within 2 s: IOException: No space left on device")
                .doesNotContain("\n");
        assertThat(requests).doesNotContain("PATCH /jobs/" + JOB);
    }

    @Test
    void aSecondJobOnTheSameTopicsIsRefusedUnlessItIsAskedFor() throws Exception {
        answer("GET /jobs/overview", 200, "{\"jobs\":[" + job(OTHER, "RUNNING", 4) + "]}");
        answer("GET /jobs/" + OTHER + "/config", 200,
                "{\"execution-config\":{\"user-config\":{\"topic.raw\":\"corsano.raw\",\"topic.alerts\":\"vitals.alerts\"}}}");

        Run refused = submit();
        assertThat(refused.code).isEqualTo(1);
        assertThat(refused.err).contains("job " + OTHER + " runs on the topics corsano.raw and vitals.alerts already", "--replace",
                "--second");
        assertThat(requests).noneMatch(each -> each.startsWith("POST"));

        then = "{\"jobs\":[" + job(OTHER, "RUNNING", 4) + "," + job(JOB, "RUNNING", 4) + "]}";
        assertThat(submit("--topic.raw=r", "--topic.alerts=a").code).isZero();
        answer("GET /jobs/overview", 200, "{\"jobs\":[" + job(OTHER, "RUNNING", 4) + "]}");
        assertThat(submit("--second").code).isZero();
    }

    @Test
    void replaceStopsWithASavepointAndStartsFromIt() throws Exception {
        answer("GET /jobs/overview", 200, "{\"jobs\":[" + job(OTHER, "RUNNING", 4) + "]}");
        answer("POST /jobs/" + OTHER + "/stop", 202, "{\"request-id\":\"t1\"}");
        answer("GET /jobs/" + OTHER + "/savepoints/t1", 200,
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/savepoints/s1\"}}");
        answer("GET /jobs/" + OTHER, 200, "{\"jid\":\"" + OTHER + "\",\"state\":\"FINISHED\",\"vertices\":[]}");

        Run run = submit("--replace");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("Job " + OTHER + " was stopped with the savepoint file:/savepoints/s1", "Job " + JOB + " runs");
        assertThat(requests).anyMatch(each -> each.contains("/run ") && each.contains("\"savepointPath\":\"file:/savepoints/s1\""));
    }

    @Test
    void replaceIsRefusedWhileAParameterOfTheRunningJobIsNotGiven() throws Exception {
        answer("GET /jobs/overview", 200, "{\"jobs\":[" + job(OTHER, "RUNNING", 4) + "]}");
        answer("GET /jobs/" + OTHER + "/config", 200, "{\"execution-config\":{\"user-config\":{\"topic.raw\":\"corsano.raw\","
                + "\"topic.alerts\":\"vitals.alerts\",\"source.idle\":\"0s\",\"rule.pulse-high.medium\":\"125\"}}}");
        answer("POST /jobs/" + OTHER + "/stop", 202, "{\"request-id\":\"t1\"}");
        answer("GET /jobs/" + OTHER + "/savepoints/t1", 200,
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/savepoints/s1\"}}");
        answer("GET /jobs/" + OTHER, 200, "{\"jid\":\"" + OTHER + "\",\"state\":\"FINISHED\",\"vertices\":[]}");

        Run refused = submit("--replace", "--rule.pulse-high.medium=130");
        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.err).contains("runs with --source.idle=0s, which is not given now", "was not stopped").doesNotContain("\n");
        assertThat(requests).noneMatch(each -> each.startsWith("POST"));

        Run given = submit("--replace", "--rule.pulse-high.medium=130", "--source.idle=0s");
        assertThat(given.code).as(given.err).isZero();
    }

    @Test
    void aDryRunNamesTheRulesThatVanishAndTheirOpenAlarmsAndChangesNothing() throws Exception {
        String vertex = "11112222333344445555666677778888";
        answer("GET /jobs/overview", 200, RUNNING);
        answer("GET /jobs/" + JOB, 200,
                "{\"jid\":\"" + JOB + "\",\"vertices\":[{\"id\":\"99\",\"name\":\"Source: corsano.raw -> decode and judge\"},"
                + "{\"id\":\"" + vertex + "\",\"slotSharingGroupId\":\"x\",\"name\":\"patient monitor -> vitals.alerts\"}]}");
        String metrics = "GET /jobs/" + JOB + "/vertices/" + vertex + "/subtasks/metrics";
        String own = "patient_monitor.rule.own-rule.priority.";
        answer(metrics, 200, "[{\"id\":\"" + own + "high.open_alarms\"},{\"id\":\"" + own + "medium.open_alarms\"},"
                + "{\"id\":\"patient_monitor.rule.spo2-low.priority.high.open_alarms\"},{\"id\":\"" + own + "high.alarms\"}]");
        answer(metrics + "?get=" + own + "high.open_alarms&agg=sum", 200, "[{\"id\":\"" + own + "high.open_alarms\",\"sum\":3.0}]");
        answer(metrics + "?get=" + own + "medium.open_alarms&agg=sum", 200, "[{\"id\":\"" + own + "medium.open_alarms\",\"sum\":1.0}]");
        Path rules = Files.writeString(folder.resolve("mine.yaml"), "# own-rule: no\nspo2-low:\n  type: reading\nown-rule:\n  type: flag\n");

        Run bundled = submit("--dry-run");
        Run mine = submit("--dry-run", "--rules=" + rules);
        Run none = submit("--dry-run", "--rules=/no/such.yaml");

        assertThat(bundled.code).as(bundled.err).isZero();
        assertThat(bundled.out).contains("job " + JOB + " has rules that ", "jobs/vitals-alerts/rules.yaml does not have",
                ": own-rule (4 open).");
        assertThat(mine.out).contains(rules + " has all rules of job " + JOB);
        assertThat(none.out).contains("/no/such.yaml cannot be read on this machine");
        assertThat(requests).allMatch(each -> each.startsWith("GET"));
    }

    @Test
    void withFlinksClientTheJobsOwnLineIsShownAndTheWaitAsksTheAddressOfItsConfiguration() throws Exception {
        Path home = client("echo 'vitals-alerts: --window.length=5: 5 has no unit; write 5min or 5s' >&2; echo 'at x.y(Z.java)'; exit 1");
        Run refused = run(Map.of("FLINK_HOME", home.toString()), "--jar", folder.resolve("job.jar").toString());
        assertThat(refused.code).isEqualTo(1);
        assertThat(refused.err).isEqualTo("submit.sh: the job was refused: --window.length=5: 5 has no unit; write 5min or 5s");

        answer("GET /jobs/overview", 200, RUNNING.replace("vitals-alerts", "another"));
        Path good = client("echo 'Job has been submitted with JobID " + JOB + "'");
        Run taken = run(Map.of("FLINK_HOME", good.toString()), "--jar", folder.resolve("job.jar").toString());
        assertThat(taken.code).as(taken.err).isZero();
        assertThat(taken.out).startsWith("Job " + JOB + " runs: 4 tasks");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--rest=ftp://x                    | is not http://host:port", "--parallelism=0 | not a whole number",
                "--timeout=x | whole number of seconds",
        "-Dnothing                         | is not NAME=VALUE", "verbose | neither an option nor a parameter",
        "--parameters=/no/where            | is missing or unreadable"})
    void wrongUsageIsOneLineAndExitCode2(String argument, String message) throws Exception {
        Run run = submit(argument);

        assertThat(run.code).isEqualTo(2);
        assertThat(run.err).contains(message).doesNotContain("\n");
    }

    @Test
    void aClusterThatDoesNotAnswerIsNamed() throws Exception {
        flink.stop(0);

        Run run = submit();

        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).contains("no Flink answers at " + rest()).doesNotContain("\n");
    }

    private Path client(String script) throws IOException {
        Path home = Files.createTempDirectory(folder, "flink");
        Path command = Files.createDirectories(home.resolve("bin")).resolve("flink");
        Files.writeString(command, "#!/usr/bin/env bash\n" + script + "\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Files.writeString(Files.createDirectories(home.resolve("conf")).resolve("config.yaml"),
                "jobmanager:\n  rpc:\n    address: elsewhere\nrest:\n  address: localhost\n  port: " + flink.getAddress().getPort() + "\n");
        return home;
    }

    private void answer(String request, int code, String body) {
        answers.put(request, code + " " + body);
    }

    private String rest() {
        return "http://localhost:" + flink.getAddress().getPort();
    }

    private record Run(int code, String out, String err) {}

    private Run submit(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--jar", folder.resolve("job.jar").toString(), "--rest", rest()));
        all.addAll(List.of(arguments));
        return run(Map.of(), all.toArray(String[]::new));
    }

    private Run run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "jobs/vitals-alerts/submit.sh"));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Run(code, Files.readString(out).strip(), Files.readString(err).strip());
    }

    private static String job(String id, String state, int running) {
        return "{\"jid\":\"" + id + "\",\"name\":\"vitals-alerts\",\"start-time\":1,\"end-time\":-1,\"duration\":5,\"state\":\"" + state
                + "\",\"last-modification\":2,\"tasks\":{\"running\":" + running + ",\"canceling\":0,\"total\":4,\"finished\":0},"
                + "\"pending-operators\":0}";
    }
}
