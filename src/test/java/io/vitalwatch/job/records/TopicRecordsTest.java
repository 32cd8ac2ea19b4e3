package io.vitalwatch.job.records;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class TopicRecordsTest {
    @ParameterizedTest
    @CsvSource({"u-1,u-1", "'a\uD83D','a\uFFFD'",
        "'\uDE00b','\uFFFDb'", "'\uD83D\uD83D\uDE00','\uFFFD\uD83D\uDE00'", "'\uDE00\uD83D','\uFFFD\uFFFD'"})
    void theKeyIsTheUserWithLoneSurrogatesReplacedAsInTheRecord(String user, String mended) {
        assertThat(TopicRecords.key(user)).isEqualTo(mended.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void withoutAUserThereIsNoKey() {
        assertThat(TopicRecords.key(null)).isNull();
    }

    @Test
    void timesBefore1970BecomeTheFirstOnesThatKafkaTakes() {
        assertThat(TopicRecords.time(-1)).isZero();
        assertThat(TopicRecords.time(5)).isEqualTo(5);
    }
}
