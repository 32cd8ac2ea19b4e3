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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the ward in a real browser. Arguments are numbers of patients. For each it prints how long the first paint of the ward takes, the
 * work of the page's script for a batch of changes and in a second while each patient has a reading a minute, how smoothly the ward scrolls
 * then, and how long an alarm needs from its record to the screen.
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

    /**
     * Scrolls from the top by some pixels a frame, then jumps to places all over the list. Gives the time from frame to frame, in how many frames
     * nothing was drawn in the middle of the list, and how long after each jump something was. A frame begins before the list has drawn what
     * it was scrolled to in the last one.
     */
    private static final String SCROLL = """
            async ([pixels, frames, jumps]) => {
              const list = document.querySelector('#list');
              const box = list.getBoundingClientRect();
              const drawn = () => Boolean(document.elementFromPoint(box.left + 40, box.top + box.height / 2).closest('.tile'));
              const frame = () => new Promise(done => requestAnimationFrame(done));
              const times = [], after = [];
              let blank = 0;
              list.scrollTop = 0;
              let last = await frame();
              for (let i = 0; i < frames; i++) {
                list.scrollTop += pixels;
                const now = await frame();
                times.push(now - last);
                last = now;
                if (!drawn()) blank++;
              }
              for (let i = 1; i <= jumps; i++) {
                list.scrollTop = (list.scrollHeight - box.height) * ((i * 7919) % 1000) / 1000;
                const begin = performance.now();
                do await frame(); while (!drawn());
                after.push(performance.now() - begin);
              }
              return [times, after, [blank]];
            }
            """;
    private static final int PIXELS = 120;
    private static final int FRAMES = 300;
    private static final int JUMPS = 50;

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
            scroll(page, ward, patients);
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

    /** Scrolls while readings go on. */
    private static void scroll(Page page, SimulatedWard ward, int patients) throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        Thread readings = new Thread(() -> {
            for (int next = 0; !ended.get(); next++) {
                ward.reading(next % patients, new Reading(Group.PULSE, (60 + next % 40) * 1000, 0, 4, Verdict.USABLE));
                LockSupport.parkNanos(Math.max(1, 60_000 / patients) * 1_000_000L);
            }
        });
        readings.start();
        List<?> result = (List<?>) page.evaluate(SCROLL, List.of(PIXELS, FRAMES, JUMPS));
        ended.set(true);
        readings.join();
        List<Double> times = numbers(result.get(0));
        List<Double> jumps = numbers(result.get(1));
        System.out.printf(Locale.ROOT, "%d patients: scrolling %d px a frame, %.1f ms a frame (p50), %.1f ms (p95), %.1f ms (most), %.0f of %d frames"
                + " with nothing in the middle; drawn after a jump in %.1f ms (p50), %.1f ms (most of %d)%n", patients, PIXELS, at(times, 0.5),
                at(times, 0.95), at(times, 1), numbers(result.get(2)).get(0), FRAMES, at(jumps, 0.5), at(jumps, 1), JUMPS);
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
