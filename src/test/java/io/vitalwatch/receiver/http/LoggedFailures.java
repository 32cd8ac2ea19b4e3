package io.vitalwatch.receiver.http;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Collects what is logged as a warning or worse by the product's own configuration of logging, while it is open. Outside of it the tests'
 * libraries turn all loggers off.
 */
final class LoggedFailures extends AbstractAppender implements AutoCloseable {
    private static final String NAME = "logged-failures";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final URI before = context.getConfigLocation();

    LoggedFailures() throws URISyntaxException {
        super(NAME, null, null, false, Property.EMPTY_ARRAY);
        start();
        context.setConfigLocation(LoggedFailures.class.getResource("/log4j2.xml").toURI());
        context.getConfiguration().getRootLogger().addAppender(this, Level.WARN, null);
        context.updateLoggers();
    }

    @Override
    public void append(LogEvent event) {
        // The broker in the test's process complains when the machine is busy.
        if (event.getLoggerName().startsWith("org.apache.kafka") || event.getLoggerName().startsWith("kafka")) {
            return;
        }
        lines.add(event.getLevel() + " " + event.getLoggerName() + ": " + event.getMessage().getFormattedMessage() + trace(event.getThrown()));
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        context.setConfigLocation(before);
        stop();
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text.append("\n")));
        }
        return text.toString();
    }
}
