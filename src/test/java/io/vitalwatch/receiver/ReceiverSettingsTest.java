package io.vitalwatch.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.kafka.KafkaSettings;
import io.vitalwatch.web.access.TrustedProxies;
import io.vitalwatch.receiver.signature.SignatureSettings;
import io.vitalwatch.settings.GivenSettings;
import io.vitalwatch.settings.OptionTable;
import io.vitalwatch.settings.Secret;
import io.vitalwatch.settings.SecretSource;
import io.vitalwatch.settings.SettingsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ReceiverSettingsTest {
    private static final List<String> NEEDED = List.of("--kafka.bootstrap.servers=k:9092", "--secret.a=env:S");
    private static final Map<String, String> ENVIRONMENT = Map.of("S", "very secret", "EMPTY", "\n");

    @TempDir
    private Path folder;

    @Test
    void defaultsAreTheDocumentedOnes() {
        ReceiverSettings settings = read();
        assertThat(settings.path()).isEqualTo("/webhooks/corsano");
        assertThat(settings.publicListen()).isEqualTo(new ReceiverSettings.Listen("127.0.0.1", 8080));
        assertThat(settings.privateListen()).isEqualTo(new ReceiverSettings.Listen("127.0.0.1", 8081));
        assertThat(settings.limits().body()).isEqualTo(4 << 20);
        assertThat(settings.limits().deadline()).isEqualTo(4000);
        assertThat(settings.heartbeatMillis()).isEqualTo(10_000);
        assertThat(settings.signature().headers())
                .containsExactly("X-Corsano-Signature", "X-Webhook-Signature", "X-Signature", "X-Hub-Signature-256");
        assertThat(settings.signature().prefixes()).containsExactly("sha256=", "v1=", "v1,");
        assertThat(settings.signature().toleranceMillis()).isEqualTo(300_000);
        assertThat(settings.topics().raw()).isEqualTo("corsano.raw");
        assertThat(settings.topics().receivers()).isEqualTo("vitals.receivers");
        assertThat(settings.history().rows()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--listen.prot=1              | unknown setting --listen.prot; did you mean --listen.port?",
        "--listen.port=70000          | --listen.port=70000: must be a whole number from 0 to 65535",
        "--deadline=4                 | --deadline=4: 4 has no unit; write 4min or 4s",
        "--retry-after=1500ms         | --retry-after=1500ms: must be whole seconds",
        "--body.limit=4               | --body.limit=4: 4 has no unit; write 4MiB or 4KiB",
        "--in-flight.high=5MiB        | is less than two bodies of body.limit (4MiB)",
        "--in-flight.low=64MiB        | must be below in-flight.high (64MiB)",
        "--signature.scheme=hmac      | --signature.scheme=hmac: must be one of body, timestamped, standard-webhooks, slack, paddle, whoop",
        "--signature.algorithm=MD5    | must be one of HmacSHA256, HmacSHA384, HmacSHA512",
        "--signature.encoding=hexa    | must be one of auto, hex, base64",
        "--signature.headers=a b      | \"a b\" is not the name of a header",
        "--trusted-proxies=10.0.0.0/x | \"10.0.0.0/x\" is not an address or a range such as 10.0.0.0/8",
        "--tls.keystore=nowhere.p12   | needs its password; give --tls.password-file=FILE",
        "--tls.password-file=x        | is given without a key store",
        "--listen.address=0.0.0.0     | as plain HTTP from other machines; give --tls.keystore=FILE",
        "--private.address=0.0.0.0    | other machines can reach it, and nobody has to sign in; give --private.users=FILE",
        "--private.hosts=http://a     | \"http://a\" is not a host name; write it without scheme and port",
        "--private.tls=true           | needs a certificate; give --tls.keystore=FILE",
        "--private.identity-header=X-User | needs --private.users=FILE",
        "--private.identity-proxies=10.0.0.1 | needs --private.identity-header=NAME",
        "--private.client-ca=x.pem    | is not a file that can be read",
        "--private.users=nowhere      | is not a file that can be read",
        "--tls.client-ca=x.pem        | needs a certificate of the receiver",
        "--path=here                  | must be a path such as /webhooks/corsano",
        "--topic.raw=a b              | must be the name of a Kafka topic",
        "--topics.create=perhaps      | must be one of true, false",
        "--receiver.id=a b            | must be 1 to 64 letters, digits, dots, hyphens or underscores; not \"broker\"",
        "--receiver.id=broker         | must be 1 to 64 letters, digits, dots, hyphens or underscores; not \"broker\"",
        "--topic.receivers=a b        | must be the name of a Kafka topic",
        "--history.rows=0             | must be a whole number from 1 to 1000000",
        "--secret.b=hunter2           | --secret.b must say where the secret is: file:PATH or env:NAME, never the secret itself",
        "--secret.b=env:NOWHERE       | the environment variable NOWHERE is not set",
        "--secret.b=env:EMPTY         | the secret is empty",
        "--secret.b=file:/no/where    | /no/where cannot be read (NoSuchFileException)",
        "--secret.c.not-after=2030-01-01T00:00:00Z | there is no secret.c; give it too",
        "--secret.a.not-after=tomorrow | is not a time; write it as 2026-11-01T00:00:00Z",
        "--kafka.ssl.keystore.password=x | belongs in the file of --kafka-config=FILE",
        "--config=/no/where           | --config=/no/where: cannot be read",
        "--secret.a=env:S             | --secret.a is given twice; leave one",
        "listen.port=1                | \"listen.port=1\" is not a setting; write --name=value",
        "--listen.port                | --listen.port has no value; write --listen.port=<value>",
    })
    void aValueThatCannotBeUsedIsRefusedByName(String argument, String message) {
        assertThatThrownBy(() -> read(argument)).isInstanceOf(SettingsException.class).hasMessageContaining(message)
                .message().doesNotContain("hunter2").doesNotContain("very secret");
    }

    @Test
    void everyOptionAndFamilyIsRead() {
        GivenSettings given = GivenSettings.read(ReceiverOptions.all(), NEEDED, ENVIRONMENT, List.of());
        new ReceiverSettingsReader(given).read();
        assertThat(given.unread()).isEmpty();
    }

    @Test
    void everyDefaultIsReadBackAsItself() {
        List<String> arguments = new ArrayList<>();
        ReceiverOptions.all().options().forEach(option -> arguments.add("--" + option.name() + "=" + option.defaultText()));
        assertThat(read(arguments.toArray(String[]::new))).usingRecursiveComparison().ignoringFields("secrets.now").isEqualTo(read());
    }

    @Test
    void aParameterFileWithEveryDefaultInForceIsAccepted() throws Exception {
        List<String> lines = OptionTable.properties(ReceiverOptions.all(), "The receiver's settings.").lines()
                .filter(line -> line.matches("#[a-z][a-z.-]*=.*")).filter(line -> !line.startsWith("#secret."))
                        .map(line -> line.substring(1))
                .toList();
        Path file = Files.write(folder.resolve("all.properties"), lines);
        ReceiverSettings settings = ReceiverSettings.read(List.of("--config=" + file, "--secret.a=env:S"), ENVIRONMENT);
        assertThat(lines).hasSize(ReceiverOptions.all().names().size());
        assertThat(settings.kafka()).containsEntry("bootstrap.servers", "localhost:9092");
    }

    @Test
    void aValueMayBeTheNextArgumentAsForTheJob() {
        assertThat(read("--listen.port", "5", "--in-flight.high", "1GiB").limits().high()).isEqualTo(1L << 30);
    }

    @Test
    void anEmptyPortIsTheDefaultOne() {
        ReceiverSettings settings = read("--listen.port=", "--private.port=");
        assertThat(settings.publicListen().port()).isEqualTo(8080);
        assertThat(settings.privateListen().port()).isEqualTo(8081);
    }

    @Test
    void withTlsThePortIsThatOfTls() throws Exception {
        Path store = Files.writeString(folder.resolve("store.p12"), "");
        Path password = Files.writeString(folder.resolve("password"), "");
        ReceiverSettings settings = read("--tls.keystore=" + store, "--tls.password-file=" + password);
        assertThat(settings.publicListen().port()).isEqualTo(8443);
        assertThat(settings.tls()).isEqualTo(new ReceiverSettings.Tls(store, password, 60_000, null));
        assertThatThrownBy(() -> read("--tls.keystore=" + folder, "--tls.password-file=" + password))
                .hasMessageContaining("is not a file that can be read");
    }

    @Test
    void plainHttpComesFromThisMachineOnlyUnlessAProxyOrTheUserSaysOtherwise() {
        assertThat(read().publicListen().address()).isEqualTo("127.0.0.1");
        assertThat(read("--trusted-proxies=10.0.0.0/8").publicListen().address()).isEqualTo("0.0.0.0");
        assertThat(read("--listen.plain=true").publicListen().address()).isEqualTo("0.0.0.0");
        assertThat(read("--listen.plain=true", "--listen.address=192.0.2.1").publicListen().address()).isEqualTo("192.0.2.1");
    }

    @Test
    void aPrivateAddressForOtherMachinesNeedsASignInOrTheWordThatSomethingElseProtectsIt() throws Exception {
        Path file = Files.writeString(folder.resolve("tokens"), "prometheus scraper 0123456789abcdef\n");
        assertThat(read("--private.address=0.0.0.0", "--private.tokens=" + file).access().signIn().required()).isTrue();
        assertThat(read("--private.address=0.0.0.0", "--private.unprotected=true").access().signIn().required()).isFalse();
        assertThatThrownBy(() -> read("--private.unprotected=true", "--private.tokens=" + file)).hasMessageContaining("leave one");
    }

    @Test
    void aConfigurationFileCannotNameAnother() throws Exception {
        Path file = Files.writeString(folder.resolve("r.properties"), "config=other.properties\n");
        assertThatThrownBy(() -> read("--config=" + file)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("cannot name another");
    }

    @Test
    void withoutASecretSettingsAreRefused() {
        assertThatThrownBy(() -> ReceiverSettings.read(List.of("--kafka.bootstrap.servers=k:1"), Map.of()))
                .hasMessageContaining("no secret is configured").hasMessageContaining("--secret.corsano=file:PATH");
    }

    @Test
    void argumentsHavePrecedenceOverTheEnvironmentAndThatOverTheFile() throws Exception {
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
        assertThat(secrets.toString()).doesNotContain("abc").isEqualTo("[Secret a, Secret b, Secret c, Secret c]");
        assertThat(secrets.get(3).key()).as("as some senders use it").isEqualTo("whsec_AAEC".getBytes());
    }

    @Test
    void aReceiversIdIsItsHostAndPortUnlessOneIsGivenAndIsAlwaysValid() {
        assertThat(ReceiverId.of(read("--receiver.id=ward-3"), "1f2e3d4c")).isEqualTo("ward-3");
        assertThat(ReceiverId.of(read(), "1f2e3d4c")).endsWith("-8080").matches(ReceiverId::isValid);
        assertThat(ReceiverId.of(read("--listen.port=0"), "1f2e3d4c")).endsWith("-1f2e3d4c").matches(ReceiverId::isValid);
        assertThat(ReceiverId.fromHost("ward 3.ö".repeat(20), "8080")).hasSize(64).startsWith("ward_3._ward").matches(ReceiverId::isValid);
    }

    @Test
    void aSecretThatNobodyMeansIsRefused() throws Exception {
        for (String wrong : List.of("\uFEFFs3cret of sixteen", "s\0e\0c\0r\0e\0t\0")) {
            Path file = Files.writeString(folder.resolve("wrong"), wrong);
            assertThatThrownBy(() -> read("--secret.b=file:" + file)).isInstanceOf(SettingsException.class).hasMessageContaining("UTF-8")
                    .message().doesNotContain("s3cret");
        }
        Path utf16 = Files.writeString(folder.resolve("wrong"), "s3cret", java.nio.charset.StandardCharsets.UTF_16);
        assertThatThrownBy(() -> read("--secret.b=file:" + utf16)).hasMessageContaining("UTF-16");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {0, 1, 2, (byte) 200, 0, 7});
        assertThat(read("--secret.b=file:" + binary).signature().secrets().get(1).key()).hasSize(6);
        assertThat(SecretSource.doubt("short".getBytes())).contains("only 5 bytes");
        assertThat(SecretSource.doubt("sixteen bytes or more ".getBytes())).contains("blank");
        assertThat(SecretSource.doubt("sixteen bytes or more".getBytes())).isNull();
    }

    @Test
    void aSchemeSetsContentTimeIdAndHeadersAndEachCanBeGivenToo() {
        SignatureSettings slack = read("--signature.scheme=slack").signature();
        assertThat(slack.headers()).containsExactly("X-Slack-Signature");
        assertThat(slack.content()).hasToString("v0:{t}:{body}");
        SignatureSettings own = read("--signature.content={t}|{id}|{body}", "--signature.time=X-T", "--signature.id=X-Id").signature();
        assertThat(own.content()).hasToString("{t}|{id}|{body}");
        assertThat(own.time()).isEqualTo("X-T");
        for (String wrong : List.of("--signature.content={t}", "--signature.content={body}{body}", "--signature.content={body}{x}",
                "--signature.content={t}{body}", "--signature.content={id}{body}", "--signature.time=t=", "--signature.id=X")) {
            assertThatThrownBy(() -> read(wrong)).as(wrong).isInstanceOf(SettingsException.class);
        }
    }

    @Test
    void noSettingMakesTheReceiverTrustASendersArrival() {
        assertThat(ReceiverOptions.all().names()).noneMatch(name -> name.contains("arrival"));
    }

    @Test
    void kafkaSettingsThatGuaranteesDependOnCannotBeChanged() {
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
