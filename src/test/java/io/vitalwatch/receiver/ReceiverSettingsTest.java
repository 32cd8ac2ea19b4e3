package io.vitalwatch.receiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReceiverSettingsTest {
    private static final List<String> NEEDED = List.of("--kafka.bootstrap.servers=k:9092", "--secret.a=env:S");
    private static final Map<String, String> ENVIRONMENT = Map.of("S", "very secret", "EMPTY", "\n");

    @TempDir
    private Path folder;

    @Test
    void defaultsAreTheDocumentedOnes() {
        ReceiverSettings settings = read();
        assertThat(settings.path()).isEqualTo("/webhooks/corsano");
        assertThat(settings.publicListen()).isEqualTo(new ReceiverSettings.Listen("0.0.0.0", 8080));
        assertThat(settings.privateListen()).isEqualTo(new ReceiverSettings.Listen("127.0.0.1", 8081));
        assertThat(settings.limits().body()).isEqualTo(4 << 20);
        assertThat(settings.limits().deadline()).isEqualTo(4000);
        assertThat(settings.heartbeatMillis()).isEqualTo(10_000);
        assertThat(settings.signature().headers())
                .containsExactly("X-Corsano-Signature", "X-Webhook-Signature", "X-Signature", "X-Hub-Signature-256");
        assertThat(settings.signature().prefixes()).containsExactly("sha256=", "v1=", "v1,");
        assertThat(settings.signature().toleranceMillis()).isEqualTo(300_000);
        assertThat(settings.topics().raw()).isEqualTo("corsano.raw");
        assertThat(settings.history().rows()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--listen.prot=1              | unknown setting --listen.prot; did you mean --listen.port?",
        "--listen.port=70000          | --listen.port=70000 is no port from 0 to 65535",
        "--deadline=4                 | --deadline: 4 has no unit; write 4min or 4s",
        "--retry-after=1500ms         | --retry-after=1500ms is not in whole seconds",
        "--body.limit=4               | --body.limit=4 is no size with a unit; write 4MiB, 512KiB or 1000B",
        "--in-flight.high=5MiB        | is less than two bodies of body.limit (4MiB)",
        "--in-flight.low=64MiB        | is not below in-flight.high (64MiB)",
        "--signature.scheme=hmac      | --signature.scheme=hmac is none of body, timestamped, standard-webhooks",
        "--signature.algorithm=MD5    | is none of HmacSHA256, HmacSHA384, HmacSHA512",
        "--signature.encoding=hexa    | is none of auto, hex, base64",
        "--signature.headers=a b      | which is no name of a header",
        "--trusted-proxies=10.0.0.0/x | \"10.0.0.0/x\" is no address and no range such as 10.0.0.0/8",
        "--tls.keystore=nowhere.p12   | needs its password; give --tls.password-file=FILE",
        "--tls.password-file=x        | has no key store to open",
        "--path=here                  | is no path such as /webhooks/corsano",
        "--topic.raw=a b              | is no name of a Kafka topic",
        "--topics.create=perhaps      | is none of true, false",
        "--history.rows=0             | is no number from 1 to 1000000",
        "--secret.b=hunter2           | --secret.b names no place; write file:PATH or env:NAME, never the secret itself",
        "--secret.b=env:NOWHERE       | the environment variable NOWHERE is not set",
        "--secret.b=env:EMPTY         | the secret is empty",
        "--secret.b=file:/no/where    | /no/where cannot be read (NoSuchFileException)",
        "--secret.c.not-after=2030-01-01T00:00:00Z | there is no secret.c; give it too",
        "--secret.a.not-after=tomorrow | is no time; write it as 2026-11-01T00:00:00Z",
        "--kafka.ssl.keystore.password=x | belongs into --kafka-config=FILE",
        "--config=/no/where           | --config=/no/where cannot be read",
        "--secret.a=env:S             | --secret.a is given twice; leave one",
        "listen.port=1                | \"listen.port=1\" is no setting",
        "--listen.port                | \"--listen.port\" is no setting; settings are written --name=value",
    })
    void whatCannotBeUsedIsRefusedByName(String argument, String message) {
        assertThatThrownBy(() -> read(argument)).isInstanceOf(WrongSetting.class).hasMessageContaining(message)
                .message().doesNotContain("hunter2").doesNotContain("very secret");
    }

    @Test
    void withoutASecretItRefusesToStart() {
        assertThatThrownBy(() -> ReceiverSettings.read(List.of("--kafka.bootstrap.servers=k:1"), Map.of()))
                .hasMessageContaining("no secret is configured").hasMessageContaining("--secret.corsano=file:PATH");
    }

    @Test
    void argumentsCountOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("r.properties"), """
                listen.port=1
                private.port=1
                deadline=1s
                secret.f=env:S
                """);
        ReceiverSettings settings = ReceiverSettings.read(
                List.of("--config=" + file, "--listen.port=3"),
                Map.of("S", "x", "VITALWATCH_RECEIVER_LISTEN_PORT", "2", "VITALWATCH_RECEIVER_PRIVATE_PORT", "2",
                        "VITALWATCH_RECEIVER_KAFKA_BOOTSTRAP_SERVERS", "k:1", "VITALWATCH_RECEIVER_SECRET_E", "env:S",
                        "VITALWATCH_RECEIVER_SECRET_E_NOT_BEFORE", "2026-01-01T00:00:00Z", "VITALWATCH_RECEIVER_SERVICE_HOST", "10.0.0.1"));
        assertThat(settings.publicListen().port()).isEqualTo(3);
        assertThat(settings.privateListen().port()).isEqualTo(2);
        assertThat(settings.limits().deadline()).isEqualTo(1000);
        assertThat(settings.kafka()).containsEntry("bootstrap.servers", "k:1");
        assertThat(settings.signature().secrets()).extracting(Secret::name).containsExactly("e", "f");
        assertThat(settings.signature().secrets().get(0).notBefore()).isEqualTo(1_767_225_600_000L);
    }

    @Test
    void aSecretFileMayEndWithALineBreakAndAStandardWebhooksSecretIsDecoded() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "abc\r\n");
        Path standard = Files.writeString(folder.resolve("standard"), "whsec_AAEC\n");
        List<Secret> secrets = read("--secret.b=file:" + plain, "--secret.c=file:" + standard).signature().secrets();
        assertThat(secrets.get(1).key()).isEqualTo(new byte[] {'a', 'b', 'c'});
        assertThat(secrets.get(2).key()).isEqualTo(new byte[] {0, 1, 2});
        assertThat(secrets.toString()).doesNotContain("abc").isEqualTo("[Secret a, Secret b, Secret c]");
    }

    @Test
    void theCommandHasNoWayToTrustASendersArrival() {
        assertThat(ReceiverOptions.all()).extracting(ReceiverOptions.Option::name).noneMatch(name -> name.contains("arrival"));
    }

    @Test
    void whatThePromisesRestOnCannotBeSetOtherwise() {
        var settings = new KafkaSettings(Map.of("acks", "0", "enable.idempotence", "false", "max.block.ms", "60000", "linger.ms", "1"));
        assertThat(settings.deliveries()).containsEntry("acks", "all").containsEntry("enable.idempotence", "true")
                .containsEntry("max.block.ms", "0").containsEntry("linger.ms", "1");
    }

    @Test
    void forwardedAddressesAreReadFromTheEndThroughTrustedProxiesOnly() {
        TrustedProxies proxies = TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8", "192.0.2.7"));
        assertThat(proxies.sender("203.0.113.1", List.of("1.2.3.4"))).isEqualTo("203.0.113.1");
        assertThat(proxies.sender("10.1.1.1", List.of("9.9.9.9, 1.2.3.4"))).isEqualTo("1.2.3.4");
        assertThat(proxies.sender("10.1.1.1", List.of("9.9.9.9, 1.2.3.4", "fd00::1, 192.0.2.7"))).isEqualTo("1.2.3.4");
        assertThat(proxies.sender("10.1.1.1", List.of("<script>"))).isEqualTo("10.1.1.1");
        assertThat(proxies.sender("10.1.1.1", List.of())).isEqualTo("10.1.1.1");
        assertThat(TrustedProxies.of(List.of()).sender("10.1.1.1", List.of("1.2.3.4"))).isEqualTo("10.1.1.1");
    }

    private static ReceiverSettings read(String... more) {
        List<String> arguments = new ArrayList<>(NEEDED);
        arguments.addAll(List.of(more));
        return ReceiverSettings.read(arguments, ENVIRONMENT);
    }
}
