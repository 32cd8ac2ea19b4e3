package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** Answering an alarm by the interface. */
@Timeout(120)
class ConsoleActionTest {
    private static final String ANNA = "0123456789abcdef0123456789abcdef";
    private static final String ONLY_PILOT = "1123456789abcdef0123456789abcdef";
    private static final String VIEWER = "2123456789abcdef0123456789abcdef";
    private static final String ACKNOWLEDGE = "{\"action\":\"acknowledge\",\"expect_sequence\":0,\"id\":\"id-000001\"}";

    @TempDir
    private Path folder;
    private SimulatedWard ward;
    private Alert alert;

    @BeforeEach
    void start() throws Exception {
        Path tokens = folder.resolve("tokens");
        Files.writeString(tokens, "anna clinician " + ANNA + "\nben clinician " + ONLY_PILOT + " PILOT\nvera viewer " + VIEWER + "\n");
        ward = SimulatedWard.start(Databases.SQLITE.address(folder), "--tokens=" + tokens);
        ward.readings(4, 3);
        alert = alarm(0, Phase.START, Priority.MEDIUM, AlarmState.ACTIVE);
    }

    @AfterEach
    void stop() {
        ward.close();
    }

    private Alert alarm(int sequence, Phase phase, Priority priority, AlarmState state) throws Exception {
        return ward.alarm(2, "spo2-low", sequence, phase, Kind.PHYSIOLOGICAL, priority, state, Freshness.LIVE, "spo2 <= 91", "SpO2 is low.");
    }

    private HttpResponse<String> post(String token, String episode, String body) throws Exception {
        URI uri = ward.uri().resolve("/api/v1/episodes/" + episode + "/actions");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAcknowledgementIsAControlRecordThatNamesWhatWasOnTheScreen() throws Exception {
        HttpResponse<String> answer = post(ANNA, alert.episode(), ACKNOWLEDGE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        ApiCheck.check("#/components/schemas/Accepted", answer.body());
        ApiCheck.check("#/components/schemas/Action", ACKNOWLEDGE);
        assertThat(ward.written()).containsExactly(new ControlRecord("id-000001", Scope.user(SimulatedWard.user(2)), ControlRecord.NOT_SET,
                ControlRecord.NOT_SET, "anna", "", 0, new ActionChange(ActionChange.Verb.ACKNOWLEDGE, alert.episode(), null)));
    }

    @Test
    void anAlarmThatHasBecomeWorseMeanwhileIsNotAcknowledged() throws Exception {
        alarm(1, Phase.UPDATE, Priority.HIGH, AlarmState.ACTIVE);
        HttpResponse<String> answer = post(ANNA, alert.episode(), ACKNOWLEDGE);
        assertThat(answer.statusCode()).isEqualTo(409);
        ApiCheck.check("#/components/schemas/Problem", answer.body());
        assertThat(answer.body()).contains("This alarm has become worse: SpO2 is low.");
        assertThat(ward.written()).isEmpty();
        assertThat(post(ANNA, alert.episode(), ACKNOWLEDGE.replace(":0", ":1")).statusCode()).isEqualTo(202);
    }

    @Test
    void anAlarmThatEndedMeanwhileIsStillAnswered() throws Exception {
        alarm(1, Phase.END, Priority.MEDIUM, AlarmState.ENDED);
        assertThat(post(ANNA, alert.episode(), ACKNOWLEDGE).statusCode()).as("the job decides").isEqualTo(202);
    }

    @Test
    void aPauseIsOfTheRuleAndNeedsAReasonAndAnEnd() throws Exception {
        String pause = "{\"action\":\"pause\",\"expect_sequence\":0,\"id\":\"id-000002\","
                + "\"until\":\"2025-11-19T16:00:00Z\",\"reason\":\"Surgery\"}";
        assertThat(post(ANNA, alert.episode(), pause).statusCode()).isEqualTo(202);
        ControlRecord record = ward.written().get(0);
        assertThat(record.change()).isEqualTo(new ActionChange(ActionChange.Verb.PAUSE, null, "spo2-low"));
        assertThat(record.reason()).isEqualTo("Surgery");
        assertThat(record.until()).isEqualTo(1_763_568_000_000L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"action\":\"snooze\",\"expect_sequence\":0,\"id\":\"id-000001\"} | action must be one of",
        "{\"action\":\"acknowledge\",\"id\":\"id-000001\"} | expect_sequence must be",
        "{\"action\":\"acknowledge\",\"expect_sequence\":9,\"id\":\"id-000001\"} | its last one is 0",
        "{\"action\":\"acknowledge\",\"expect_sequence\":0} | id must be",
        "{\"action\":\"close\",\"expect_sequence\":0,\"id\":\"id-000001\"} | reason must be given",
        "{\"action\":\"pause\",\"expect_sequence\":0,\"id\":\"id-000001\",\"reason\":\"r\"} | until must be given",
        "{\"action\":\"pause\",\"expect_sequence\":0,\"id\":\"id-000001\",\"reason\":\"r\",\"until\":\"2030-01-01T00:00:00Z\"} | 24 hours",
        "{\"action\":\"acknowledge\",\"expect_sequence\":0,\"id\":\"id-000001\",\"user\":\"x\"} | must have only",
        "{\"action\":\"acknowledge\",\"expect_sequence\":0,\"id\":\"id-000001\",\"until\":\"+20000-01-01T00:00:00Z\"} | until must be",
        "{\"action\":\"acknowledge\",\"expect_sequence\":0,\"id\":\"id-000001\",\"until\":\"+999999999-01-01T00:00:00Z\"} | until must be",
        "[] | must be a JSON object", "nonsense | must be a JSON object"})
    void aWrongRequestIsAProblemThatSaysWhatToWrite(String body, String message) throws Exception {
        HttpResponse<String> answer = post(ANNA, alert.episode(), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
        assertThat(ward.written()).isEmpty();
    }

    @Test
    void onlyCliniciansOfTheStudyCanAnswer() throws Exception {
        assertThat(post(VIEWER, alert.episode(), ACKNOWLEDGE).statusCode()).isEqualTo(403);
        assertThat(post(ONLY_PILOT, alert.episode(), ACKNOWLEDGE).statusCode()).as("it does not exist for them").isEqualTo(404);
        assertThat(post(ANNA, "none", ACKNOWLEDGE).statusCode()).isEqualTo(404);
        assertThat(ward.written()).isEmpty();
        for (String token : new String[] {ANNA, VIEWER}) {
            JsonNode me = new ApiCheck(ward.uri(), "Bearer " + token).get(200, "/me");
            assertThat(me.get("actions").booleanValue()).isEqualTo(token.equals(ANNA));
        }
    }

    @Test
    void aPageOfAnotherOriginCannotAnswer() throws Exception {
        URI uri = ward.uri().resolve("/api/v1/episodes/" + alert.episode() + "/actions");
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + ANNA)
                .header("Content-Type", "application/json").header("Origin", "https://elsewhere.example")
                .POST(HttpRequest.BodyPublishers.ofString(ACKNOWLEDGE)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void whereKafkaDoesNotTakeItTheCallerTriesAgainWithTheSameId() throws Exception {
        ward.problem("down");
        HttpResponse<String> answer = post(ANNA, alert.episode(), ACKNOWLEDGE);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("same id");
    }
}
