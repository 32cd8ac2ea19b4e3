package io.vitalwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;

/** Clocks that are set, by people and twice a year by law. */
class ConsoleClockTest extends ConsoleInBrowser {
    private static final String COLLECT_LABELS = "window.labels = []; const fill = CanvasRenderingContext2D.prototype.fillText;"
            + " CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {"
            + " window.labels.push(text); return fill.call(this, text, ...at); };";

    private void open(String now, String zone, String language) throws Exception {
        build(10, new Browser.NewContextOptions().setViewportSize(1280, 800).setColorScheme(ColorScheme.LIGHT).setLocale(language)
                .setTimezoneId(zone), Instant.parse(now).toEpochMilli());
        page.addInitScript(COLLECT_LABELS);
        page.navigate(ward.link().toString());
    }

    /** The labels of the axis of time, in their order, once. */
    @SuppressWarnings("unchecked")
    private List<String> times() {
        assertThat(page.locator(".uplot canvas").first()).isVisible();
        page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.labels.some(each => /\\d\\d:\\d\\d/.test(each))")));
        List<String> all = ((List<String>) page.evaluate("window.labels")).stream()
                .filter(each -> each.matches(".*\\d\\d:\\d\\d.*|.*[A-Z][a-z]+.*"))
                .filter(each -> !each.contains("limit")).distinct().toList();
        page.evaluate("window.labels = []");
        return all;
    }

    @Test
    void anHourThatComesTwiceIsToldApart() throws Exception {
        open("2025-10-25T04:20:00Z", "Europe/Berlin", "en-GB");
        ward.advance(21 * 3_600_000);
        ward.readings(10, 130);
        visit("/patients/" + ward.id(5));
        assertThat(times()).containsSequence("01:40", "01:50", "02:00 CEST", "02:10 CEST").contains("02:50 CEST", "02:00 CET", "02:10 CET");
        page.locator("button[value='24']").click();
        assertThat(page.locator("button[value='24']")).hasAttribute("aria-pressed", "true");
        page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.labels.includes('20:00')")));
        // What was drawn until now may be of both ranges.
        page.evaluate("window.labels = []");
        page.setViewportSize(1240, 800);
        assertThat(times()).doesNotHaveDuplicates().contains("26 Oct", "20:00").allMatch(each -> each.matches("\\d\\d:00|26 Oct|02:00 CES?T"));
        page.locator(".charts").focus();
        page.keyboard().press("End");
        assertThat(page.locator(".cursor")).containsText("26 Oct, 02:18:48");
        assertThat(page.locator(".cursor")).containsText("CET");
        assertThat(page.locator(".big .pulse")).containsText("20 s ago");
        assertThat(page.locator("main")).containsText("Times are in the time zone of this computer (Europe/Berlin).");
        picture("autumn");
    }

    @Test
    void anHourThatIsLeftOutIsNotOnTheAxis() throws Exception {
        open("2026-03-29T02:30:00Z", "Europe/Berlin", "de-DE");
        visit("/patients/" + ward.id(5));
        assertThat(times()).contains("01:50", "03:00", "04:20").noneMatch(each -> each.startsWith("02:"));
        assertThat(page.locator(".big .pulse")).containsText("vor 20 s");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-10-25T20:00:00Z, tomorrow, 2025-10-26T06:00:00Z",
        "2026-03-28T21:00:00Z, tomorrow, 2026-03-29T05:00:00Z",
        "2025-10-26T01:20:00Z, today, 2025-10-26T06:00:00Z",
        "2025-10-26T00:20:00Z, tomorrow, 2025-10-27T06:00:00Z",
        "2026-03-29T00:30:00Z, today, 2026-03-29T05:00:00Z"})
    void untilTheMorningIsSevenOfTheClockHoweverLongTheNight(String now, String choice, String end) throws Exception {
        open(now, "Europe/Berlin", "en-GB");
        visit("/patients/" + ward.id(5));
        Locator row = page.locator(".limits tr", new Page.LocatorOptions().setHasText("spo2-low"));
        row.getByText("Change …").click();
        Locator dialog = page.locator("dialog.ask");
        assertThat(dialog.locator("select")).hasValue("tomorrow");
        dialog.locator("select").selectOption(choice);
        assertThat(dialog.locator("option[value=" + choice + "]")).hasText("until 07:00 " + choice);
        dialog.locator("input[type=number]").first().fill("88");
        dialog.locator("input[list]").fill("night");
        dialog.locator("button.primary").click();
        assertThat(dialog.locator(".preview")).containsText("88");
        dialog.locator("button.primary").click();
        assertThat(dialog).hasCount(0);
        assertThat(Instant.ofEpochMilli(ward.written().get(0).until())).isEqualTo(end);
        assertThat(row).containsText(", 07:00:00: night");
    }

    @Test
    void inTheAfternoonThereIsNoMorningToday() throws Exception {
        open("2025-10-25T12:00:00Z", "Europe/Berlin", "en-GB");
        visit("/patients/" + ward.id(5));
        page.locator(".limits tr", new Page.LocatorOptions().setHasText("spo2-low")).getByText("Change …").click();
        assertThat(page.locator("dialog.ask option[value=today]")).hasCount(0);
    }

    /** Times in a sentence are those of the patient, here by UTC; what a person wrote is not touched. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Still high priority, since 23:30.|2026-10-24T23:30:00Z|Immer noch hohe Priorität, seit 01:30.",
        "Still high priority, since 22:30 on 24 October.|2026-10-25T06:00:00Z|Immer noch hohe Priorität, seit 00:30 am 25. Oktober.",
        "Still high priority, since 01:30.|2026-10-25T01:30:00Z|Immer noch hohe Priorität, seit 02:30 MEZ.",
        "Paused until 01:30.|2026-10-25T00:40:00Z|Pausiert bis 02:30 MEZ.",
        "Paused until 23:10.|2026-10-24T20:55:00Z|Pausiert bis 01:10 am 25. Oktober.",
        "The fields are back in 1 row.|2026-10-24T20:55:00Z|Die Felder sind in 1 Zeile wieder da.",
        "Note: 0.0625 mg on 12.11.2026, since 09:10.|2026-10-24T20:55:00Z|Notiz: 0.0625 mg on 12.11.2026, since 09:10."})
    void aSentenceHasTheTimesOfTheReader(String sentence, String said, String shown) throws Exception {
        open("2026-10-25T12:00:00Z", "Europe/Berlin", "de-DE");
        Object text = page.evaluate("async ([text, at]) => (await import('/page/sentences.js')).inWords(text, Date.parse(at), 0)",
                List.of(sentence, said));
        assertThat(text).isEqualTo(shown);
    }

    /** A server whose clock is set is no server that is late. */
    @Test
    void aClockThatIsSetForwardAndBackMakesNothingOld() throws Exception {
        open("2025-10-25T12:00:00Z", "Europe/Berlin", "en-GB");
        Locator tile = page.locator(".tile[data-patient='" + ward.id(0) + "']");
        assertThat(page.locator("#live")).hasText("Live 14:00:00");
        ward.setClockBy(3_600_000);
        ward.reading(0, new Reading(Group.PULSE, 77_000, 0, 4, Verdict.USABLE));
        assertThat(page.locator("#live")).hasText("Live 15:00:00");
        assertThat(page.locator("#stale")).isHidden();
        assertThat(tile.locator(".value.pulse .number")).hasClass("number fresh");
        ward.setClockBy(-3_600_000);
        assertThat(page.locator("#live")).hasText("Live 14:00:00");
        assertThat(page.locator("#stale")).isHidden();
        assertThat(tile).containsText("last seen 0 s ago");
    }
}
