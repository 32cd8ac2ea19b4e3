package io.vitalwatch.cli.local;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderValues;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaders;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpMethod;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses requests to Flink's REST that a page of another origin makes a browser send: such a page could otherwise end the job. Flink finds
 * this class by its service loader; it does something only in a cluster whose configuration asks for it, which is that of {@code local}.
 */
public final class OwnPagesOnly implements InboundChannelHandlerFactory {
    static final ConfigOption<Boolean> ENABLED = ConfigOptions.key("vitalwatch.rest.own-pages-only").booleanType().defaultValue(false);

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Optional<ChannelHandler> createHandler(Configuration configuration, Map<String, String> responseHeaders) {
        return configuration.get(ENABLED) ? Optional.of(new Refusing()) : Optional.empty();
    }

    /** Whether a request comes from a program, or from a page of this server. */
    static boolean isOwn(HttpMethod method, String uri, HttpHeaders headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        String host = hosts.size() == 1 ? hosts.get(0).strip().toLowerCase(Locale.ROOT) : "";
        if (!LOOPBACK.contains(host.replaceFirst(":\\d{1,5}$", ""))) {
            return false;
        }
        // Flink ends a job by these requests although they are GET, which any picture on any page can send.
        String path = uri.split("[?#]", 2)[0];
        if (path.endsWith("/yarn-cancel") || path.endsWith("/yarn-stop")) {
            return false;
        }
        boolean page = method.equals(HttpMethod.GET) && path.equals("/") && "navigate".equals(headers.get("Sec-Fetch-Mode"));
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none") && !page) {
            return false;
        }
        return isFrom(headers.getAll(HttpHeaderNames.ORIGIN), host) && (page || isFrom(headers.getAll(HttpHeaderNames.REFERER), host));
    }

    private static boolean isFrom(List<String> origins, String host) {
        for (String origin : origins) {
            try {
                if (!host.equalsIgnoreCase(String.valueOf(URI.create(origin).getAuthority()))) {
                    return false;
                }
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return true;
    }

    private static final class Refusing extends ChannelInboundHandlerAdapter {
        private boolean refused;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof HttpRequest request && !isOwn(request.method(), request.uri(), request.headers())) {
                refused = true;
                var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN);
                answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0).set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
            }
            if (refused) {
                ReferenceCountUtil.release(message);
            } else {
                super.channelRead(context, message);
            }
        }
    }
}
