package io.vitalwatch.web;

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Serves pages, scripts, styles and pictures from a folder in the jar. Only files that have a route can be requested. */
public final class StaticPages extends ResourceHandler {
    private static final MimeTypes TYPES = types();

    private final String folder;

    /** @param folder a folder on the class path, such as {@code io/vitalwatch/receiver/page} */
    public StaticPages(String folder) {
        this.folder = folder;
        setDirAllowed(false);
        setAcceptRanges(false);
    }

    /** A route that serves one file of the folder. */
    public Route file(String name) {
        return exchange -> {
            SecurityHeaders.ofPage(exchange.response());
            HttpURI uri = HttpURI.build(exchange.request().getHttpURI(), "/" + name, null, null);
            if (!handle(Request.serveAs(exchange.request(), uri), exchange.response(), exchange.callback())) {
                throw new IllegalStateException(folder + "/" + name + " is missing in this jar");
            }
        };
    }

    /**
     * A route that serves one HTML file of the folder as a template: each {@code {{name}}} in it is replaced.
     *
     * @param words trusted text: nothing is escaped
     */
    public Route filled(String name, Map<String, String> words) {
        String text;
        try (InputStream in = StaticPages.class.getResourceAsStream("/" + folder + "/" + name)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Map.Entry<String, String> each : words.entrySet()) {
            text = text.replace("{{" + each.getKey() + "}}", each.getValue());
        }
        HttpAnswer answer = HttpAnswer.of(200, TYPES.getMimeByExtension(name), text);
        return exchange -> {
            SecurityHeaders.ofPage(exchange.response());
            exchange.send(answer);
        };
    }

    /** Overridden because Jetty replaces types set with a setter by those of the server, which have no charset for text. */
    @Override
    public MimeTypes getMimeTypes() {
        return TYPES;
    }

    @Override
    public void doStart() throws Exception {
        Resource base = ResourceFactory.of(this).newClassLoaderResource(folder + "/", false);
        if (base == null) {
            throw new IllegalStateException(folder + " is missing in this jar");
        }
        setBaseResource(base);
        super.doStart();
    }

    private static MimeTypes types() {
        MimeTypes.Mutable types = new MimeTypes.Mutable();
        types.addMimeMapping("html", "text/html;charset=utf-8");
        types.addMimeMapping("css", "text/css;charset=utf-8");
        types.addMimeMapping("js", "text/javascript;charset=utf-8");
        return types;
    }
}
