package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.web.access.AttemptLimit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;

class UserCommandTest {
    private final InputStream before = System.in;

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        System.setIn(before);
    }

    @Test
    void aUserIsAddedWithAHashAndChangedLaterAndTheOtherLinesStay() throws Exception {
        Path file = Files.writeString(folder.resolve("users"), "# people\nvera viewer -\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        CommandRun added = run("a long password", "user", "add", "anna", "--file=" + file, "--role=admin");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(Files.readAllLines(file)).hasSize(3).startsWith("# people", "vera viewer -").last().asString()
                .startsWith("anna admin $argon2id$v=19$m=7168,t=5,p=1$");
        assertThat(run("", "user", "add", "anna", "--file=" + file, "--role=viewer", "--no-password").out()).contains("changed anna");
        assertThat(Files.readAllLines(file)).containsExactly("# people", "vera viewer -", "anna viewer -");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    }

    @Test
    void aNewFileIsReadableByItsOwnerOnly() throws Exception {
        Path file = folder.resolve("new");
        assertThat(run("a long password", "user", "add", "anna", "--file=" + file, "--role=admin").code()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void aShortPasswordAWrongRoleOrNameChangesNothing() {
        Path file = folder.resolve("users");
        assertThat(run("short", "user", "add", "anna", "--file=" + file, "--role=admin").err()).contains("at least 12 characters");
        assertThat(run("a long password", "user", "add", "anna", "--file=" + file, "--role=boss").code()).isEqualTo(2);
        assertThat(run("a long password", "user", "add", "a:b", "--file=" + file, "--role=admin").code()).isEqualTo(2);
        assertThat(run("a long password", "user", "delete", "anna", "--file=" + file, "--role=admin").code()).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @Test
    void attemptsAreLimitedForEachSenderAloneAndComeBackWithTime() {
        AtomicLong now = new AtomicLong();
        AttemptLimit limit = new AttemptLimit(2, 1, now::get);
        assertThat(limit.allows("a")).isTrue();
        assertThat(limit.allows("a")).isTrue();
        assertThat(limit.allows("a")).isFalse();
        assertThat(limit.allows("b")).isTrue();
        now.addAndGet(1_000_000_000L);
        assertThat(limit.allows("a")).isTrue();
        assertThat(limit.allows("a")).isFalse();
    }

    private static CommandRun run(String typed, String... arguments) {
        System.setIn(new ByteArrayInputStream((typed + "\n").getBytes(StandardCharsets.UTF_8)));
        return CommandRun.of(arguments);
    }
}
