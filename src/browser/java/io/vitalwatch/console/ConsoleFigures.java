package io.vitalwatch.console;

import io.vitalwatch.console.store.Databases;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Measures the ward in a real browser. Arguments are numbers of patients. For each it prints how long the first paint of the ward takes, the
 * work of the page's script for a batch of changes and in a second while each patient has a reading a minute, and how long an alarm
 * needs from its record to the screen.
 */
public final class ConsoleFigures {
    private static final int PAINTS = 5;
    private static final int ALARMS = 20;
    private static final int SECONDS = 15;
    /** Notes when the first tile was drawn, how long the page worked on each event, and when a text appeared. */
    private static final String WATCH = """
            window.batches = []; window.seen = {};
            const on = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
            Object.defineProperty(MessagePort.prototype, 'onmessage', { set(handler) { on.set.call(this, event => {
              const begin = performance.now(); handler(event); window.batches.push(performance.now() - begin); }); } });
            const look = () => { if (!window.painted && document.querySelector('.tile')) requestAnimationFrame(() => setTimeout(() => {
              window.painted = window.painted || performance.now(); })); };
            new MutationObserver(look).observe(document, { childList: true, subtree: true });
            """;

    private ConsoleFigures() {}

    public static void main(String[] args) throws Exception {
        try (Playwright playwright = Playwright.create();
                Browser browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium")))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")))) {
            for (String each : args) {
                measure(browser, Integer.parseInt(each));
            }
        }
    }

    private static void measure(Browser browser, int patients) throws Exception {
        Path folder = Files.createTempDirectory("console-figures");
        try (SimulatedWard ward = SimulatedWard.start(Databases.SQLITE.address(folder)).readings(patients, 130).alarms(patients)) {
            Page page = browser.newPage(new Browser.NewPageOptions().setBypassCSP(true));
            page.addInitScript(WATCH);
            page.navigate(ward.link().toString());
            List<Double> paints = new ArrayList<>();
            for (int i = 0; i < PAINTS; i++) {
                page.navigate(ward.uri().toString());
                paints.add(((Number) page.waitForFunction("window.painted").jsonValue()).doubleValue());
            }
            page.evaluate("window.batches = []");
            long end = System.nanoTime() + SECONDS * 1_000_000_000L;
            for (int next = 0; System.nanoTime() < end; next++) {
                ward.reading(next % patients, new Reading(Group.PULSE, (60 + next % 40) * 1000, 0, 4, Verdict.USABLE));
                Thread.sleep(Math.max(1, 60_000 / patients));
            }
            List<Double> batches = numbers(page.evaluate("window.batches"));
            page.locator("#search").fill("alarm number");
            List<Double> alarms = new ArrayList<>();
            for (int i = 0; i < ALARMS; i++) {
                String message = "Alarm number " + i;
                page.evaluate("text => { const look = new MutationObserver(() => { if"
                        + " (document.querySelector('#list').textContent.includes(text)) {"
                        + " look.disconnect(); requestAnimationFrame(() => setTimeout(() => { window.seen[text] = Date.now(); })); } });"
                        + " look.observe(document.querySelector('#list'), { childList: true, subtree: true, characterData: true }); }", message);
                long begin = System.currentTimeMillis();
                ward.alarm(3, "pulse-high", 2 * i, Phase.UPDATE, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE,
                        "pulse >= 131", message);
                alarms.add(((Number) page.waitForFunction("text => window.seen[text]", message).jsonValue()).doubleValue() - begin);
                ward.alarm(3, "pulse-high", 2 * i + 1, Phase.END, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ENDED, Freshness.LIVE,
                        "pulse >= 131", "over");
            }
            System.out.printf(Locale.ROOT,
                    "%d patients: first paint %.0f ms (median of %d), script %.1f ms a batch (p95), %.1f ms a second, alarm to screen"
                    + " %.0f ms (p95 of %d)%n", patients, at(paints, 0.5), PAINTS, at(batches, 0.95),
                    batches.stream().mapToDouble(Double::doubleValue).sum() / SECONDS, at(alarms, 0.95), ALARMS);
            page.close();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Double> numbers(Object values) {
        return ((List<Object>) values).stream().map(each -> ((Number) each).doubleValue()).toList();
    }

    private static double at(List<Double> values, double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }
}
