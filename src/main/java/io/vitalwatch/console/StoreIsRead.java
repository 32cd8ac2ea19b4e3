package io.vitalwatch.console;

import io.vitalwatch.console.live.IngestState;
import io.vitalwatch.web.Guard;
import io.vitalwatch.web.HttpAnswer;

import org.eclipse.jetty.server.Request;

import java.util.Set;

/** Answers 503 to questions about patients while the store is still being read: a list without those that come later would be wrong. */
final class StoreIsRead implements Guard {
    private static final String INTERFACE = "/api/v1/";
    /** These say nothing of patients, or, like the stream, say themselves that the console is starting. */
    private static final Set<String> ALWAYS = Set.of("me", "status", "stream", "openapi.json", "asyncapi.json");

    private final IngestState ingest;

    StoreIsRead(IngestState ingest) {
        this.ingest = ingest;
    }

    @Override
    public HttpAnswer refuse(Request request) {
        String path = Request.getPathInContext(request);
        boolean patients = path.startsWith(INTERFACE) && !ALWAYS.contains(path.substring(INTERFACE.length()));
        return patients && ingest.catchingUp() == IngestState.STARTING
                ? HttpAnswer.problemDetails(503, "The console is starting. Try again.").with("Retry-After", "1") : null;
    }
}
