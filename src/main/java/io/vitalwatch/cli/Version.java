package io.vitalwatch.cli;

import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "VitalWatch " + (version == null ? "(development)" : version),
            "Apache Flink " + EnvironmentInformation.getVersion() + ", Java " + Runtime.version()
        };
    }
}
