package io.vitalwatch.cli.control;

import io.vitalwatch.model.control.Scope;
import io.vitalwatch.settings.SettingsException;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** For whom a change of limits is. */
final class ScopeOptions {
    @Option(names = "--user", paramLabel = "ID", description = "For one patient: the vendor's user_uuid.")
    private String user;

    @Option(names = "--study", paramLabel = "ID", description = "For the patients of a study.")
    private String study;

    @Option(names = "--group", paramLabel = "NAME", description = "For the patients of a group.")
    private String group;

    @Option(names = "--all", description = "For every patient.")
    private boolean all;

    /** The one scope that is given. */
    Scope scope() {
        List<Scope> given = new ArrayList<>();
        add(given, Scope.Type.USER, user);
        add(given, Scope.Type.STUDY, study);
        add(given, Scope.Type.GROUP, group);
        if (all) {
            given.add(Scope.ALL);
        }
        if (given.size() != 1) {
            throw new SettingsException("give one of --user, --study, --group and --all");
        }
        return given.get(0);
    }

    private static void add(List<Scope> given, Scope.Type type, String name) {
        if (name != null) {
            given.add(new Scope(type, name));
        }
    }
}
