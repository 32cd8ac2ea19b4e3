package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.AuditEvent.What;
import io.vitalwatch.web.access.Passwords;
import io.vitalwatch.web.oidc.HostileProvider;
import io.vitalwatch.wire.AuditJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

@Timeout(120)
class ReceiverAuditTest {
    @Test
    void whoSignsInAtThePrivateAddressIsRecordedBesideTheConsolesSignIns(@TempDir Path folder) throws Exception {
        Path rights = Files.writeString(folder.resolve("rights"), "groups ward viewer\n");
        Path users = Files.writeString(folder.resolve("users"), "anna admin " + Passwords.hash("rosebud-17") + "\n");
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                HostileProvider provider = new HostileProvider();
                TestReceiver running = TestReceiver.ready(kafka, "--private.users=" + users, "--private.oidc.issuer=" + provider.address(),
                        "--private.oidc.client-id=console", "--private.oidc.address=http://localhost/", "--private.oidc.rights=" + rights)) {
            assertThat(status(running, "anna:rosebud-17")).isEqualTo(200);
            assertThat(status(running, "anna:rosebud-17")).isEqualTo(200);
            assertThat(status(running, "anna:wrong")).isEqualTo(401);

            HttpResponse<String> departure = running.get("/sign-in");
            String way = departure.headers().firstValue("Location").orElseThrow();
            provider.signsIn(way.replaceFirst(".*[?&]nonce=([0-9a-f]+).*", "$1"));
            String answer = "/sign-in/answer?code=x&state=" + way.replaceFirst(".*[?&]state=([0-9a-f]+).*", "$1");
            String cookie = departure.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
            assertThat(running.send(running.inside(answer).header("Cookie", cookie)).statusCode()).isEqualTo(200);
            assertThat(running.get(answer).statusCode()).as("from another browser").isNotEqualTo(200);

            List<AuditEvent> events = TestReceiver.records(kafka.bootstrapServers(), running.name + ".audit", 4).stream()
                    .map(each -> AuditJson.read(each.value())).toList();
            assertThat(events).containsExactly(
                    new AuditEvent(What.SIGN_IN, "anna", "admin", "password (receiver)", "127.0.0.1", null, null),
                    new AuditEvent(What.SIGN_IN_REFUSED, "anna", null, "password (receiver)", "127.0.0.1", null, null),
                    new AuditEvent(What.SIGN_IN, "anna", "viewer", "oidc (receiver)", "127.0.0.1", null, null),
                    new AuditEvent(What.SIGN_IN_REFUSED, null, null, "oidc (receiver)", "127.0.0.1", null, null));
        }
    }

    private static int status(TestReceiver running, String password) throws Exception {
        return running.send(running.inside("/metrics").header("Authorization",
                "Basic " + Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)))).statusCode();
    }
}
