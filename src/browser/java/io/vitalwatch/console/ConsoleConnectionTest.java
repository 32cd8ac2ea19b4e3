package io.vitalwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.regex.Pattern;

/** A page whose connection to the console is lost: it says so, sounds, shows no old number as a new one, and catches up without a reload. */
class ConsoleConnectionTest extends ConsoleInBrowser {
    private static final String COUNT_TONES = "window.tones = 0; const start = OscillatorNode.prototype.start;"
            + " OscillatorNode.prototype.start = function (...at) { window.tones++; return start.apply(this, at); };";

    private Cable cable;

    @AfterEach
    void close() throws Exception {
        cable.close();
    }

    private Locator tile(int patient) {
        return page.locator(".tile[data-patient='" + ward.id(patient) + "']");
    }

    private Locator pulse(int patient) {
        return tile(patient).locator(".value.pulse .number");
    }

    /** A ward without alarms that sound, behind a cable, with a page whose clock can be stepped. */
    private void open() throws Exception {
        build(2, 1280, ColorScheme.LIGHT, "en-GB");
        ward.reading(0, new Reading(Group.PULSE, 71_000, 0, 4, Verdict.USABLE));
        cable = new Cable(ward.uri());
        lostConnections = true;
        page.clock().install();
        page.addInitScript(COUNT_TONES);
        page.navigate(cable.through(ward.link()).toString());
        assertThat(page.locator("#live")).containsText("Live");
        page.evaluate("document.body.dataset.loaded = 'once'");
        page.locator("#sound").click();
        assertThat(page.locator("#sound")).hasText("Sound is on");
        assertThat((Integer) page.evaluate("window.tones")).as("nothing to hear").isZero();
    }

    private void lost(int seconds) {
        page.clock().fastForward(seconds * 1000L);
        assertThat(page.locator("#stale")).hasText(Pattern.compile("Not current since \\d\\d:\\d\\d:\\d\\d\\. .*"));
        assertThat(page.locator("#live")).hasText("Not current");
        assertThat(page.locator("body")).hasClass("not-current");
        assertThat((String) pulse(0).evaluate("e => getComputedStyle(e).fontStyle")).isEqualTo("italic");
        page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.tones >= 12")));
    }

    private void foundAgain() throws Exception {
        ward.reading(0, new Reading(Group.PULSE, 77_000, 0, 4, Verdict.USABLE));
        cable.mend();
        assertThat(page.locator("#stale")).isHidden();
        assertThat(pulse(0)).hasText("77");
        assertThat(pulse(0)).hasClass("number fresh");
        assertThat(page.locator("body")).hasAttribute("data-loaded", "once");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threeSeconds(boolean silent) throws Exception {
        open();
        breakIt(silent);
        lost(4);
        assertThat(pulse(0)).hasClass("number fresh");
        picture("lost-3s");
        ward.advance(4000);
        foundAgain();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tenMinutes(boolean silent) throws Exception {
        open();
        breakIt(silent);
        lost(600);
        // The page knows nothing of the last ten minutes, so its values are old.
        assertThat(pulse(0)).hasClass("number expired");
        assertThat(tile(0)).containsText("last seen 10 min ago");
        assertThat(tile(0)).containsText("no current value");
        assertThat((String) pulse(0).evaluate("e => getComputedStyle(e).textDecorationLine")).isEqualTo("line-through");
        picture("lost-10min");
        ward.advance(600_000);
        foundAgain();
    }

    private void breakIt(boolean silent) {
        if (silent) {
            cable.silence();
        } else {
            cable.cut();
        }
    }

    @Test
    void aPatientsPageGrowsOldToo() throws Exception {
        open();
        page.navigate(cable.through(ward.uri().resolve("/patients/" + ward.id(0))).toString());
        Locator pulse = page.locator(".big .pulse");
        assertThat(pulse.locator(".number")).hasClass("number fresh");
        cable.cut();
        page.clock().fastForward(600_000);
        assertThat(pulse.locator(".number")).hasClass("number expired");
        assertThat(pulse).containsText("10 min ago · no longer valid");
        assertThat(page.locator("#stale")).isVisible();
        ward.advance(600_000);
        ward.reading(0, new Reading(Group.PULSE, 77_000, 0, 4, Verdict.USABLE));
        cable.mend();
        assertThat(page.locator("#stale")).isHidden();
        assertThat(pulse.locator(".number")).hasClass("number fresh");
    }

    @Test
    void aPageThatNeverGetsAnythingSaysSo() throws Exception {
        open();
        page.navigate(cable.through(ward.uri().resolve("/alarms")).toString());
        cable.silence();
        page.navigate("about:blank");
        cable.mend();
        page.route("**/page/live-worker.js", route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                .setContentType("text/javascript").setBody("self.onconnect = () => {};")));
        page.navigate(cable.through(ward.uri()).toString());
        assertThat(page.locator("#live")).hasText("Connecting …");
        page.clock().fastForward(6000);
        assertThat(page.locator("#stale")).hasText("No connection to the console. Nothing is watched on this page.");
    }

    /** Rules of the delay, with clocks as arguments. */
    @Test
    void theDelayOfAPageIsTheServersClockAgainstItsOwn() throws Exception {
        open();
        String lag = "import('/page/lag.js').then(({ Lag }) => { const lag = new Lag(); ";
        assertThat(number(lag + "return lag.behind(5, 5) === Infinity ? 1 : 0; })")).isEqualTo(1);
        assertThat(number(lag + "lag.seen('a', 0, 100, 0); return lag.behind(4100, 4000); })")).as("nothing came").isEqualTo(4000);
        assertThat(number(lag + "lag.seen('a', 0, 100, 0); lag.seen('a', 1000, 9100, 0); return lag.behind(9100, 0); })"))
                .as("sockets held it back").isBetween(7990.0, 8000.0);
        assertThat(number(lag + "lag.seen('a', 0, 100, 0); lag.seen('b', 0, 9100, 0); return lag.behind(9100, 0); })"))
                .as("the server began anew").isZero();
        assertThat(number(lag + "lag.seen('a', 0, 0, 0); return lag.behind(250, 3600000); })")).as("the wall clock was set").isEqualTo(250);
        assertThat(number(lag + "lag.seen('a', 0, 0, 0); return lag.behind(1500, 600000); })")).as("the computer slept").isEqualTo(600000);
        assertThat(number(lag + "for (let s = 0; s <= 864000; s++) lag.seen('a', s * 1000, s * 1000.1, 0); return lag.behind(864086400, 0); })"))
                .as("clocks that run apart by a ten-thousandth, for ten days").isLessThan(1);
    }

    private double number(String script) {
        return ((Number) page.evaluate(script)).doubleValue();
    }
}
