package io.vitalwatch.console;

import io.vitalwatch.console.api.ActionApi;
import io.vitalwatch.console.api.AuditApi;
import io.vitalwatch.console.api.EpisodeApi;
import io.vitalwatch.console.api.LimitsApi;
import io.vitalwatch.console.api.PatientApi;
import io.vitalwatch.console.api.RulesApi;
import io.vitalwatch.console.api.StatusApi;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.console.live.LiveStreams;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HostNames;
import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.web.Route;
import io.vitalwatch.web.Routes;
import io.vitalwatch.web.SameOrigin;
import io.vitalwatch.web.SignInPages;
import io.vitalwatch.web.StaticPages;
import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.Sessions;
import io.vitalwatch.web.access.SignIn;

import org.eclipse.jetty.server.Request;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The routes of the console: pages, their interface, health. */
final class ConsoleSite {
    private static final String CHART_STYLE = "<link rel=\"stylesheet\" href=\"/page/uplot.css\">\n";
    private static final int LARGEST_CHANGE = 8192;
    private static final List<String> FILES = List.of("console.css", "console.svg", "app.js", "actions.js", "lag.js", "live.js",
            "live-worker.js", "stream.js", "names.js", "vitals.js", "tile.js", "words.js", "focus.js", "format.js", "sound.js", "ward.js",
            "patient.js", "chart.js", "episodes.js", "alarms.js", "status.js", "audit.js",
            "changes.js", "dialog.js", "limits.js", "rules.js", "send.js", "sentences.js", "stay.js");

    /** The schemas to which asyncapi.json refers. */
    private static final List<String> SCHEMAS = List.of("alert", "audit", "control", "control-state", "delivery", "receiver", "rejection",
            "samples", "study", "totals", "window");

    private final StaticPages pages = new StaticPages("io/vitalwatch/console/page");
    private final SignIn signIn;
    private final Sessions sessions;
    private final SignInPages signInPages;
    private final AuditLog audit;

