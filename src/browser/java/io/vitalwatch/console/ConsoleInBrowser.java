package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.console.store.Databases;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A simulated ward in a real browser. After each test nothing was wrong behind the scenes. Pictures are left in target/browser. */
@Timeout(300)
abstract class ConsoleInBrowser {
    static final Path PICTURES = Path.of("target", "browser");
    private static final List<String> FLAGS = List.of("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync");

    private static Playwright playwright;
    private static Browser browser;

    @TempDir
    private Path folder;
    private final List<String> problems = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    SimulatedWard ward;
    /** Whether a test asks for what is refused: browsers then write of it to their console. */
    boolean refusals;
    /** Whether a test loses connections, which browsers write too. */
    boolean lostConnections;
    BrowserContext context;
    Page page;

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        playwright = Playwright.create();
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium"))).setArgs(FLAGS));
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() {
        browser.close();
        playwright.close();
    }

    @AfterEach
    void nothingIsWrongBehindTheScenes() {
        String own = ward.uri().getHost();
        context.close();
        ward.close();
        assertThat(problems).as("messages on the console and errors on the page").isEmpty();
        assertThat(hosts).as("hosts that were asked").allMatch(own::equals);
    }

    void open(int patients, int width, ColorScheme scheme, String language) throws Exception {
        build(patients, width, scheme, language);
        page.navigate(ward.link().toString());
    }

    /** As {@link #open}, without opening a page. */
    void build(int patients, int width, ColorScheme scheme, String language) throws Exception {
        build(patients, new Browser.NewContextOptions().setViewportSize(width, 800).setColorScheme(scheme).setLocale(language),
                SimulatedWard.NOW);
    }

    void build(int patients, Browser.NewContextOptions options, long now) throws Exception {
        ward = SimulatedWard.start(Databases.SQLITE.address(folder));
        ward.advance(now - SimulatedWard.NOW);
        ward.readings(patients, 130).alarms(patients);
        context = browser.newContext(options.setReducedMotion(ReducedMotion.REDUCE));
        page = context.newPage();
        page.onConsoleMessage(message -> {
            boolean refused = refusals && message.text().matches("Failed to load resource: .* status of (409|422) .*");
            boolean lost = lostConnections && message.text().matches("Failed to load resource: net::ERR_.*");
            if (!message.type().equals("log") && !refused && !lost) {
                problems.add(message.text());
            }
        });
        page.onPageError(problems::add);
        page.onRequest(request -> hosts.add(URI.create(request.url()).getHost()));
    }

    void visit(String path) {
        page.navigate(ward.uri().resolve(path).toString());
    }

    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("console-" + name + ".png")));
    }

    void wholePicture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve("console-" + name + ".png")));
    }

    /** The page can be used by everybody: rules of accessibility, and nothing is wider than the screen. */
    void usable(String what) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).as(what)
                .allSatisfy(violation -> assertThat(violation.getId() + ": " + violation.getNodes()).isNull());
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).as(what + " fits")
                .isTrue();
    }
}
