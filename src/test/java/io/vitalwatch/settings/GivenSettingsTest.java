package io.vitalwatch.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of any program, tested with those of an imaginary kettle. */
class GivenSettingsTest {
    private static final OptionList.Builder LIST = OptionList.of("setting").environment("KETTLE_");
    private static final Option<Optional<String>> CONFIG = LIST.addConfig("A file.");
    private static final Option<Optional<String>> CLIENTS = LIST.add("kafka-config", OptionType.optional(OptionType.text()), "",
            "A file of client settings.");
    private static final Option<Long> TIME = LIST.add("boil.time", OptionType.duration(), "3min", "How long.");
    private static final Option<Integer> CUPS = LIST.add("cups", OptionType.whole(1, 9), "2", "How much.");
    private static final Family RULE = LIST.add(Family.of("rule.", "A rule.", "rule.a=1"));
    private static final Family KAFKA = LIST.add(KafkaFamily.with(CLIENTS));
    private static final Family SECRET = LIST.add(SecretFamily.FAMILY);
    private static final OptionList ALL = LIST.build();

    @TempDir
    private Path folder;

    @Test
    void argumentsWinOverTheEnvironmentAndThatOverTheFileAndThatOverTheDefaults() throws Exception {
        String file = file("config.properties", "boil.time = 1s\ncups=7\n");
        Map<String, String> environment = Map.of("KETTLE_BOIL_TIME", "2s", "KETTLE_SERVICE_HOST", "10.0.0.1");
        assertThat(read(Map.of()).get(TIME)).isEqualTo(180_000);
        assertThat(read(Map.of(), "--config=" + file).get(TIME)).isEqualTo(1000);
        assertThat(read(environment, "--config", file).get(TIME)).isEqualTo(2000);
        assertThat(read(environment, "--config", file, "--boil.time", "3s").get(TIME)).isEqualTo(3000);
        assertThat(read(environment, "--config", file).get(CUPS)).isEqualTo(7);
        assertThat(read(Map.of("KETTLE_CONFIG", file)).get(CUPS)).isEqualTo(7);
    }

