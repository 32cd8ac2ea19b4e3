package io.vitalwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A walk over all pages: what leaves the browser, what stays in it, and what a page may load. */
class ConsolePrivacyTest extends ConsoleInBrowser {
    /** All that the browser keeps besides cookies: storages, databases, caches, workers that outlive pages. */
    private static final String KEPT = "async () => ({ local: { ...localStorage }, session: { ...sessionStorage },"
            + " databases: (await indexedDB.databases()).length, caches: window.caches ? (await caches.keys()).length : 0,"
            + " workers: (await navigator.serviceWorker.getRegistrations()).length, name: window.name, state: history.state,"
            + " cookies: document.cookie })";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Test
    @SuppressWarnings("unchecked")
    void nothingLeavesTheMachineAndNothingOfPatientsStays() throws Exception {
        build(12, 1280, ColorScheme.LIGHT, "en-GB");
        ward.groups(5, "cardiology");
        List<String> addresses = new ArrayList<>();
        List<Response> pages = new ArrayList<>();
        context.onRequest(request -> addresses.add(request.url()));
        context.onResponse(response -> {
            if (response.request().isNavigationRequest() && response.status() == 200) {
                pages.add(response);
            }
        });
        page.addInitScript("window.violations = []; addEventListener('securitypolicyviolation', each =>"
                + " window.violations.push(each.blockedURI));");
        page.navigate(ward.link().toString());
        assertThat(page.locator(".tile").first()).isVisible();
        page.locator("#search").fill("spo2");
        page.locator("button[value=rows]").click();
        ward.storeAudit();
        for (String path : List.of("/", "/patients/" + ward.id(5), "/alarms", "/rules", "/audit", "/status")) {
            visit(path);
            assertThat(page.locator("#live")).containsText("Live");
            for (com.microsoft.playwright.Locator each : page.locator("details").all()) {
                each.locator("summary").first().click();
            }
            if (path.startsWith("/patients")) {
                page.locator("button[aria-label='Change: spo2-low']").click();
                page.locator("dialog input[list]").fill("lives at 5 Hill Street");
                page.locator("dialog input[type=number]").first().fill("88");
                page.locator("dialog button.primary").click();
                page.keyboard().press("Escape");
            }
            Map<String, Object> kept = (Map<String, Object>) page.evaluate(KEPT);
            assertThat(kept.get("local")).as(path).isEqualTo(Map.of("view", "rows"));
            assertThat(kept.get("session")).as(path).isEqualTo(Map.of());
            assertThat(kept).as(path).containsEntry("databases", 0).containsEntry("caches", 0).containsEntry("workers", 0)
                    .containsEntry("name", "").containsEntry("cookies", "");
            assertThat(kept.get("state")).as(path).isNull();
            assertThat((List<Object>) page.evaluate("window.violations")).as(path).isEmpty();
        }
        assertThat(pages).hasSizeGreaterThan(6).allSatisfy(each -> {
            assertThat(each.headerValue("content-security-policy")).isEqualTo(POLICY);
            assertThat(each.headerValue("referrer-policy")).isEqualTo("no-referrer");
            assertThat(each.headerValue("cache-control")).isEqualTo("no-store");
        });
        assertThat(addresses).hasSizeGreaterThan(60).allMatch(each -> URI.create(each).getAuthority().equals(ward.uri().getAuthority()));
        // Patients have an opaque id in addresses, and nothing else of them.
        for (int patient = 0; patient < 12; patient++) {
            String user = SimulatedWard.user(patient);
            String coded = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
            assertThat(addresses).noneMatch(each -> each.contains(user) || each.contains(coded));
        }
        assertThat(addresses).noneMatch(each -> each.contains("Hill") || each.contains("cardiology"));
    }
}
