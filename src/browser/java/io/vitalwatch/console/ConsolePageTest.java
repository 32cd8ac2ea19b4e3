package io.vitalwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The console's pages in a real browser. Pictures of them are left in target/browser. */
class ConsolePageTest extends ConsoleInBrowser {
    private Locator tiles() {
        return page.locator(".tile");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1000, 5000})
    void theWardShowsTheWorstFirstAndDrawsOnlyWhatIsSeen(int patients) throws Exception {
        open(patients, 1280, ColorScheme.LIGHT, "en-GB");
        assertThat(tiles().first()).containsText("cardiac arrest");
        assertThat(tiles().first()).hasClass(Pattern.compile("\\ba0\\b"));
        assertThat(page.locator(".count")).hasText(Pattern.compile(String.format("%,d", patients).replace(",", ",?") + " of .*"));
        assertThat(tiles().count()).isLessThan(80);
        assertThat(tiles().first()).hasAttribute("aria-setsize", Integer.toString(patients));
        picture("ward-" + patients);
    }

    @Test
    void anAlarmAppearsRisesAndEnds() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        Locator tile = page.locator(".tile[data-patient='" + ward.id(7) + "']");
        assertThat(tile).containsText("no open alarm");
        alarm(0, Phase.START, Priority.MEDIUM, AlarmState.ACTIVE, "SpO2 90 % is low.");
        assertThat(tile).hasClass(Pattern.compile("\\ba1\\b"));
        assertThat(tile).containsText("**medium");
        alarm(1, Phase.UPDATE, Priority.HIGH, AlarmState.ACTIVE, "SpO2 82 % is very low.");
        assertThat(tile).containsText("***high");
        assertThat(tile).containsText("SpO2 82 % is very low.");
        alarm(2, Phase.UPDATE, Priority.HIGH, AlarmState.UNKNOWN, "SpO2 was 82 %.");
        assertThat(tile).containsText("unknown");
        alarm(3, Phase.END, Priority.HIGH, AlarmState.ENDED, "SpO2 is normal.");
        assertThat(tile).containsText("no open alarm");
    }

    private void alarm(int sequence, Phase phase, Priority priority, AlarmState state, String message) throws Exception {
        ward.alarm(7, "spo2-low", sequence, phase, Kind.PHYSIOLOGICAL, priority, state, Freshness.LIVE, "spo2 <= 91", message);
    }

    @Test
    void valuesGrowOldAndRejectedReadingsAreNoNumbers() throws Exception {
        open(3, 1280, ColorScheme.LIGHT, "en-GB");
        Locator tile = page.locator(".tile[data-patient='" + ward.id(0) + "']");
        Locator pulse = tile.locator(".value.pulse .number");
        ward.reading(0, new Reading(Group.PULSE, 77_000, 0, 4, Verdict.USABLE));
        assertThat(pulse).hasText("77");
        assertThat(pulse).hasClass(Pattern.compile("fresh"));
        ward.reading(0, new Reading(Group.PULSE, 199_000, 0, 1, Verdict.QUALITY));
        assertThat(tile.locator(".value.pulse .mark")).hasText("⚠");
        assertThat(pulse).hasText("77");
        ward.advance(5 * 60_000);
        assertThat(pulse).hasClass(Pattern.compile("aging"));
        ward.advance(6 * 60_000);
        assertThat(pulse).hasClass(Pattern.compile("expired"));
        assertThat(page.locator("#stale")).containsText("Nothing has arrived since");
    }

    @Test
    void aPageThatIsNotCurrentSaysSoAndLosesItsColours() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        assertThat(page.locator("#live")).containsText("Live");
        ward.problem("Kafka cannot be read");
        assertThat(page.locator("#stale")).hasText("Not current: Kafka cannot be read.");
        assertThat(page.locator("body")).hasClass("not-current");
        picture("not-current");
        ward.problem(null);
        assertThat(page.locator("#stale")).isHidden();
    }

    @Test
    void aWardThatIsNotStoredKeepsItsColoursAndSaysWhatIsMissing() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        ward.storeProblem("the store cannot be written (SQLException)");
        assertThat(page.locator("#stale")).containsText("are current, but the store cannot be written (SQLException). Charts and lists lack");
        assertThat(page.locator("body")).not().hasClass("not-current");
        assertThat(page.locator("#live")).containsText("Live");
        ward.storeProblem(null);
        assertThat(page.locator("#stale")).isHidden();
    }

    @Test
    void aConnectionThatIsLostIsSeenAndComesBack() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        assertThat(page.locator("#live")).containsText("Live");
        context.setOffline(true);
        // What runs in the shared worker is not stopped by this, so the page's own view of time is moved instead.
        page.evaluate("const now = performance.now.bind(performance); performance.now = () => now() + 4000");
        assertThat(page.locator("#stale")).containsText(Pattern.compile("Not current since \\d\\d:\\d\\d:\\d\\d"));
        context.setOffline(false);
    }

    @Test
    void theListIsFilteredSearchedAndWalkedThroughWithTheKeyboard() throws Exception {
        open(200, 1280, ColorScheme.LIGHT, "en-GB");
        page.locator("#study").selectOption("PILOT");
        assertThat(page.locator(".count")).hasText("100 of 200 patients");
        page.locator("#study").selectOption("");
        page.locator("#show").selectOption("alarms");
        assertThat(page.locator(".count")).hasText("35 of 200 patients");
        page.locator("#show").selectOption("");
        page.locator("#list").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowDown");
        assertThat(page.locator(".tile a:focus")).hasCount(1);
        page.keyboard().press("End");
        assertThat(page.locator(".tile:has(a:focus)")).hasAttribute("aria-posinset", "200");
        page.keyboard().press("/");
        page.keyboard().type("battery");
        assertThat(page.locator(".count")).hasText("5 of 200 patients");
        assertThat(tiles().first()).containsText("battery");
    }

    @Test
    void aPatientHasChartsEpisodesAndATableOfTheSameValues() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        page.navigate(ward.uri().resolve("/patients/" + ward.id(5)).toString());
        assertThat(page.locator(".uplot canvas")).hasCount(5);
        assertThat(page.locator(".alarm-now")).containsText("SpO2 90 %");
        page.locator(".charts").focus();
        page.keyboard().press("End");
        assertThat(page.locator(".cursor")).containsText("Pulse");
        page.locator(".twin summary").click();
        assertThat(page.locator(".twin tbody tr").first()).containsText(Pattern.compile("\\d"));
        page.locator(".episode summary").click();
        assertThat(page.locator(".records li")).hasCount(1);
        assertThat(page.locator(".records")).containsText("spo2 ≤ 91");
        picture("patient");
        for (String hours : List.of("24", "168", "720")) {
            page.locator("button[value='" + hours + "']").click();
            assertThat(page.locator("button[value='" + hours + "']")).hasAttribute("aria-pressed", "true");
            assertThat(page.locator(".uplot canvas")).hasCount(5);
        }
    }

    @Test
    void alarmsAreFilteredAndLeadToTheirPatients() throws Exception {
        open(120, 1280, ColorScheme.LIGHT, "en-GB");
        page.navigate(ward.uri().resolve("/alarms").toString());
        assertThat(page.locator(".episode")).hasCount(21);
        page.locator("#priority").selectOption("high");
        assertThat(page.locator(".episode")).hasCount(6);
        page.locator("#priority").selectOption("");
        ward.advance(180_000);
        ward.answered(5, "spo2-low");
        page.locator("#signal").selectOption("acknowledged");
        assertThat(page.locator(".episode")).hasCount(1);
        assertThat(page.locator(".episode .words")).hasText("medium · active · acknowledged after 3 min by anna");
        page.locator("#signal").selectOption("on");
        assertThat(page.locator(".episode")).hasCount(17);
        page.locator("#signal").selectOption("off");
        assertThat(page.locator(".episode")).hasCount(3);
        page.locator("#signal").selectOption("paused");
        assertThat(page.getByText("No alarm episode.")).isVisible();
        page.locator("#signal").selectOption("");
        page.locator(".entry a.who").first().click();
        assertThat(page.locator(".uplot canvas").first()).isVisible();
    }

    @Test
    void whatIsChosenWhileAnAnswerIsAwaitedIsShownAfterIt() throws Exception {
        open(120, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/alarms");
        assertThat(page.locator(".episode")).hasCount(21);
        List<Route> asked = new ArrayList<>();
        page.route("**/api/v1/episodes?*", asked::add);
        page.locator("#priority").selectOption("medium");
        page.waitForCondition(() -> asked.size() == 1);
        page.locator("#kind").selectOption("technical");
        asked.get(0).resume();
        page.waitForCondition(() -> asked.size() == 2);
        asked.get(1).resume();
        assertThat(page.locator(".episode")).hasCount(3);
        page.unroute("**/api/v1/episodes?*");

        visit("/patients/" + ward.id(5));
        assertThat(page.locator(".uplot canvas")).hasCount(5);
        asked.clear();
        page.route("**/vitals?*", asked::add);
        page.locator("button[value='24']").click();
        page.waitForCondition(() -> asked.size() == 1);
        page.locator("button[value='168']").click();
        asked.get(0).resume();
        page.waitForCondition(() -> asked.size() == 2);
        assertThat(asked.get(1).request().url()).contains("from=" + Instant.ofEpochMilli(SimulatedWard.NOW).minus(Duration.ofDays(7))
                .toString().substring(0, 13));
        asked.get(1).resume();
        assertThat(page.locator(".uplot canvas")).hasCount(5);
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, en-GB", "1280, DARK, de-DE", "360, LIGHT, de-DE", "360, DARK, en-GB"})
    void everyPageCanBeUsedByEverybody(int width, ColorScheme scheme, String language) throws Exception {
        open(60, width, scheme, language);
        ward.storeAudit();
        for (String path : List.of("/", "/patients/" + ward.id(5), "/alarms", "/rules", "/audit", "/status")) {
            page.navigate(ward.uri().resolve(path).toString());
            String first = Map.of("/", ".tile", "/rules", ".limits td", "/audit", ".audit td", "/status", ".status dd")
                    .getOrDefault(path, ".episode");
            assertThat(page.locator(first).first()).isVisible();
            assertThat(page.locator("html")).hasAttribute("lang", language.substring(0, 2));
            usable(path + " " + width + " " + scheme);
            picture(path.split("/").length > 1 ? path.split("/")[1] + "-" + width + "-" + scheme : "ward-" + width + "-" + scheme);
        }
    }
}
