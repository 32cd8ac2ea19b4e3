package io.vitalwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** New rules: checked, tried beside those in force, put into force, taken back. */
class ConsoleRulesPageTest extends ConsoleInBrowser {
    private Locator button(String text) {
        return page.locator("main button", new com.microsoft.playwright.Page.LocatorOptions().setHasText(text)).first();
    }

    private void confirm(String reason) {
        page.locator("dialog.ask input[list]").fill(reason);
        page.locator("dialog.ask button.primary").click();
        assertThat(page.locator("dialog.ask")).hasCount(0);
    }

    @Test
    void rulesAreTriedPutIntoForceAndTakenBack() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/rules");
        assertThat(page.locator("main")).containsText("As the job was submitted");
        assertThat(page.locator("main")).containsText("No rules are on trial.");
        button("Edit a copy").click();
        Locator text = page.locator("#yaml");
        assertThat(text).hasValue(Pattern.compile("spo2 <= 91"));
        String before = text.inputValue();
        refusals = true;
        text.fill(before.replace("medium: spo2 <= 91", "medium: spo3 <= 91"));
        button("Check").click();
        assertThat(page.locator(".preview .problem")).containsText("spo3");
        assertThat(button("Put into force")).isDisabled();
        text.fill(before.replace("medium: spo2 <= 91", "medium: spo2 <= 90"));
        button("Check").click();
        assertThat(page.locator(".preview")).containsText("spo2-low.medium: spo2 ≤ 91 → spo2 ≤ 90");
        usable("rules that were checked");
        button("Try beside").click();
        confirm("fewer alarms");
        assertThat(ward.written()).extracting(ControlRecord::change)
                .containsExactly(new ShadowChange(before.replace("medium: spo2 <= 91", "medium: spo2 <= 90")));
        ward.advance(60_000);
        ward.advance(600_000);
        Alert later = ward.alarm(3, "pulse-low", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.MEDIUM, AlarmState.ACTIVE, Freshness.LIVE,
                "pulse <= 40", "Pulse 38 /min is low.");
        ward.shadow(later);
        visit("/rules");
        assertThat(page.locator(".comparison")).containsText("pulse-low");
        assertThat(page.locator("main")).containsText("Differences to the rules in force: 1");
        usable("rules with a trial");
        wholePicture("rules");
        button("Put the trial into force").click();
        confirm("tried for a week");
        assertThat(ward.written()).hasSize(3);
        ward.advance(5000);
        visit("/rules");
        assertThat(page.locator("main")).containsText("No rules are on trial.");
        assertThat(page.locator("main")).containsText("tried for a week");
        button("Put into force again").click();
        confirm("too few alarms");
        assertThat(ward.written().get(3).change()).isEqualTo(new CatalogueChange(before));
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, en-GB", "1280, DARK, de-DE", "360, LIGHT, de-DE", "360, DARK, en-GB"})
    void everyDialogOfRulesCanBeUsedByEverybody(int width, ColorScheme scheme, String language) throws Exception {
        boolean english = language.startsWith("en");
        open(10, width, scheme, language);
        visit("/rules");
        button(english ? "Edit a copy" : "Kopie bearbeiten").click();
        Locator text = page.locator("#yaml");
        assertThat(text).hasValue(Pattern.compile("spo2 <= 91"));
        text.fill(text.inputValue().replace("medium: spo2 <= 91", "medium: spo2 <= 90"));
        button(english ? "Check" : "Prüfen").click();
        assertThat(page.locator(".preview")).containsText(english ? "spo2-low.medium: spo2 ≤ 91 → spo2 ≤ 90"
                : "spo2-low.medium: SpO₂ ≤ 91 → SpO₂ ≤ 90");
        dismiss(english ? "Put into force …" : "In Kraft setzen …");
        button(english ? "Try beside" : "Neben den").click();
        confirm("fewer alarms");
        ward.advance(5000);
        visit("/rules");
        dismiss(english ? "Put the trial into force" : "Probelauf in Kraft setzen");
        button(english ? "Stop the trial" : "Probelauf beenden").click();
        usable("stop the trial " + width + " " + scheme);
        picture("stop-trial-" + width + "-" + scheme);
        confirm("nothing gained");
        assertThat(ward.written()).hasSize(2).last().extracting(ControlRecord::change).isEqualTo(new ShadowChange(null));
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, en-GB", "1280, DARK, de-DE", "360, LIGHT, de-DE", "360, DARK, en-GB"})
    void everyRuleSaysWhatItAlarmsAtInTheLanguageOfThePage(int width, ColorScheme scheme, String language) throws Exception {
        open(10, width, scheme, language);
        visit("/rules");
        Locator cells = page.locator("section[aria-labelledby=in-force-title] tbody td.words");
        assertThat(cells.nth(0)).containsText(language.startsWith("en") ? "high: the bracelet reports cardiac arrest, any code, at once"
                : "hoch: das Armband meldet Herzstillstand, jeder Code, sofort");
        for (String each : cells.allInnerTexts()) {
            assertThat(each).isNotBlank();
            if (!language.startsWith("en")) {
                assertThat(each).doesNotContainPattern("\\b(of|for|or|the|no|not|value|readings?|while)\\b");
            }
        }
        usable("what rules alarm at " + width + " " + scheme);
        wholePicture("alarms-at-" + width + "-" + scheme);
    }

    /** Opens the dialog of a button, which can be used, and leaves it without a change. */
    private void dismiss(String words) {
        button(words).click();
        assertThat(page.locator("dialog.ask h2")).hasText(words.replace(" …", ""));
        usable(words);
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog.ask")).hasCount(0);
        assertThat(page.locator(":focus")).containsText(words);
    }

    @Test
    void whatIsTypedWhileACopyIsAwaitedStays() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        List<Route> asked = new ArrayList<>();
        page.route("**/catalogues/*", asked::add);
        visit("/rules");
        page.waitForCondition(() -> asked.size() == 1);
        page.locator("#yaml").fill("rules: []");
        page.waitForResponse("**/catalogues/*", () -> asked.get(0).resume()).finished();
        page.evaluate("() => new Promise(done => setTimeout(done))");
        assertThat(page.locator("#yaml")).hasValue("rules: []");
    }

    @Test
    void limitsOfAStudyAreChanged() throws Exception {
        open(10, 360, ColorScheme.DARK, "de-DE");
        visit("/rules");
        page.locator("#study").selectOption("PILOT");
        page.locator("section[aria-labelledby=study-title] tr", new com.microsoft.playwright.Page.LocatorOptions().setHasText("spo2-low"))
                .getByText("Ändern …").click();
        page.locator("dialog.ask input[type=number]").first().fill("90");
        page.locator("dialog.ask input[list]").fill("Höhe");
        page.locator("dialog.ask button.primary").click();
        assertThat(page.locator("dialog.ask .preview")).containsText("SpO₂ ≤ 91 → SpO₂ ≤ 90");
        usable("limits of a study");
        page.locator("dialog.ask button.primary").click();
        assertThat(page.locator("dialog.ask")).hasCount(0);
        ControlRecord written = ward.written().get(0);
        assertThat(written.scope()).isEqualTo(new Scope(Scope.Type.STUDY, "PILOT"));
        assertThat(written.isTemporary()).isFalse();
        assertThat(written.change()).isEqualTo(new LimitsChange(Map.of("spo2-low.medium", "90"), List.of()));
    }
}
