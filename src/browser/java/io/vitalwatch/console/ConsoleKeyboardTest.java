package io.vitalwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Everything without a mouse. The focus is always somewhere, can always be seen, and always goes on. */
class ConsoleKeyboardTest extends ConsoleInBrowser {
    private static final int MOST_STEPS = 400;
    private static final String VISIBLE =
            "() => { const e = document.activeElement; const s = getComputedStyle(e); const a = getComputedStyle(e, '::after');"
            + " const seen = e.getBoundingClientRect(); return s.outlineStyle !== 'none' && s.outlineWidth !== '0px' || a.outlineStyle ==="
            + " 'solid'; }";
    private static final String FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent";

    private void press(String key) {
        page.keyboard().press(key);
    }

    private Locator focused() {
        return page.locator(":focus");
    }

    private Locator dialog() {
        return page.locator("dialog.ask");
    }

    /** Goes on by Tab until a control with these words has the focus, which can be seen on the way at every step. */
    private void tabTo(String words) {
        for (int step = 0; step < MOST_STEPS; step++) {
            press("Tab");
            String here = (String) page.evaluate(FOCUSED);
            assertThat((Boolean) page.evaluate("document.activeElement !== document.body") || step > 0).as("the focus is somewhere").isTrue();
            if (!(Boolean) page.evaluate("document.activeElement === document.body")) {
                assertThat((Boolean) page.evaluate(VISIBLE)).as("the focus can be seen at: " + here).isTrue();
            }
            if (here.startsWith(words)) {
                return;
            }
        }
        throw new AssertionError("no way to " + words);
    }

    /** Types the reason, which is the last field; Enter sends what the dialog holds. */
    private void reason(String text) {
        dialog().locator("input[list]").focus();
        page.keyboard().type(text);
        press("Enter");
    }

