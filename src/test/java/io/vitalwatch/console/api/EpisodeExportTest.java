package io.vitalwatch.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.console.store.Database;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Exports whose browsers read slowly. */
class EpisodeExportTest {
    private final List<Integer> statuses = new ArrayList<>();
    /** What ends an answer, when the browser has read it. */
    private final List<Callback> unread = new ArrayList<>();
    @TempDir
    private Path folder;

    @Test
    void oneThatNobodyReadsCountsUntilItHasEnded() throws Exception {
        try (Store store = Store.open(Database.open("jdbc:sqlite:" + folder.resolve("store")))) {
            EpisodeApi api = api(() -> store);
            for (int i = 0; i < 4; i++) {
                api.csv(exchange());
            }
            assertThat(statuses).containsExactly(200, 200, 503, 503);
            unread.get(3).succeeded();
            unread.get(0).failed(new IOException("the browser has gone"));
            for (int i = 0; i < 2; i++) {
                api.csv(exchange());
            }
            assertThat(statuses).endsWith(200, 503);
        }
    }

    @Test
    void oneThatFailsMakesRoom() {
        EpisodeApi api = api(() -> {
            throw new IllegalStateException("for the test");
        });
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> api.csv(exchange())).hasMessage("for the test");
        }
    }

    private static EpisodeApi api(Supplier<Store> store) {
        return new EpisodeApi(store, new AuditLog(event -> { }, () -> 0), () -> 0);
    }

    private Exchange exchange() {
        HttpFields.Mutable headers = HttpFields.build();
        Request request = (Request) Proxy.newProxyInstance(Request.class.getClassLoader(), new Class<?>[] {Request.class},
                (self, method, given) -> method.getName().equals("getHttpURI") ? HttpURI.from("http://x/api/v1/episodes.csv") : null);
        Response response = (Response) Proxy.newProxyInstance(Response.class.getClassLoader(), new Class<?>[] {Response.class},
                (self, method, given) -> {
                    switch (method.getName()) {
                        case "getHeaders":
                            return headers;
                        case "setStatus":
                            statuses.add((Integer) given[0]);
                            return null;
                        default:
                            unread.add((Callback) given[2]);
                            return null;
                    }
                });
        return new Exchange(request, new Caller("anna", Role.VIEWER), () -> true, new byte[0], response, Callback.NOOP);
    }
}
