package io.vitalwatch.receiver;

import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * HTTP/1.1 in which what is no HTTP is the sender's fault: Jetty answers 501 and 505 to it, which look to a sender, and to whoever counts
 * our errors, as if something were wrong here.
 */
final class StrictHttp extends HttpConnectionFactory {
    StrictHttp(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection = new HttpConnection(getHttpConfiguration(), connector, endPoint) {
            @Override
            protected RequestHandler newRequestHandler() {
                return new RequestHandler() {
                    @Override
                    public void badMessage(HttpException failure) {
                        super.badMessage(failure.getCode() < 500 ? failure : new BadMessageException("Bad Request"));
                    }
                };
            }
        };
        connection.setUseInputDirectByteBuffers(getHttpConfiguration().isUseInputDirectByteBuffers());
        connection.setUseOutputDirectByteBuffers(getHttpConfiguration().isUseOutputDirectByteBuffers());
        return configure(connection, connector, endPoint);
    }
}