    private void somewhere() {
        page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("document.activeElement !== null && document.activeElement !=="
                + " document.body")));
    }

    /** Walks once around the page: every stop can be seen, and after the last one comes the first. */
    private int around() {
        page.evaluate("document.activeElement.blur(); document.querySelectorAll('[data-walked]').forEach(e => delete e.dataset.walked)");
        for (int step = 0; step < MOST_STEPS; step++) {
            press("Tab");
            if ((Boolean) page.evaluate("document.activeElement === document.body || document.activeElement.dataset.walked === 'yes'")) {
                return step;
            }
            assertThat((Boolean) page.evaluate(VISIBLE)).as("the focus can be seen at: " + page.evaluate(FOCUSED)).isTrue();
            page.evaluate("document.activeElement.dataset.walked = 'yes'");
        }
        throw new AssertionError("the walk does not end");
    }

    @Test
    void everyPageIsWalkedThroughWithoutATrap() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        assertThat(page.locator(".tile").first()).isVisible();
        ward.storeAudit();
        Map<String, String> first = Map.of("/", ".tile", "/rules", ".limits button", "/audit", ".audit td", "/status", ".status dd", "/alarms",
                ".episode");
        for (String path : List.of("/", "/patients/" + ward.id(5), "/alarms", "/rules", "/audit", "/status")) {
            visit(path);
            assertThat(page.locator(first.getOrDefault(path, ".limits button")).first()).isVisible();
            assertThat(around()).as(path).isGreaterThanOrEqualTo(8);
        }
    }

    @Test
    void anAlarmIsFoundOpenedAndAcknowledged() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        assertThat(page.locator(".tile").first()).isVisible();
        tabTo("Skip to the content");
        press("Enter");
        page.locator("#list").focus();
        press("ArrowRight");
        assertThat(focused()).hasAttribute("href", "/patients/" + ward.id(2));
        tabTo("Acknowledge");
        press("Enter");
        page.waitForCondition(() -> !ward.written().isEmpty());
        assertThat(((ActionChange) ward.written().get(0).change()).verb()).isEqualTo(ActionChange.Verb.ACKNOWLEDGE);
        assertThat(focused()).hasText("Sent …");
        ward.answered(2, "cardiac-arrest");
        assertThat(page.locator(".tile[data-patient='" + ward.id(2) + "']")).containsText("acknowledged by anna · 6 min");
        assertThat(focused()).hasAttribute("href", "/patients/" + ward.id(2));
        press("Enter");
        assertThat(page.locator(".alarm-now")).containsText("acknowledged by anna");
    }

    @Test
    void anAlarmIsPausedNotedAndItsPauseEnded() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/patients/" + ward.id(5));
        assertThat(page.locator(".episode")).hasCount(1);
        page.locator(".episode summary").focus();
        press("Enter");
        assertThat(page.locator(".records li")).hasCount(1);
        tabTo("Note …");
        press("Enter");
        usable("note");
        reason("called the doctor");
        assertThat(dialog()).hasCount(0);
        assertThat(focused()).hasText("Note …");
        tabToBack("Pause …");
        press("Enter");
        usable("pause");
        reason("Physiotherapy");
        assertThat(dialog()).hasCount(0);
        assertThat(ward.written()).extracting(each -> ((ActionChange) each.change()).verb())
                .containsExactly(ActionChange.Verb.NOTE, ActionChange.Verb.PAUSE);
        // A new record of the alarm draws the list again; the keyboard stays at this alarm.
        ward.alarm(5, "spo2-low", 1, Phase.UPDATE, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE, "spo2 <= 85",
                "SpO2 82 %");
        visitAgain();
        assertThat(page.locator(".episodes .entry:has(:focus)")).hasCount(1);
    }

    private void tabToBack(String words) {
        for (int step = 0; step < MOST_STEPS; step++) {
            press("Shift+Tab");
            if (((String) page.evaluate(FOCUSED)).startsWith(words)) {
                return;
            }
        }
        throw new AssertionError("no way back to " + words);
    }

    /** Waits until the list has been drawn again. */
    private void visitAgain() {
        assertThat(page.locator(".episodes")).containsText("SpO2 82 %");
        somewhere();
    }

    @Test
    void aLatchedAlarmIsClosed() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        ward.latched(5, "spo2-low");
        visit("/alarms");
        Locator entry = page.locator(".entry", new com.microsoft.playwright.Page.LocatorOptions().setHasText("SpO₂ low"));
        entry.locator("summary").focus();
        press("Enter");
        assertThat(entry.locator(".records li").first()).isVisible();
        tabTo("Close …");
        press("Enter");
        usable("close");
        reason("Patient was seen");
        assertThat(dialog()).hasCount(0);
        assertThat(((ActionChange) ward.written().get(0).change()).verb()).isEqualTo(ActionChange.Verb.CLOSE);
        somewhere();
    }

    @Test
    void limitsGroupsAndStay() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/patients/" + ward.id(5));
        assertThat(page.locator(".limits button").first()).isVisible();
        tabTo("Change: spo2-low");
        press("Enter");
        assertThat(focused()).hasValue("91");
        press("Control+A");
        page.keyboard().type("88");
        dialog().locator("select").focus();
        press("ArrowDown");
        reason("chronic lung disease");
        assertThat(dialog().locator(".preview")).containsText("spo2 ≤ 88");
        press("Enter");
        assertThat(dialog()).hasCount(0);
        assertThat(page.locator(".limits")).containsText("spo2 ≤ 88");
        somewhere();
        assertThat(focused()).hasAttribute("aria-label", "Change: spo2-low");
        tabTo("Remove: spo2-low");
        press("Enter");
        usable("remove");
        reason("over");
        assertThat(dialog().locator(".preview")).isVisible();
        press("Enter");
        assertThat(dialog()).hasCount(0);
        // The button is gone with the limit.
        assertThat(page.locator(".limits button[aria-label='Remove: spo2-low']")).hasCount(0);
        somewhere();
        for (String word : List.of("Change groups", "Admit", "Hand over the bracelet", "Discharge")) {
            tabTo(word);
            press("Enter");
            assertThat(dialog()).isVisible();
            usable(word);
            // The focus goes around inside the dialog.
            for (int i = 0; i < 12; i++) {
                press("Tab");
                assertThat((Boolean) page.evaluate("document.activeElement === document.body ||"
                        + " document.querySelector('dialog').contains(document.activeElement)"))
                        .as(word).isTrue();
            }
            press("Escape");
            assertThat(dialog()).hasCount(0);
            assertThat(focused()).hasText(word + " …");
        }
        press("Shift+Tab");
        press("Enter");
        reason("to another patient");
        assertThat(dialog()).hasCount(0);
        assertThat(ward.written()).extracting(ControlRecord::change).last().isEqualTo(new PatientChange(PatientChange.Verb.HANDOVER, List.of()));
        assertThat(ward.written().get(0).change()).isEqualTo(new LimitsChange(Map.of("spo2-low.medium", "88"), List.of()));
    }

    @Test
    void rulesAreCheckedTriedPromotedAndRolledBack() throws Exception {
        open(10, 1280, ColorScheme.LIGHT, "en-GB");
        visit("/rules");
        Locator text = page.locator("#yaml");
        assertThat(text).hasValue(java.util.regex.Pattern.compile("spo2 <= 91"));
        String before = text.inputValue();
        text.fill(before.replace("medium: spo2 <= 91", "medium: spo2 <= 90"));
        text.focus();
        // Tab leaves the editor.
        press("Tab");
        assertThat(focused()).hasText("Check");
        press("Enter");
        assertThat(page.locator(".preview")).containsText("spo2 ≤ 90");
        press("Tab");
        assertThat(focused()).hasText("Try beside those in force …");
        press("Enter");
        usable("try");
        reason("fewer alarms");
        assertThat(dialog()).hasCount(0);
        assertThat(ward.written().get(0).change()).isInstanceOf(ShadowChange.class);
        ward.advance(60_000);
        ward.reading(0);
        assertThat(page.locator("section[aria-labelledby=shadow-title] button")).hasCount(2);
        somewhere();
        page.locator("section[aria-labelledby=in-force-title] .scroll").focus();
        tabTo("Put the trial into force");
        press("Enter");
        usable("promote");
        reason("tried for a week");
        assertThat(dialog()).hasCount(0);
        page.waitForCondition(() -> ward.written().stream().anyMatch(each -> each.change() instanceof CatalogueChange));
        ward.advance(60_000);
        assertThat(page.locator("main")).containsText("tried for a week");
        somewhere();
        page.locator("#yaml").focus();
        tabTo("Put into force again");
        press("Enter");
        usable("roll back");
        reason("too few alarms");
        assertThat(dialog()).hasCount(0);
        assertThat(ward.written()).extracting(ControlRecord::change).last().isEqualTo(new CatalogueChange(before));
    }
}
