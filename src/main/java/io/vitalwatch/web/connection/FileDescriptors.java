package io.vitalwatch.web.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;

/** The number of files and connections that the operating system lets this process open. */
public final class FileDescriptors {
    private static final Logger LOG = LoggerFactory.getLogger(FileDescriptors.class);
    /** For logs, connections to Kafka and the private address; where that takes more, connections make room for others. */
    private static final long RESERVE = 100;
    /** A quarter is kept free, because a closed connection keeps its number until the next round of the selector. */
    private static final int SHARE_KEPT_FREE = 4;
    private static final int FEWEST = 16;

    private FileDescriptors() {}

    /** How many connections can be open: as many as asked, or fewer where the process cannot open so many. */
    public static int mostConnections(int asked) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return asked;
        }
        return mostConnections(asked, system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount());
    }

    static int mostConnections(int asked, long most, long open) {
        long left = most - open - Math.max(RESERVE, most / SHARE_KEPT_FREE);
        if (left >= asked) {
            return asked;
        }
        int possible = (int) Math.max(FEWEST, left);
        LOG.warn("This process may open {} files (ulimit -n), so at most {} connections in place of {}", most, possible, asked);
        return possible;
    }
}
