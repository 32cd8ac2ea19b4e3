package io.vitalwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.control.ControlRecordReader;
import io.vitalwatch.control.ControlRefusal;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

class ControlRecordJsonTest {
    private static final int RECORDS = 1000;
    private static final String LIMITS = "{\"id\":\"a\",\"kind\":\"limits\",\"scope\":{\"user\":\"u\"},\"author\":\"me\",\"reason\":\"r\","
            + "\"change\":{\"set\":{\"spo2-low.medium\":88}}}";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRecordOfEveryKindFollowsItsSchemaAndIsReadBackAsItWasWritten(long seed) {
        RandomControl random = new RandomControl(seed);
        Set<ControlKind> kinds = EnumSet.noneOf(ControlKind.class);
        for (int i = 0; i < RECORDS; i++) {
            ControlRecord record = random.record();
            byte[] json = ControlRecordJson.of(record);
            SchemaCheck.CONTROL.check(json);

            assertThat(ControlRecordJson.read(json)).as("seed %d, record %d", seed, i).isEqualTo(record);
            kinds.add(record.kind());
        }
        assertThat(kinds).containsExactlyInAnyOrder(ControlKind.values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anAnswerFollowsItsSchemaAndIsReadBackAsItWasWritten(long seed) {
        RandomControl random = new RandomControl(seed);
        for (int i = 0; i < RECORDS; i++) {
            ControlAnswer answer = random.answer();
            byte[] json = ControlStateJson.of(answer);
            SchemaCheck.CONTROL_STATE.check(json);

            assertThat(ControlStateJson.read(json)).as("seed %d, answer %d", seed, i).isEqualTo(answer);
        }
    }

    /** Written out, the number would take gigabytes, in every receiver and in the job. */
    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1e2147483647", "-1.5e1001"})
    void aNumberThatIsTooLongToBeWrittenOutIsRefused(String number) {
        byte[] json = LIMITS.replace(":88", ":" + number).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ControlRecordJson.read(json)).isInstanceOf(ControlRefusal.class).hasMessageContaining("spo2-low.medium");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bytesThatWereChangedAreReadOrRefusedAndNothingElseIsThrown(long seed) {
        RandomControl records = new RandomControl(seed);
        Random random = new Random(seed);
        for (int i = 0; i < RECORDS; i++) {
            byte[] json = ControlRecordJson.of(records.record());
            byte[] changed = Arrays.copyOf(json, random.nextInt(10) == 0 ? random.nextInt(json.length) : json.length);
            for (int n = random.nextInt(4); n >= 0 && changed.length > 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                ControlRecord read = ControlRecordJson.read(changed);
                assertThat(ControlRecordJson.read(ControlRecordJson.of(read))).isEqualTo(read);
            } catch (ControlRefusal refused) {
                assertThat(refused).hasMessageNotContaining("name ü");
            }
        }
    }

    @Test
    void aNumberOfALimitIsItsText() {
        assertThat(ControlRecordJson.read(bytes(LIMITS)).change().toString()).contains("spo2-low.medium=88");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"id\":\"a\"                     | \"id\":\"a\",\"id\":\"b\"               | twice",
        "\"author\":\"me\",               | ``                                       | author is missing",
        "\"reason\":\"r\",                | ``                                       | reason is missing",
        "\"reason\":\"r\"                 | \"reasn\":\"r\",\"reason\":\"r\"        | did you mean reason",
        "\"reason\":\"r\"                 | \"reason\":\" \"                        | not only spaces",
        "\"id\":\"a\"                     | \"id\":\"a b\"                           | id has characters",
        "{\"user\":\"u\"}                 | {\"user\":\"u\",\"study\":\"s\"}        | names user and study",
        "{\"user\":\"u\"}                 | {}                                        | scope is empty",
        "{\"user\":\"u\"}                 | {\"all\":false}                          | must be true",
        "{\"user\":\"u\"}                 | {\"ward\":\"7\"}                         | ward is no field",
        "\"limits\"                       | \"limit\"                                | must be one of limits",
        "\"limits\"                       | \"catalogue\"                            | is for all",
        "\"spo2-low.medium\":88           | \"spo2-low\":88                          | names no field",
        "\"spo2-low.medium\":88           | \"spo2-low.type\":\"flag\"              | changed in the catalogue",
        "\"spo2-low.medium\":88           | \"spo2-low.medium\":[88]                 | a number, true or false",
        "\"spo2-low.medium\":88           | ``                                       | change is empty",
        "\"reason\":\"r\"                 | \"reason\":\"r\",\"effective_at\":\"now\" | RFC 3339",
        "\"reason\":\"r\"                 | \"reason\":\"r\",\"effective_at\":\"+1000000-01-01T00:00:00Z\" | RFC 3339",
        "\"reason\":\"r\"                 | \"reason\":\"r\",\"effective_at\":\"2026-01-02T00:00:00Z\",\"until\":\"2026-01-01T00:00:00Z\" |"
        + " not later", "\"reason\":\"r\"                 | \"reason\":\"r\",\"expect_sequence\":1   | for actions only",
        "\"reason\":\"r\"                 | \"reason\":\"r\\u0000\"                  | control character",
        "\"reason\":\"r\"                 | \"reason\":\"\\ud800\"                   | half of a character",
        "}}}                               | }}}{}                                     | no JSON object",
    })
    void aRecordWithAMistakeIsRefusedWithTheFieldAndTheFix(String part, String replaced, String message) {
        assertThat(LIMITS).contains(part);

        assertThatThrownBy(() -> ControlRecordJson.read(bytes(LIMITS.replace(part, replaced)))).isInstanceOf(ControlRefusal.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "1", "\"a\"", "{", "{}", "\u0000", "{\"id\":null}"})
    void whatIsNoObjectIsRefused(String value) {
        assertThatThrownBy(() -> ControlRecordJson.read(bytes(value))).isInstanceOf(ControlRefusal.class);
        assertThatThrownBy(() -> ControlRecordJson.read((byte[]) null)).isInstanceOf(ControlRefusal.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"do\":\"pause\",\"rule\":\"spo2-low\"}                          | until is missing",
        "{\"do\":\"pause\",\"episode\":\"e\"}                              | a pause is of a rule",
        "{\"do\":\"acknowledge\",\"episode\":\"e\",\"rule\":\"spo2-low\"} | has no meaning beside rule",
        "{\"do\":\"close\",\"rule\":\"*\"}                                 | no id of a rule",
        "{\"do\":\"acknowledge\"}                                           | episode is missing",
        "{\"do\":\"acknowledge\",\"episode\":\"a b\"}                      | no id of an episode",
        "{\"do\":\"silence\",\"episode\":\"e\"}                            | must be one of acknowledge",
    })
    void anActionThatNamesTheWrongThingIsRefused(String change, String message) {
        String record = "{\"id\":\"a\",\"kind\":\"action\",\"scope\":{\"user\":\"u\"},\"author\":\"me\",\"reason\":\"r\",\"change\":" + change
                + "}";

        assertThatThrownBy(() -> ControlRecordJson.read(bytes(record))).hasMessageContaining(message);
    }

    @Test
    void aRecordThatIsTooLargeForItsKindIsRefused() {
        String reason = "\"reason\":\"r\"";
        String padded = LIMITS.replace(reason, " ".repeat(ControlRecordReader.LARGEST_SMALL_RECORD) + reason);
        assertThatThrownBy(() -> ControlRecordJson.read(bytes(padded))).hasMessageContaining("limits may have 65536");

        byte[] larger = new byte[ControlRecordReader.LARGEST_RECORD + 1];
        assertThatThrownBy(() -> ControlRecordJson.read(larger)).hasMessageContaining("524289 bytes");
    }

    @Test
    void aRecordThatIsNestedTooDeepIsRefused() {
        String deep = LIMITS.replace("88", "[".repeat(5000) + "]".repeat(5000));

        assertThatThrownBy(() -> ControlRecordJson.read(bytes(deep))).isInstanceOf(ControlRefusal.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
