import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.DefaultPackagedProgramRetriever;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.entrypoint.ClusterEntrypointUtils;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

import java.util.Arrays;

/**
 * Stand-in for the main class behind Flink's {@code standalone-job.sh}, which is on no Maven repository: a JobManager with one job, whose jar
 * lies in {@code usrlib}. Takes {@code --configDir}, {@code -D name=value} and {@code --job-classname}; what follows is the job's.
 */
final class StandaloneJob extends ApplicationClusterEntryPoint {
    private StandaloneJob(Configuration configuration, PackagedProgram program) {
        super(configuration, program, StandaloneResourceManagerFactory.getInstance());
    }

    public static void main(String[] arguments) throws Exception {
        Configuration settings = new Configuration();
        String folder = null;
        String main = null;
        int next = 0;
        options:
        while (next + 1 < arguments.length) {
            String value = arguments[next + 1];
            switch (arguments[next]) {
                case "--configDir" -> folder = value;
                case "--job-classname" -> main = value;
                case "-D" -> {
                    int equals = value.indexOf('=');
                    settings.setString(value.substring(0, equals), value.substring(equals + 1));
                }
                default -> {
                    break options;
                }
            }
            next += 2;
        }
        Configuration configuration = GlobalConfiguration.loadConfiguration(folder, settings);
        String[] rest = Arrays.copyOfRange(arguments, next, arguments.length);
        PackagedProgram program = DefaultPackagedProgramRetriever.create(
                ClusterEntrypointUtils.tryFindUserLibDirectory().orElseThrow(() -> new IllegalStateException("no usrlib")), main, rest, configuration)
                .getPackagedProgram();
        configureExecution(configuration, program);
        ClusterEntrypoint.runClusterEntrypoint(new StandaloneJob(configuration, program));
    }
}
