package io.vitalwatch.console.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

class HoursTest {
    private static final Hours.Place PLACE = new Hours.Place("vitals.samples", 0);
    private static final long HOUR = 3_600_000;

    @TempDir
    private Path folder;

    private static List<Sample> rows(long from) {
        return IntStream.range(0, 3000).mapToObj(i -> new Sample(SampleType.ACTIVITY, from + i * 1000L, 0, Ternary.TRUE, Ternary.FALSE,
                Sample.MISSING, Sample.MISSING, Sample.MISSING, List.of())).toList();
    }

    @Test
    void rowsOfOneHourFromSeveralDeliveriesAndPartitionsWaitTogether() throws SQLException {
        Hours hours = new Hours();
        hours.add(7, rows(0).subList(0, 10), PLACE, 40, 0);
        hours.add(7, rows(0).subList(20, 30), new Hours.Place("vitals.samples", 1), 40, 0);
        hours.add(7, rows(0).subList(10, 20), PLACE, 41, 0);
        hours.add(7, rows(0).subList(30, 40), PLACE, 30, 0);
        assertThat(hours.lowest(Set.of())).isEqualTo(Map.of(PLACE, 30L, new Hours.Place("vitals.samples", 1), 40L));
        try (Database database = Database.open(Databases.SQLITE.address(folder)); Connection connection = database.writing()) {
            assertThat(hours.rows(connection, 7, 0, HOUR)).extracting(Sample::time)
                    .containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(i -> i * 1000L).toList());
        }
    }
}