    @Test
    void aMessageNamesTheSettingItsValueAndWhereItCameFrom() throws Exception {
        String file = file("config.properties", "cups=10\n");
        String problem = ": must be a whole number from 1 to 9";
        assertThatThrownBy(() -> read(Map.of(), "--cups=0").get(CUPS)).hasMessage("--cups=0" + problem);
        assertThatThrownBy(() -> read(Map.of("KETTLE_CUPS", "many")).get(CUPS)).hasMessage("KETTLE_CUPS=many" + problem);
        assertThatThrownBy(() -> read(Map.of(), "--config=" + file).get(CUPS)).hasMessage("cups=10 in " + file + problem);
        assertThat(read(Map.of()).refuse(CUPS, "is too much")).hasMessage("cups=2 (the default): is too much");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--cpus=1                | unknown setting --cpus; did you mean --cups?",
        "--lid.opne=1            | unknown setting --lid.opne; did you mean --lid.open?",
        "--rule.=1               | unknown setting --rule.; did you mean --cups?",
        "--secret.A=env:X        | unknown setting --secret.A",
        "--=1                    | unknown setting --;",
        "cups=1                  | \"cups=1\" is not a setting; write --name=value",
        "--                      | \"--\" is not a setting; write --name=value",
        "--cups                  | --cups has no value; write --cups=<value>",
        "--cups --boil.time=1s   | --cups has no value; write --cups=<value>",
        "--cups=1 --cups 1       | --cups is given twice; leave one",
        "--rule.a=1 --rule.a=2   | --rule.a is given twice; leave one",
        "--kafka.ssl.key.password=x | --kafka.ssl.key.password belongs in the file of --kafka-config=FILE",
        "--config=/no/where      | --config=/no/where: cannot be read (NoSuchFileException); give the path of a readable properties file",
    })
    void whatIsNotASettingIsRefusedWithTheFix(String arguments, String message) {
        assertThatThrownBy(() -> read(Map.of(), arguments.split(" "))).isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void unknownNamesOfAFileAreRefusedAndThoseOfTheEnvironmentIgnored() throws Exception {
        String file = file("config.properties", "cps=1\n");
        assertThatThrownBy(() -> read(Map.of(), "--config=" + file))
                .hasMessage("unknown setting cps in " + file + "; did you mean --cups?");
        assertThat(read(Map.of("KETTLE_CPS", "1", "CUPS", "4")).get(CUPS)).isEqualTo(2);
    }

    @Test
    void aConfigurationFileCannotNameAnother() throws Exception {
        String file = file("config.properties", "config=other\n");
        assertThatThrownBy(() -> read(Map.of(), "--config=" + file)).hasMessageContaining("a configuration file cannot name another");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws Exception {
        Path file = Files.write(folder.resolve("latin1.properties"), "rule.a=größer\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> read(Map.of(), "--config=" + file)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("MalformedInputException").hasMessageContaining("UTF-8");
    }

    @Test
    void membersOfAFamilyComeFromEverySourceAndItsFileComesLast() throws Exception {
        String config = file("config.properties", "kafka.a=config\nkafka.b=config\nkafka.ssl.key.password=allowed in a file\n");
        String clients = file("kafka.properties", "a=clients\nb=clients\nc=clients\nbootstrap.servers=clients:1\n");
        GivenSettings given = read(Map.of("KETTLE_KAFKA_BOOTSTRAP_SERVERS", "env:1", "KETTLE_KAFKA_OTHER", "ignored"),
                "--config=" + config, "--kafka-config=" + clients, "--kafka.a=argument", "--rule.x.y=z");
        assertThat(given.texts(KAFKA)).containsExactlyInAnyOrderEntriesOf(Map.of("a", "argument", "b", "config", "c", "clients",
                "bootstrap.servers", "env:1", "ssl.key.password", "allowed in a file"));
        assertThat(given.texts(RULE)).isEqualTo(Map.of("x.y", "z"));
        assertThat(given.members(RULE).get("x.y").where()).isEqualTo("--rule.x.y");
    }

    @Test
    void secretsAreReadFromFilesAndTheEnvironmentAndNeverShown() throws Exception {
        String plain = file("secret", "hunter2\r\n");
        GivenSettings given = read(Map.of("KETTLE_SECRET_OLD_ONE", "env:OLD", "OLD", "whsec_AAEC", "KETTLE_SECRET_OLD_ONE_NOT_AFTER",
                "2026-01-01T00:00:00Z"), "--secret.new=file:" + plain);
        List<Secret> secrets = SecretFamily.read(given);
        assertThat(secrets).extracting(Secret::name).containsExactly("new", "old-one", "old-one");
        assertThat(secrets.get(0).key()).isEqualTo("hunter2".getBytes(StandardCharsets.UTF_8));
        assertThat(secrets.get(0).activeAt(Long.MAX_VALUE - 1)).isTrue();
        assertThat(secrets.get(1).key()).isEqualTo(new byte[] {0, 1, 2});
        assertThat(secrets.get(1).activeAt(1_767_225_599_999L)).isTrue();
        assertThat(secrets.get(1).activeAt(1_767_225_600_000L)).isFalse();
        assertThat(secrets.toString() + given.members(SECRET)).doesNotContain("hunter2").doesNotContain("whsec");
    }

    @Test
    void aSecretThatIsNeverValidIsRefused() {
        assertThatThrownBy(() -> SecretFamily.read(read(Map.of("X", "x"), "--secret.a=env:X", "--secret.a.not-before=2026-01-01T00:00:00Z",
                "--secret.a.not-after=2026-01-01T00:00:00Z"))).hasMessage(
                        "secret.a is never valid: its not-before must be earlier than its not-after");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "hunter2      | --secret.a must say where the secret is: file:PATH or env:NAME, never the secret itself",
        "env:NOWHERE  | --secret.a: the environment variable NOWHERE is not set",
        "env:EMPTY    | --secret.a: the secret is empty",
        "env:WHSEC    | --secret.a: the secret is empty",
        "file:/no     | --secret.a: /no cannot be read (NoSuchFileException)",
        "file:LARGE   | is larger than 64 KiB, too large for a secret",
    })
    void aSecretThatCannotBeReadIsRefusedWithoutRepeatingIt(String source, String message) throws Exception {
        String text = source.replace("LARGE", file("large", "x".repeat(64 * 1024 + 1)));
        assertThatThrownBy(() -> SecretFamily.read(read(Map.of("EMPTY", "\n", "WHSEC", "whsec_"), "--secret.a=" + text)))
                .isInstanceOf(SettingsException.class).hasMessageContaining(message).message().doesNotContain("hunter2");
    }

    @Test
    void settingsThatWereNotReadAreListed() {
        GivenSettings given = read(Map.of());
        given.get(TIME);
        given.texts(KAFKA);
        SecretFamily.read(given);
        assertThat(given.unread()).containsExactly("cups", "rule.");
    }

    @Test
    void anOptionOfAnotherProgramCannotBeRead() {
        Option<Long> other = new Option<>("boil.time", OptionType.duration(), "3min", "How long.");
        assertThatIllegalStateException().isThrownBy(() -> read(Map.of()).get(other));
    }

    @Test
    void anOptionCanBeInTheListsOfSeveralPrograms() {
        OptionList.Builder list = OptionList.of("parameter");
        Option<Integer> spoons = list.add("spoons", OptionType.whole(1, 9), "1", "How many.");
        list.addAll(ALL);
        OptionList composed = list.build();
        assertThat(composed.names()).containsExactly("spoons", "config", "kafka-config", "boil.time", "cups");
        GivenSettings given = GivenSettings.read(composed, List.of("--spoons=2", "--cups=3", "--rule.a=1"), Map.of(), List.of());
        assertThat(given.get(spoons)).isEqualTo(2);
        assertThat(given.get(CUPS)).isEqualTo(3);
        assertThat(given.texts(RULE)).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aMistakeInADeclarationIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Option<>("a", OptionType.duration(), "5", ""))
                .withMessageContaining("the default of a: 5 has no unit");
        assertThatIllegalArgumentException().isThrownBy(() -> new Option<>("A b", OptionType.text(), "", ""));
        OptionList.Builder list = OptionList.of("setting");
        list.add("a", OptionType.text(), "", "");
        assertThatIllegalStateException().isThrownBy(() -> list.add("a", OptionType.text(), "", ""));
    }

    @Test
    void anEmptyNameOfTheConfigurationFileIsNone() {
        assertThat(read(Map.of(), "--config=").get(CONFIG)).isEmpty();
    }

    private String file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static GivenSettings read(Map<String, String> environment, String... arguments) {
        return GivenSettings.read(ALL, List.of(arguments), environment, List.of("--lid.open", "-h"));
    }
}
