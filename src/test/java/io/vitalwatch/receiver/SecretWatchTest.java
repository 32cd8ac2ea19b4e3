package io.vitalwatch.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.settings.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A secret file that changes while the receiver runs. */
class SecretWatchTest {
    @TempDir
    private Path folder;
    private final List<List<String>> used = new ArrayList<>();

    @Test
    void aChangedFileCountsAndMayHoldTheOldAndTheNewSecret() throws Exception {
        Path file = Files.writeString(folder.resolve("vendor"), "the old shared secret\n");
        SecretWatch watch = watch(file);
        watch.reloadIfChanged();
        assertThat(used).isEmpty();

        Files.writeString(file, "the old shared secret\nthe new shared secret\n");
        watch.reloadIfChanged();
        watch.reloadIfChanged();
        assertThat(used).containsExactly(List.of("the old shared secret", "the new shared secret"));

        Files.writeString(file, "\r\nthe new shared secret\r\n\r\n");
        watch.reloadIfChanged();
        assertThat(used).hasSize(2).last().isEqualTo(List.of("the new shared secret"));
        assertThat(watch.changes()).isEqualTo(2);
    }

    @Test
    void whileAFileCannotBeUsedThePreviousSecretsStay() throws Exception {
        Path file = Files.writeString(folder.resolve("vendor"), "the old shared secret");
        SecretWatch watch = watch(file);
        for (byte[] wrong : List.of(new byte[0], new byte[] {'\n', '\n'}, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'x'})) {
            Files.write(file, wrong);
            watch.reloadIfChanged();
            assertThat(watch.problem()).contains("secret.vendor").doesNotContain("the old");
        }
        Files.delete(file);
        watch.reloadIfChanged();
        assertThat(watch.problem()).contains("cannot be read");
        assertThat(used).isEmpty();

        Files.writeString(file, "the new shared secret");
        watch.reloadIfChanged();
        assertThat(watch.problem()).isNull();
        assertThat(used).containsExactly(List.of("the new shared secret"));
    }

    /** A random key may have bytes that mean line breaks in a text. */
    @Test
    void aBinaryKeyIsNeverSplit() throws Exception {
        byte[] key = {1, 2, '\n', 3, (byte) 200, '\r', '\n', 7, 0, 5, 6, 7, 8, 9, 10, 11, 12};
        Path file = Files.write(folder.resolve("vendor"), key);
        assertThat(settings(file).signature().secrets()).singleElement().satisfies(each -> assertThat(each.key()).isEqualTo(key));
    }

    private SecretWatch watch(Path file) {
        ReceiverSettings settings = settings(file);
        return new SecretWatch(settings.followedSecrets().now(), settings.signature().secrets(),
                secrets -> used.add(secrets.stream().map(Secret::key).map(String::new).toList()));
    }

    private static ReceiverSettings settings(Path file) {
        return ReceiverSettings.read(List.of("--kafka.bootstrap.servers=k:1", "--secret.vendor=file:" + file), Map.of());
    }
}
