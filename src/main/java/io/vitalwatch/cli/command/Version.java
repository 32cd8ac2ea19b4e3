package io.vitalwatch.cli.command;

import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine.IVersionProvider;

/** The text of {@code --version}. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "VitalWatch " + (version == null ? "(development)" : version),
            "Apache Flink " + EnvironmentInformation.getVersion() + ", Java " + Runtime.version()
        };
    }
}
