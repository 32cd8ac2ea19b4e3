package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vitalwatch.settings.SettingsException;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class VitalsAlertJobTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--windw.length=5min                | unknown parameter --windw.length; did you mean --window.length?",
        "--window.length=5                  | --window.length=5: 5 has no unit; write 5min or 5s",
        "--window.length=25h                | --window.length=25h: must be longer than 0s and at most 24h",
        "--past.limit=8d                    | --past.limit=8d: is longer than state.ttl (7d): samples of a forgotten patient would raise"
                + " their alarms again; raise --state.ttl or lower --past.limit",
        "--config=/nowhere                  | --config=/nowhere: cannot be read (NoSuchFileException); give the path of a readable"
                + " properties file in UTF-8",
        "--rules=/nowhere                   | --rules=/nowhere: cannot be read (NoSuchFileException); give the path of a readable YAML file"
                + " in UTF-8",
        "--rule.spo2-lo.medium=92           | --rule.spo2-lo.medium: there is no rule spo2-lo; did you mean spo2-low?",
        "--kafka.ssl.key.password=x         | --kafka.ssl.key.password belongs in the file of --kafka-config=FILE, because every user of the"
                + " machine can read arguments",
        "--kafka.client.id=x                | Kafka's address is missing; write --kafka.bootstrap.servers=HOST:PORT, or put bootstrap.servers"
                + " into the file of --kafka-config=FILE",
        "submit                             | \"submit\" is not a parameter; write --name=value",
    })
    void aWrongParameterGivesOneLineThatIsTheMessageOfTheExceptionToo(String argument, String message) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        SettingsException exception = catchThrowableOfType(SettingsException.class,
                () -> VitalsAlertJob.define(StreamExecutionEnvironment.createLocalEnvironment(1), new String[] {argument},
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
        assertThat(exception).isNotNull().hasMessage(message);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("vitals-alerts: " + message + System.lineSeparator());
    }
}
