package io.vitalwatch.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class UserKeyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"user_uuid\":\"u-1\",\"data\":[]}                 | u-1",
        "{\"data\":{\"user_uuid\" : \"u-2\"}}                | u-2",
        "{\"user_uuid\":\"\"}                                | ",
        "{\"user_uuid\":7}                                   | ",
        "{\"user_uuid\":\"a\\u0062\"}                        | ",
        "{\"user_uuid\":\"cut                                | ",
        "{\"user_uuid\"                                      | ",
        "nothing                                             | ",
    })
    void theUserOfABodyIsFoundWithoutParsingIt(String body, String user) {
        byte[] key = UserKey.of(body.getBytes(StandardCharsets.UTF_8));

        assertThat(key == null ? null : new String(key, StandardCharsets.UTF_8)).isEqualTo(user);
    }
}
