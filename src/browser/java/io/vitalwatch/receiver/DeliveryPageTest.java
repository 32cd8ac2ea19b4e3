package io.vitalwatch.receiver;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.vitalwatch.cli.EmbeddedKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** The delivery page in a real browser, in its three states: empty, live, with failures. Pictures of them are left in target/browser. */
@Timeout(180)
class DeliveryPageTest {
    private static final Path PICTURES = Path.of("target", "browser");
    private static final List<String> FLAGS = List.of("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync");

    private static EmbeddedKafka kafka;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> problems = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private Bench bench;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        playwright = Playwright.create();
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium"))).setArgs(FLAGS));
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() {
        browser.close();
        playwright.close();
        kafka.close();
    }

    @BeforeEach
    void open() throws Exception {
        bench = Bench.ready(kafka);
        open(1280, ColorScheme.LIGHT);
    }

    @AfterEach
    void nothingIsWrongBehindTheScenes() {
        String own = bench.inside().getAuthority();
        context.close();
        bench.close();
        assertThat(problems).as("messages on the console and errors on the page").isEmpty();
        assertThat(hosts).as("hosts that were asked").allMatch(own::equals);
    }

    @Test
    void anEmptyHistorySaysWhatToDo() {
        assertThat(page.getByText("No deliveries yet.")).isVisible();
        assertThat(page.getByRole(AriaRole.TABLE)).isHidden();
        assertThat(page.getByText("what the sender keeps")).containsText("latency is our own time");
        pictures("empty");
    }

    @Test
    void aDeliveryAppearsByItselfWithTotals() throws Exception {
        assertThat(page.getByText("No deliveries yet.")).isVisible();

        bench.post(Bench.example());

        assertThat(rows()).hasCount(1);
        assertThat((Boolean) page.locator("#list").evaluate("e => e.scrollWidth <= e.clientWidth")).as("all columns fit").isTrue();
        assertThat(rows().first()).containsText("Success");
        assertThat(rows().first()).containsText("204");
        assertThat(page.locator("#events")).hasText("1");
        assertThat(page.locator("#rate")).hasText("100.00 %");
        assertThat(page.getByText("No deliveries yet.")).isHidden();
        for (int i = 0; i < 6; i++) {
            bench.post(Bench.delivery("u" + i, i % 2 == 0 ? "NORTH" : "SOUTH", i));
        }
        assertThat(rows()).hasCount(7);
        pictures("live");
    }

    @Test
    void refusedRequestsAreListedWithTheirReasonAndCanBeFilteredOut() throws Exception {
        fail();
        assertThat(rows()).hasCount(4);
        assertThat(page.locator("#failed")).hasText("3");
        assertThat(page.locator("#rows")).containsText("401");
        assertThat(page.locator("#rows")).containsText("415");
        assertThat(page.locator("#rows")).containsText("400");

        page.getByLabel("Status").selectOption("failed");
        assertThat(rows()).hasCount(3);
        page.getByLabel("Status").selectOption("success");
        assertThat(rows()).hasCount(1);
        page.getByLabel("Status").selectOption("");
        assertThat(rows()).hasCount(4);
        rows().filter(new Locator.FilterOptions().setHasText("401")).getByRole(AriaRole.BUTTON).click();
        pictures("failures");
    }

    @Test
    void detailsOpenWithTheKeyboardAndKeepTheSignatureToThemselves() throws Exception {
        fail();
        assertThat(rows()).hasCount(4);
        Locator button = rows().filter(new Locator.FilterOptions().setHasText("401")).getByRole(AriaRole.BUTTON);
        button.focus();

        page.keyboard().press("Enter");

        assertThat(button).hasAttribute("aria-expanded", "true");
        Locator details = page.locator("#" + button.getAttribute("aria-controls"));
        assertThat(details).isVisible();
        assertThat(details).containsText("user_uuid");
        assertThat(details).not().containsText("deadbeef");
        page.keyboard().press("Enter");
        assertThat(details).isHidden();
    }

    @Test
    void theListIsThereAsCsv() throws Exception {
        fail();
        assertThat(rows()).hasCount(4);

        Download download = page.waitForDownload(() -> page.getByText("Download CSV").click());

        assertThat(Files.readAllLines(download.path())).hasSize(5);
    }

    @Test
    void aScreenReaderFindsItsWay() throws Exception {
        bench.post(Bench.example());
        assertThat(rows()).hasCount(1);
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Deliveries"))).isVisible();
        assertThat(page.getByRole(AriaRole.MAIN)).isVisible();
        assertThat(page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Arrivals at this receiver, newest first"))).isVisible();
        assertThat(page.getByRole(AriaRole.COLUMNHEADER)).hasCount(12);
        assertThat(page.getByRole(AriaRole.ROWHEADER)).hasCount(1);
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Live");
        for (Locator control : page.locator("select, button, a").all()) {
            assertThat(control.evaluate("e => (e.labels && e.labels.length) || e.ariaLabel || e.textContent.trim() ? 1 : 0")).isEqualTo(1);
        }
    }

    @Test
    void aNarrowScreenScrollsTheTableAndNotThePage() throws Exception {
        fail();
        context.close();
        open(390, ColorScheme.LIGHT);
        assertThat(rows()).hasCount(4);

        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).isTrue();
        picture("narrow");
    }

    @Test
    void textStandsOutFromItsBackgroundInBothThemes() throws Exception {
        fail();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            context.close();
            open(1280, scheme);
            assertThat(rows()).hasCount(4);
            assertThat(((Number) page.evaluate(LEAST_CONTRAST)).doubleValue()).as("least contrast, " + scheme).isGreaterThanOrEqualTo(4.5);
        }
    }

    /** The least ratio (WCAG 2) of any text to the first opaque background behind it. */
    private static final String LEAST_CONTRAST = """
            () => {
              const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
              const light = c => { const [r, g, b] = parts(c).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const opaque = c => { const p = parts(c); return p.length === 3 || p[3] === 1; };
              let least = 21;
              for (const e of document.querySelectorAll('body *')) {
                const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
                if (!own || !e.checkVisibility() || e.closest('.hidden, .skip')) continue;
                let behind = e;
                while (behind.parentElement && !opaque(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
                const back = opaque(getComputedStyle(behind).backgroundColor) ? getComputedStyle(behind).backgroundColor : 'rgb(255,255,255)';
                const [a, b] = [light(getComputedStyle(e).color), light(back)].sort((x, y) => y - x);
                least = Math.min(least, (a + 0.05) / (b + 0.05));
              }
              return least;
            }""";

    private void open(int width, ColorScheme scheme) {
        context = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                problems.add(message.text());
            }
        });
        page.onPageError(problems::add);
        page.onRequest(request -> hosts.add(java.net.URI.create(request.url()).getAuthority()));
        page.navigate(bench.inside().resolve("/deliveries").toString());
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Live");
    }

    /** One delivery that is taken, and three that are refused: a wrong signature, a wrong type, no JSON. */
    private void fail() throws Exception {
        bench.post(Bench.example());
        String body = Bench.delivery("u", "NORTH", 0);
        bench.send(bench.request().POST(HttpRequest.BodyPublishers.ofString(body)).header("X-Signature", "deadbeef".repeat(8)));
        bench.send(HttpRequest.newBuilder(bench.receiver.publicUri()).header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        bench.post("{\"broken\":");
    }

    private Locator rows() {
        return page.locator("#rows > tr:not(.details)");
    }

    private void pictures(String state) {
        picture(state);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        picture(state + "-dark");
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
    }
}