    /**
     * @param sessions of browsers that opened the link that works once; null where there is none
     * @param signInPages those of OpenID Connect, or null
     */
    ConsoleSite(SignIn signIn, Sessions sessions, SignInPages signInPages, AuditLog audit) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.signInPages = signInPages;
        this.audit = audit;
    }

    /** @param actions null where nobody can change anything */
    Routes routes(HostNames names, StoreIsRead read, PatientApi patients, EpisodeApi episodes, ActionApi actions, LimitsApi limits,
            RulesApi rules, AuditApi changes, StatusApi status, LiveStreams streams) {
        Routes routes = new Routes("There is no such page. The ward is at /.\n", signIn)
                .guard(names)
                .guard(new SameOrigin())
                .guard(read)
                .pages(pages)
                .problemsBelow("/api/")
                .get("/", Role.VIEWER, page("ward", "Ward", ""))
                .get("/patients/*", Role.VIEWER, page("patient", "Patient", CHART_STYLE))
                .get("/alarms", Role.VIEWER, page("alarms", "Alarms", ""))
                .get("/rules", Role.VIEWER, page("rules", "Rules", ""))
                .get("/audit", Role.AUDITOR, page("audit", "Audit", ""))
                .get("/status", Role.VIEWER, page("status", "Status", ""))
                .get("/page/uplot.js", Role.VIEWER, library("uPlot.esm.js", "text/javascript;charset=utf-8"))
                .get("/page/uplot.css", Role.VIEWER, library("uPlot.min.css", "text/css;charset=utf-8"))
                .get("/api/v1/openapi.json", Role.VIEWER, pages.file("openapi.json"))
                .get("/api/v1/asyncapi.json", Role.VIEWER, pages.file("asyncapi.json"))
                .get("/api/v1/me", Role.VIEWER, status::me)
                .get("/api/v1/status", Role.VIEWER, status::status)
                .get("/api/v1/studies", Role.VIEWER, status::studies)
                .get("/api/v1/studies/*", Role.VIEWER, limits::ofStudy)
                .get("/api/v1/patients", Role.VIEWER, patients::list)
                .get("/api/v1/patients/*", Role.VIEWER, patients::one)
                .get("/api/v1/episodes", Role.VIEWER, episodes::list)
                .get("/api/v1/episode-counts", Role.VIEWER, episodes::counts)
                .get("/api/v1/episodes.csv", Role.VIEWER, episodes::csv)
                .get("/api/v1/episodes/*", Role.VIEWER, episodes::one)
                .get("/api/v1/catalogues", Role.VIEWER, rules::list)
                .get("/api/v1/catalogues/*", Role.VIEWER, rules::one)
                .get("/api/v1/shadow", Role.VIEWER, rules::shadow)
                .get("/api/v1/control", Role.VIEWER, changes::control)
                .get("/api/v1/audit", Role.AUDITOR, changes::audit)
                .on("GET", "/api/v1/stream", Role.VIEWER, exchange -> stream(exchange, streams))
                .get("/health/live", Role.ANYONE, exchange -> exchange.send(HttpAnswer.text(200, "live\n")))
                .get("/health/ready", Role.ANYONE, status::ready);
        FILES.forEach(file -> routes.get("/page/" + file, Role.VIEWER, pages.file(file)));
        SCHEMAS.forEach(name -> routes.get("/api/v1/schema/" + name + ".json", Role.VIEWER, resource("/io/vitalwatch/schema/" + name + ".json",
                "application/schema+json")));
        if (actions != null) {
            routes.on("POST", "/api/v1/episodes/*", Role.CLINICIAN, LARGEST_CHANGE, actions::post)
                    .on("PUT", "/api/v1/patients/*", Role.CLINICIAN, LARGEST_CHANGE, patients::change)
                    .on("POST", "/api/v1/patients/*", Role.CLINICIAN, LARGEST_CHANGE, patients::change)
                    .on("POST", "/api/v1/catalogues", Role.EDITOR, RulesApi.LARGEST_BODY, rules::post)
                    .on("PUT", "/api/v1/studies/*", Role.EDITOR, LARGEST_CHANGE, limits::putOfStudy);
        }
        if (sessions != null) {
            routes.on("GET", SignInPages.PATH, Role.ANYONE, this::signIn);
        }
        if (signInPages != null) {
            signInPages.addTo(routes);
        }
        return routes;
    }

    /** A page: every page has the same head, and a script that builds the rest. */
    private Route page(String name, String title, String styles) {
        return pages.filled("page.html", Map.of("name", name, "title", title, "styles", styles));
    }

    /** A file of the charts' library, which is in a jar of its own without entries for its folders. */
    private static Route library(String name, String type) {
        return resource("/META-INF/resources/webjars/uplot/1.6.30/dist/" + name, type);
    }

    private static Route resource(String path, String type) {
        try (InputStream in = ConsoleSite.class.getResourceAsStream(path)) {
            HttpAnswer answer = new HttpAnswer(200, type, in.readAllBytes(), Map.of());
            return exchange -> exchange.send(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A browser that reconnects has the last event in a header; a page that starts a new stream has it in its address. */
    private void stream(Exchange exchange, LiveStreams streams) {
        audit.viewedWard(exchange.caller());
        String header = exchange.request().getHeaders().get("Last-Event-ID");
        streams.serve(exchange, exchange.caller().studies(), header != null ? header : exchange.parameter("last"));
    }

    private void signIn(Exchange exchange) {
        String from = Request.getRemoteAddr(exchange.request());
        if (sessions.useLink(exchange.parameter("link"))) {
            Caller caller = new Caller("local", Role.ADMIN);
            sessions.begin(() -> caller, exchange.request(), exchange.response());
            audit.sessionBegan(caller, "link", from);
            exchange.send(HttpAnswer.redirect("/"));
        } else {
            audit.refused(null, "link", from);
            exchange.send(HttpAnswer.text(403, "This link has been used already. Start the console again for a new one.\n"));
        }
    }
}
