package io.vitalwatch.receiver;

import io.vitalwatch.receiver.history.DeliveryApi;
import io.vitalwatch.receiver.study.StudyApi;
import io.vitalwatch.web.HostNames;
import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.web.Route;
import io.vitalwatch.web.Routes;
import io.vitalwatch.web.SameOrigin;
import io.vitalwatch.web.SignInPages;
import io.vitalwatch.web.StaticPages;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.SignIn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The routes of the private address: delivery page and its API, study switch, metrics, health. */
final class PrivateSite {
    private static final String OWN = "deliveries";
    /** The pages in the order of the console's navigation, by their path in it. */
    private static final Map<String, String> NAVIGATION = navigation();

    private PrivateSite() {}

    private static Map<String, String> navigation() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("", "Ward");
        for (String each : List.of("Alarms", "Deliveries", "Rules", "Audit", "Status")) {
            pages.put(each.toLowerCase(Locale.ROOT), each);
        }
        return pages;
    }

    /**
     * @param signIn who calls
     * @param signInPages those of OpenID Connect, or null
     * @param console the address of the console, or null
     * @param names guards the host names
     * @param health the page {@code /health}
     */
    static Routes routes(SignIn signIn, SignInPages signInPages, String console, HostNames names, DeliveryApi deliveries, StudyApi studies,
            Route metrics, Route health, Liveness liveness, BooleanSupplier ready, BooleanSupplier kafka) {
        StaticPages pages = new StaticPages("io/vitalwatch/receiver/page");
        Routes routes = new Routes("There is /deliveries, /metrics and /health/ready.\n", signIn)
                .guard(names)
                .guard(new SameOrigin())
                .pages(pages)
                .get("/", Role.VIEWER, exchange -> exchange.send(HttpAnswer.redirect("/deliveries")))
                .get("/deliveries", Role.VIEWER, pages.filled("deliveries.html", Map.of("navigation", navigation(console))))
                .get("/deliveries.css", Role.VIEWER, pages.file("deliveries.css"))
                .get("/deliveries.js", Role.VIEWER, pages.file("deliveries.js"))
                .get("/deliveries.svg", Role.VIEWER, pages.file("deliveries.svg"))
                .get("/api/deliveries", Role.VIEWER, deliveries::list)
                .get("/api/deliveries.csv", Role.VIEWER, deliveries::csv)
                .get("/api/deliveries/stream", Role.VIEWER, deliveries::stream)
                .on("GET", "/api/studies", Role.VIEWER, studies::list)
                .on("GET", "/api/studies/", Role.VIEWER, studies::list)
                .on("GET", "/api/studies/*", Role.VIEWER, studies::get)
                .on("PUT", "/api/studies/*", Role.ADMIN, studies::put)
                .get("/metrics", Role.SCRAPER, metrics)
                .get("/health", Role.SCRAPER, health)
                .get("/health/live", Role.ANYONE, exchange -> exchange.send(live(liveness)))
                .get("/health/ready", Role.ANYONE, exchange -> exchange.send(
                        ready.getAsBoolean() ? HttpAnswer.text(200, "ready\n") : HttpAnswer.text(503, "not ready\n")))
                .get("/health/kafka", Role.ANYONE, exchange -> exchange.send(
                        kafka.getAsBoolean() ? HttpAnswer.text(200, "available\n") : HttpAnswer.text(503, "not available\n")));
        return signInPages == null ? routes : signInPages.addTo(routes);
    }

    /** Links to the console's pages, as they stand there. */
    private static String navigation(String console) {
        if (console == null) {
            return "";
        }
        String root = console.endsWith("/") ? console : console + "/";
        StringBuilder links = new StringBuilder("<nav aria-label=\"Pages\">");
        NAVIGATION.forEach((path, word) -> links.append(path.equals(OWN) ? "<a href=\"/deliveries\" aria-current=\"page\">"
                : "<a href=\"" + root + path + "\">").append(word).append("</a>"));
        return links.append("</nav>").toString();
    }

    private static HttpAnswer live(Liveness liveness) {
        List<String> dead = liveness.dead();
        return dead.isEmpty() ? HttpAnswer.text(200, "live\n") : HttpAnswer.text(503, "dead: " + String.join(", ", dead) + "\n");
    }
}
