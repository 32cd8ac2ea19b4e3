package io.vitalwatch.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.control.ControlRefusal;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** How long the contents of changes are kept. Two key groups, two partitions. */
class ControlContentsTest {
    private static final List<Integer> KEY_GROUPS = List.of(0, 1);
    private static final ControlReader READER = content -> {
        if (content[0] == 9) {
            throw new ControlRefusal("the record has a field of another release");
        }
        return new ControlRecord("id", Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "nurse", "because",
                ControlRecord.ANY_SEQUENCE, new LimitsChange(Map.of("r.medium", "" + content[0]), List.of()));
    };

    private final ControlContents contents = new ControlContents(READER, 2);

    private ControlRecord take(int keyGroup, int partition, long seq, int content, boolean sent) {
        return contents.take(keyGroup, new ControlCopy(partition, seq, 0, 0, "hash" + content, sent ? new byte[] {(byte) content} : null));
    }

    @Test
    void aContentIsKeptUntilNoPartitionCanReferToItAnyMore() {
        for (int keyGroup : KEY_GROUPS) {
            take(keyGroup, 0, 1, 1, true);
            take(keyGroup, 0, 2, 2, true);
        }
        contents.drop(Set.of(), KEY_GROUPS);
        assertThat(contents.size()).isEqualTo(2);

        take(0, 1, 1, 1, false);
        take(0, 1, 2, 2, false);
        take(1, 1, 1, 1, false);
        contents.drop(Set.of(), KEY_GROUPS);
        assertThat(contents.size()).as("the second one is still to come in key group 1").isEqualTo(2);

        take(1, 1, 2, 2, false);
        contents.drop(Set.of(), KEY_GROUPS);
        assertThat(contents.size()).as("the first one was passed everywhere").isEqualTo(1);
        assertThatThrownBy(() -> take(0, 0, 3, 1, false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aContentThatAChangeRefersToIsKept() {
        for (int keyGroup : KEY_GROUPS) {
            for (int partition = 0; partition < 2; partition++) {
                take(keyGroup, partition, 1, 1, keyGroup + partition == 0);
                take(keyGroup, partition, 2, 2, keyGroup + partition == 0);
            }
        }
        contents.drop(Set.of("hash1"), KEY_GROUPS);
        assertThat(contents.record("hash1")).isNotNull();
        assertThat(contents.size()).isEqualTo(2);
    }

    @Test
    void afterARestoreEveryPartitionHasToPassItAgain() throws Exception {
        for (int keyGroup : KEY_GROUPS) {
            for (int partition = 0; partition < 2; partition++) {
                take(keyGroup, partition, 1, 1, keyGroup + partition == 0);
            }
        }
        ControlContents restored = new ControlContents(READER, 2);
        restored.restore(contents.snapshot());
        restored.take(0, new ControlCopy(0, 5, 0, 0, "hash5", new byte[] {5}));
        restored.drop(Set.of(), KEY_GROUPS);
        assertThat(restored.size()).isEqualTo(2);
    }

    @Test
    void withoutTheNumberOfPartitionsNothingIsDropped() {
        ControlContents unknown = new ControlContents(READER, 0);
        unknown.take(0, new ControlCopy(0, 1, 0, 0, "hash1", new byte[] {1}));
        unknown.take(0, new ControlCopy(0, 2, 0, 0, "hash2", new byte[] {2}));
        unknown.drop(Set.of(), List.of(0));
        assertThat(unknown.size()).isEqualTo(2);
    }

    @Test
    void whatThisReleaseCannotReadIsCountedOnce() {
        assertThat(take(0, 0, 1, 9, true)).isNull();
        assertThat(take(1, 0, 1, 9, false)).isNull();
        assertThat(contents.unreadable()).isEqualTo(1);
    }
}
