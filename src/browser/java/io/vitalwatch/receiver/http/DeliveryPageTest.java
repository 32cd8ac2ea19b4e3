package io.vitalwatch.receiver.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.signature.Signing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The delivery page in a real browser, in its three states: empty, live, with failures. Pictures of them are left in target/browser. */
@Timeout(180)
class DeliveryPageTest {
    private static final Path PICTURES = Path.of("target", "browser");
    private static final List<String> FLAGS = List.of("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync");
    private static final String WRONG = "deadbeef".repeat(8);
    private static final String FITS = "e => e.scrollWidth <= e.clientWidth";

    private static EmbeddedKafka kafka;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> problems = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private TestReceiver running;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
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
        running = TestReceiver.ready(kafka);
        open(1280, ColorScheme.LIGHT);
    }

    @AfterEach
    void nothingIsWrongBehindTheScenes() {
        String own = running.inside().getAuthority();
        context.close();
        running.close();
        assertThat(problems).as("messages on the console and errors on the page").isEmpty();
        assertThat(hosts).as("hosts that were asked").allMatch(own::equals);
    }

    @Test
    void anEmptyHistorySaysWhatToDo() {
        assertThat(page.getByText("No deliveries yet.")).isVisible();
        assertThat(page.getByText("Point the vendor's webhook at this receiver's public address")).isVisible();
        assertThat(page.getByRole(AriaRole.TABLE)).isHidden();
        assertThat(page.locator("#events")).hasText("0");
        assertThat(page.locator("#rate")).hasText("–");
        pictures("empty");
    }

    @Test
    void aDeliveryAppearsByItselfWithoutAReload() throws Exception {
        page.evaluate("document.body.dataset.loaded = 'once'");

        running.post(TestReceiver.example());

        assertThat(rows()).hasCount(1);
        assertThat(rows().first()).containsText("activity");
        assertThat(rows().first()).containsText("Success");
        assertThat(rows().first()).containsText("204");
        assertThat(page.getByText("No deliveries yet.")).isHidden();
        assertThat(page.locator("body")).hasAttribute("data-loaded", "once");
        assertThat(requests).filteredOn(each -> each.equals("eventsource")).hasSize(1);
        assertThat(requests).doesNotContain("fetch", "xhr");
        assertThat((Boolean) page.locator("#list").evaluate(FITS)).as("all columns fit").isTrue();
        for (int i = 0; i < 6; i++) {
            running.post(TestReceiver.delivery("u" + i, i % 2 == 0 ? "NORTH" : "SOUTH", i));
        }
        assertThat(rows()).hasCount(7);
        pictures("live");
    }

    @Test
    void totalsAndSuccessRateFollowWhatComes() throws Exception {
        running.post(TestReceiver.example());
        assertThat(page.locator("#rate")).hasText("100.00 %");

        refuse(Signing.bytes(TestReceiver.example()));
        running.post(TestReceiver.example());

        running.post("{\"broken\":");

        assertThat(page.locator("#events")).hasText("3");
        assertThat(page.locator("#success")).hasText("2");
        assertThat(page.locator("#failed")).hasText("1");
        assertThat(page.locator("#rate")).hasText("66.67 %");
        assertThat(page.locator("#hour")).hasText("2, 1");
        assertThat(page.locator("#day")).hasText("2, 1");
        assertThat(page.locator("#unsigned")).hasText("1");
        assertThat(rows().nth(1).locator("td").nth(3)).hasText("2");
    }

    @Test
    void refusedRequestsAreListedWithTheirReason() throws Exception {
        takeOneAndRefuseFour();

        assertThat(of(401)).containsText("signature wrong");
        assertThat(of(415)).containsText("type is not JSON");
        assertThat(of(413)).containsText("body too large");
        assertThat(of(400)).containsText("malformed JSON");
        assertThat(page.locator("#failed")).hasText("1");
        assertThat(page.locator("#unsigned")).hasText("3");
        of(401).getByRole(AriaRole.BUTTON).click();
        pictures("failures");
    }

    @Test
    void rowsAreFilteredByStudyTypeAndStatusAndTotalsAndCsvWithThem() throws Exception {
        takeOneAndRefuseFour();
        running.post(TestReceiver.delivery("u", "NORTH", 0));
        running.post("{\"study\":\"NORTH\",\"user_uuid\":\"u\",\"type\":\"ppg\",\"data\":[]}");
        assertThat(rows()).hasCount(7);

        page.getByLabel("Study").selectOption("NORTH");
        assertThat(rows()).hasCount(2);
        assertThat(page.locator("#events")).hasText("2");
        page.getByLabel("Event type").selectOption("ppg");
        assertThat(rows()).hasCount(1);
        assertThat(page.getByText("Download CSV")).hasAttribute("href", "/api/deliveries.csv?study=NORTH&type=ppg");
        page.getByLabel("Status").selectOption("failed");
        assertThat(page.getByText("No delivery passes these filters.")).isVisible();
        page.getByLabel("Study").selectOption("");
        page.getByLabel("Event type").selectOption("");
        assertThat(rows()).hasCount(4);
        running.post(TestReceiver.delivery("u", "NORTH", 0));
        refuse(Signing.bytes("{}"));
        assertThat(rows()).hasCount(5);
        page.getByLabel("Status").selectOption("success");
        assertThat(rows()).hasCount(4);
    }

    @Test
    void detailsOpenWithTheKeyboardAndKeepSecretsToThemselves() throws Exception {
        byte[] body = Signing.bytes(TestReceiver.delivery("u", "NORTH", 100_000));
        running.send(running.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", WRONG)
                .header("Authorization", "Bearer t0ken"));
        assertThat(rows()).hasCount(1);
        Locator button = rows().getByRole(AriaRole.BUTTON);
        tabTo(button);

        page.keyboard().press("Enter");

        assertThat(button).hasAttribute("aria-expanded", "true");
        Locator details = page.locator("#" + button.getAttribute("aria-controls"));
        assertThat(details).isVisible();
        assertThat(details).containsText("Content-Type: application/json");
        assertThat(details).containsText("X-Signature: <64 hex>");
        assertThat(details).not().containsText("deadbeef");
        assertThat(details).not().containsText("t0ken");
        String shown = details.locator("pre").last().textContent();
        assertThat(shown).startsWith("{\"study\":\"<5>\"").doesNotContain("NORTH");
        page.keyboard().press("Enter");
        assertThat(details).isHidden();
    }

    @Test
    void theListIsThereAsCsv() throws Exception {
        takeOneAndRefuseFour();

        Download download = page.waitForDownload(() -> page.getByText("Download CSV").click());

        assertThat(download.suggestedFilename()).isEqualTo("deliveries.csv");
        assertThat(Files.readAllLines(download.path())).hasSize(6).first().asString().startsWith("time,event,status,http");
    }

    @Test
    void pausingHoldsTheListStillUntilItGoesOn() throws Exception {
        Locator pause = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause"));
        pause.click();
        assertThat(pause).hasAttribute("aria-pressed", "true");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Paused");

        running.post(TestReceiver.example());
        TestReceiver.until("kept", () -> listed().contains("\"events\":1,"));
        assertThat(rows()).hasCount(0);

        pause.click();
        assertThat(rows()).hasCount(1);
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Live");
    }

    @Test
    void aRefusedStreamIsSaidAndTriedAgain() throws Exception {
        context.close();
        context = context(1280, ColorScheme.LIGHT);
        context.clock().install();
        page = context.newPage();
        page.route("**/api/deliveries/stream", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        page.navigate(running.inside().resolve("/deliveries").toString());
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connection lost; trying again");

        page.unroute("**/api/deliveries/stream");
        page.clock().fastForward(5000);

        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Live");
    }

    @Test
    void theNewestTwoHundredAreListedAndAnOpenedRowStays() throws Exception {
        running.post(TestReceiver.delivery("first", "S", 0));
        assertThat(rows()).hasCount(1);
        rows().getByRole(AriaRole.BUTTON).click();
        for (int i = 0; i < 210; i++) {
            running.post(TestReceiver.delivery("u" + i, "S", 0));
        }

        assertThat(page.locator("#events")).hasText("211");
        assertThat(rows()).hasCount(200);
        assertThat(page.getByText("The newest 200 of 211 are listed; the CSV has them all.")).isVisible();
        assertThat(page.locator("#rows > tr.details:visible")).hasCount(1);
        assertThat((Boolean) page.evaluate("new Set(Array.from(document.querySelectorAll('#rows [id]'), e => e.id)).size === 200"))
                .as("no row twice").isTrue();
    }

    @Test
    void aScreenReaderFindsItsWay() throws Exception {
        running.post(TestReceiver.example());
        assertThat(rows()).hasCount(1);
        assertThat(page.locator("body")).matchesAriaSnapshot("""
                - link "Skip to the list"
                - banner:
                  - heading "Deliveries" [level=1]
                  - status: Live
                - main:
                  - region "Totals":
                    - heading "Totals" [level=2]
                  - form "Filters":
                    - combobox "Study"
                    - combobox "Event type"
                    - combobox "Signature"
                    - combobox "Status"
                    - button "Pause"
                    - link "Download CSV"
                  - region "Arrivals at this receiver, newest first, times in Europe/Berlin":
                    - table "Arrivals at this receiver, newest first, times in Europe/Berlin"
                  - region "How this differs from the sender's own history":
                    - heading "How this differs from the sender's own history" [level=2]
                    - list
                """);
        assertThat(page.locator("caption")).hasCount(1);
        assertThat(page.locator("thead th[scope=col]")).hasCount(12);
        assertThat(page.locator("tbody th[scope=row]")).hasCount(1);
        assertThat(page.getByRole(AriaRole.COLUMNHEADER)).hasCount(12);
        assertThat(page.getByRole(AriaRole.ROWHEADER)).hasCount(1);
        assertThat(rows().getByRole(AriaRole.BUTTON)).hasAccessibleName(Pattern.compile(
                "Details of the delivery of \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}"));
        assertThat((String) page.evaluate("document.documentElement.lang")).isEqualTo("en");
    }

    @Test
    void whatDiffersFromTheSendersHistoryIsSaid() {
        Locator differs = page.getByRole(AriaRole.REGION,
                new Page.GetByRoleOptions().setName("How this differs from the sender's own history"));
        assertThat(differs).containsText("Latency is our own time, from the first byte of a request to our answer, without the network.");
        assertThat(differs).containsText("Attempts are arrivals of the same bytes.");
        assertThat(differs).containsText("A delivery that never reached this receiver is missing.");
    }

    @Test
    void aNarrowScreenNeedsNoSidewaysScrolling() throws Exception {
        context.close();
        open(390, ColorScheme.LIGHT);
        takeOneAndRefuseFour();
        of(401).getByRole(AriaRole.BUTTON).click();
        pictures("narrow");

        assertThat(page.locator("#rows > tr.details:visible")).containsText("Latency");
        assertThat((Boolean) page.locator("html").evaluate(FITS)).as("the page fits").isTrue();
        assertThat((Boolean) page.locator("#list").evaluate(FITS)).as("the table fits").isTrue();
    }

    @Test
    void textStandsOutFromItsBackgroundInBothThemes() throws Exception {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            context.close();
            open(1280, scheme);
            assertThat((List<?>) page.evaluate(FAINT)).as("faint when empty, " + scheme).isEmpty();
        }
        takeOneAndRefuseFour();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            context.close();
            open(1280, scheme);
            of(401).getByRole(AriaRole.BUTTON).click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause")).click();
            assertThat((List<?>) page.evaluate(FAINT)).as("faint, " + scheme).isEmpty();
        }
    }

    @Test
    void theBrowserRefusesWhateverIsNotThePagesOwn() {
        page.evaluate("""
                () => {
                  const script = document.createElement('script');
                  script.textContent = 'document.body.dataset.foreign = 1';
                  document.body.append(script);
                  document.body.setAttribute('style', 'color: red');
                }""");
        assertThat((Boolean) page.evaluate("document.body.dataset.foreign === undefined")).isTrue();
        assertThat((String) page.evaluate("getComputedStyle(document.body).color")).isNotEqualTo("rgb(255, 0, 0)");
        assertThat(problems).hasSize(2).allMatch(each -> each.contains("Content Security Policy"));
        problems.clear();
    }


    /** Texts whose ratio (WCAG 2) to the first opaque background behind them is below 4.5. */
    private static final String FAINT = """
            () => {
              const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
              const light = c => { const [r, g, b] = parts(c).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const opaque = c => { const p = parts(c); return p.length === 3 || p[3] === 1; };
              const faint = [];
              for (const e of document.querySelectorAll('body *')) {
                const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
                if (!own || !e.checkVisibility() || e.closest('.hidden, .skip')) continue;
                let behind = e;
                while (behind.parentElement && !opaque(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
                const back = opaque(getComputedStyle(behind).backgroundColor) ? getComputedStyle(behind).backgroundColor : 'rgb(255,255,255)';
                const [a, b] = [light(getComputedStyle(e).color), light(back)].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                if (ratio < 4.5) faint.push(e.textContent.trim().slice(0, 40) + ': ' + ratio.toFixed(2));
              }
              return faint;
            }""";

    @Test
    void thePageStandsInTheNavigationOfTheConsole() throws Exception {
        assertThat(page.locator("nav")).hasCount(0);
        context.close();
        running.close();
        hosts.clear();
        running = TestReceiver.ready(kafka, "--console.url=https://console.example.org");
        open(390, ColorScheme.DARK);
        assertThat(page.locator("nav a")).hasText(new String[] {"Ward", "Alarms", "Deliveries", "Rules", "Audit", "Status"});
        assertThat(page.locator("nav a").first()).hasAttribute("href", "https://console.example.org/");
        assertThat(page.locator("nav a[aria-current=page]")).hasAttribute("href", "/deliveries");
        assertThat(page.locator("nav a").last()).hasAttribute("href", "https://console.example.org/status");
        pictures("navigation");
    }

    private void open(int width, ColorScheme scheme) {
        context = context(width, scheme);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                problems.add(message.text());
            }
        });
        page.onPageError(problems::add);
        page.navigate(running.inside().resolve("/deliveries").toString());
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Live");
    }

    private BrowserContext context(int width, ColorScheme scheme) {
        BrowserContext made = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE).setTimezoneId("Europe/Berlin").setLocale("en-GB"));
        made.onRequest(request -> {
            requests.add(request.resourceType());
            hosts.add(URI.create(request.url()).getAuthority());
        });
        return made;
    }

    /** One delivery is taken and four are refused: a wrong signature, a wrong type, too large, no JSON. */
    private void takeOneAndRefuseFour() throws Exception {
        byte[] body = Signing.bytes(TestReceiver.delivery("u", "NORTH", 0));
        running.post(TestReceiver.example());
        refuse(body);
        running.send(HttpRequest.newBuilder(running.receiver.publicUri()).header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(body)));
        running.send(running.request().POST(BodyPublishers.ofByteArray(new byte[(4 << 20) + 1])));
        running.post("{\"broken\":");
        assertThat(rows()).hasCount(5);
    }

    private void refuse(byte[] body) throws Exception {
        running.send(running.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", WRONG));
    }

    private void tabTo(Locator goal) {
        for (int i = 0; i < 20; i++) {
            page.keyboard().press("Tab");
            if ((Boolean) goal.evaluate("e => e === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError("not reached by the tabulator key: " + goal);
    }

    private String listed() {
        try {
            return running.get("/api/deliveries").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Locator rows() {
        return page.locator("#rows > tr:not(.details)");
    }

    private Locator of(int code) {
        return rows().filter(new Locator.FilterOptions().setHas(page.getByRole(AriaRole.CELL,
                new Page.GetByRoleOptions().setName(String.valueOf(code)).setExact(true))));
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
