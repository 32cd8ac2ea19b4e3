package io.vitalwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlRecord;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.regex.Pattern;

/** What people change in the console's pages. */
class ConsoleChangePageTest extends ConsoleInBrowser {
    private Locator dialog() {
        return page.locator("dialog.ask");
    }

    private void say(String reason) {
        dialog().locator("input[list]").fill(reason);
    }

    private Locator limits(String rule) {
        return page.locator(".limits tr", new com.microsoft.playwright.Page.LocatorOptions().setHasText(rule));
    }

    @Test
    void anAlarmIsPausedFromItsPatientWithAReasonAndAnEnd() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/patients/" + ward.id(5));
        page.locator(".episode summary").click();
        page.locator(".episode .actions button").first().click();
        assertThat(dialog()).containsText("Pause: SpO₂ low");
        usable("dialog");
        dialog().locator("select").selectOption("60");
        dialog().locator("button.primary").click();
        // A reason is mandatory.
        assertThat(dialog()).isVisible();
        say("Physiotherapy");
        picture("pause");
        dialog().locator("button.primary").click();
        assertThat(dialog()).hasCount(0);
        ControlRecord written = ward.written().get(0);
        assertThat(written.change()).isEqualTo(new ActionChange(ActionChange.Verb.PAUSE, null, "spo2-low"));
        assertThat(written.reason()).isEqualTo("Physiotherapy");
        assertThat(written.until()).isEqualTo(SimulatedWard.NOW + 3_600_000);
    }

    @Test
    void anAnswerToAnAlarmThatBecameWorseIsRefusedInWords() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/alarms");
        Locator entry = page.locator(".entry", new com.microsoft.playwright.Page.LocatorOptions().setHasText("SpO₂ low"));
        entry.locator("summary").click();
        entry.getByText("Note …").click();
        // The page shows what it showed when the dialog was opened.
        ward.alarm(5, "spo2-low", 1, Phase.UPDATE, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE, "spo2 <= 85",
                "SpO2 82 %");
        refusals = true;
        say("called the doctor");
        dialog().locator("button.primary").click();
        assertThat(dialog().locator(".problem")).hasText("This alarm has become worse. Look at it again.");
        assertThat(ward.written()).isEmpty();
        page.keyboard().press("Escape");
        assertThat(dialog()).hasCount(0);
    }

    @Test
    void anAlarmThatGetsWorseUnderTheFingerIsNotAcknowledged() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        Locator tile = page.locator(".tile[data-patient='" + ward.id(5) + "']");
        assertThat(tile).hasClass(Pattern.compile("\\ba1\\b"));
        refusals = true;
        page.route("**/actions", route -> {
            // Between the touch and the server.
            worse();
            route.resume();
        });
        tile.locator(".acknowledge").click();
        assertThat(page.locator(".notice")).hasText("This alarm has become worse. Look at it again.");
        assertThat(tile).hasClass(Pattern.compile("\\ba0\\b"));
        assertThat(tile.locator(".acknowledge")).hasText("Acknowledge");
        assertThat(ward.written()).isEmpty();
        picture("worse");
        page.unroute("**/actions");
        tile.locator(".acknowledge").click();
        page.waitForCondition(() -> !ward.written().isEmpty());
        ward.answered(5, "spo2-low");
        assertThat(tile).containsText("acknowledged by anna");
        assertThat(tile.locator(".acknowledge")).isHidden();
        // The condition lasts: the signal comes back.
        ward.signalCameBack(5, "spo2-low");
        assertThat(tile).hasClass(Pattern.compile("\\ba0\\b"));
        assertThat(tile.locator(".acknowledge")).isVisible();
    }

    private void worse() {
        try {
            ward.alarm(5, "spo2-low", 1, Phase.UPDATE, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE, "spo2 <= 85",
                    "SpO2 82 %");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPatientIsNamedGroupedAndMarked() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/patients/" + ward.id(5));
        page.getByText("Change name …").click();
        usable("name");
        dialog().locator("input").fill("Bed 12");
        dialog().locator("button.primary").click();
        assertThat(dialog()).hasCount(0);
        ward.groups(5, "cardiology");
        assertThat(page.locator("h1")).hasText("Bed 12");
        limits("spo2-low").getByText("Change …").click();
        dialog().locator("input[type=number]").first().fill("88");
        say("chronic");
        dialog().locator("button.primary").click();
        dialog().locator(".preview li").first().waitFor();
        dialog().locator("button.primary").click();
        assertThat(dialog()).hasCount(0);
        visit("/");
        page.locator("#group").selectOption("cardiology");
        assertThat(page.locator(".count")).hasText("1 of 10 patients");
        Locator tile = page.locator(".tile");
        assertThat(tile).containsText("Bed 12");
        assertThat(tile.locator(".own-limits")).isVisible();
        assertThat(tile).containsText("PILOT · cardiology");
        page.locator("#search").fill("bed 12");
        assertThat(tile).hasCount(1);
        usable("marked tile");
        visit("/alarms");
        assertThat(page.locator(".entry a.who", new com.microsoft.playwright.Page.LocatorOptions().setHasText("Bed 12"))).hasCount(1);
    }

    @Test
    void aRefusalOfTheJobIsShown() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/alarms");
        page.locator(".entry .acknowledge:visible").first().click();
        page.waitForCondition(() -> !ward.written().isEmpty());
        ward.answer(new ControlAnswer(0, 1, Outcome.REFUSED, ward.now(), ControlRecord.NOT_SET, 0, "the episode has ended", "x", null, null,
                "local"));
        assertThat(page.locator(".notice")).hasText("Refused: the episode has ended");
    }

    @Test
    void aLimitIsChangedUntilTomorrowAndSeenInTableChartAndAudit() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/patients/" + ward.id(5));
        limits("spo2-low").getByText("Change …").click();
        dialog().locator("input[type=number]").first().fill("88");
        say("chronic lung disease");
        dialog().locator("button.primary").click();
        assertThat(dialog().locator(".preview")).containsText("spo2 ≤ 91 → spo2 ≤ 88");
        assertThat(dialog().locator(".preview")).containsText("SpO2 90 % is at or below 91 %");
        assertThat(ward.written()).isEmpty();
        usable("dialog with a preview");
        picture("limits");
        dialog().locator("input[type=number]").first().fill("87");
        // What is shown is what is written.
        assertThat(dialog().locator(".preview")).isEmpty();
        dialog().locator("button.primary").click();
        assertThat(dialog().locator(".preview")).containsText("spo2 ≤ 87");
        dialog().locator("button.primary").click();
        assertThat(dialog()).hasCount(0);
        assertThat(limits("spo2-low")).containsText("usually spo2 ≤ 91");
        assertThat(limits("spo2-low")).containsText("this patient, local, until 20 Nov, 07:00:00: chronic lung disease");
        assertThat(page.locator(".changes")).containsText("chronic lung disease");
        usable("patient with a limit");
        wholePicture("patient-limits");
        visit("/audit");
        assertThat(page.locator(".audit")).containsText("spo2-low.medium = 87");
        visit("/patients/" + ward.id(5));
        limits("spo2-low").getByText("Remove …").click();
        say("over");
        dialog().locator("button.primary").click();
        assertThat(dialog().locator(".preview")).containsText("spo2 ≤ 87 → spo2 ≤ 91");
        dialog().locator("button.primary").click();
        assertThat(limits("spo2-low").locator("td").nth(1)).isEmpty();
    }

    @Test
    void aLimitThatTheJobWouldRefuseIsRefusedInTheDialog() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/patients/" + ward.id(5));
        limits("spo2-low").getByText("Change …").click();
        refusals = true;
        dialog().locator("input[type=number]").first().fill("20");
        say("x");
        dialog().locator("button.primary").click();
        assertThat(dialog().locator(".problem")).containsText("spo2-low");
        dialog().getByText("Cancel").click();
        assertThat(dialog()).hasCount(0);
    }

    @Test
    void groupsAndHandoverAreWritten() throws Exception {
        open(10, 360, ColorScheme.DARK, "de-DE");
        visit("/patients/" + ward.id(5));
        page.getByText("Gruppen ändern …").click();
        dialog().locator("input").first().fill("ward-7, ward-2");
        dialog().locator("button.primary").click();
        assertThat(page.locator("main")).containsText("Gruppen: ward-2, ward-7");
        page.getByText("Armband weitergeben …").click();
        usable("handover");
        say("Patient verlegt");
        picture("handover-360");
        dialog().locator("button.primary").click();
        assertThat(dialog()).hasCount(0);
        assertThat(ward.written()).extracting(ControlRecord::change).containsExactly(
                new PatientChange(PatientChange.Verb.GROUPS, List.of("ward-2", "ward-7")),
                new PatientChange(PatientChange.Verb.HANDOVER, List.of()));
    }

    /** Counts the tones that a page starts. */
    @Test
    void everyPageSoundsForWhatNobodyHasAnsweredAlsoWithoutData() throws Exception {
        open(4, 1280, ColorScheme.LIGHT, "en-GB");
        ward.answered(2, "cardiac-arrest");
        page.addInitScript("window.tones = 0; const start = OscillatorNode.prototype.start;"
                + " OscillatorNode.prototype.start = function (...at) { window.tones++; return start.apply(this, at); };");
        visit("/audit");
        assertThat(page.locator("#live")).containsText("Live");
        page.locator("#sound").click();
        assertThat(page.locator("#sound")).hasText("Sound is on");
        assertThat((Integer) page.evaluate("window.tones")).as("the only alarm is answered").isZero();
        ward.alarm(1, "pulse-high", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.UNKNOWN, Freshness.LIVE, "pulse >= 150",
                "Pulse was 160 /min; there is no usable reading now.");
        page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.tones >= 10")));
    }

    @Test
    void theAuditIsFiltered() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/patients/" + ward.id(5));
        assertThat(page.locator(".uplot canvas").first()).isVisible();
        ward.storeAudit();
        visit("/audit");
        assertThat(page.locator(".audit tbody tr").first()).isVisible();
        page.locator("#what").selectOption("view-patient");
        assertThat(page.locator(".audit tbody tr")).hasCount(1);
        assertThat(page.locator(".audit tbody")).containsText("local (admin)");
        picture("audit");
        page.locator("#who").fill("nobody");
        page.locator("#who").press("Enter");
        assertThat(page.locator(".empty")).hasText("No record.");
    }
}
