package io.vitalwatch.web;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

import java.nio.ByteBuffer;

/**
 * Answers for errors that Jetty itself detects, such as 400 for a request that is not HTTP: the status and an empty body. A request that
 * Jetty gives up, for example because no thread was free for it in time, is answered 503, so that the sender repeats it.
 */
final class QuietErrors extends ErrorHandler {
    private static final int RETRY_AFTER_SECONDS = 5;

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (response.getStatus() == HttpStatus.INTERNAL_SERVER_ERROR_500 && request.getAttribute(ERROR_EXCEPTION) != null) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        callback.succeeded();
        return true;
    }

    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
        return BufferUtil.EMPTY_BUFFER;
    }
}
