package io.vitalwatch.sql;

import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A file of {@code jobs/sql}: its statements in order, without the lines that are comments. */
record SqlScript(List<String> statements) {
    private static final Path FOLDER = Path.of("jobs", "sql");
    private static final Pattern SETTING = Pattern.compile("SET '([^']+)' = '([^']*)'");

    static SqlScript read(String file) throws IOException {
        return of(Files.readString(FOLDER.resolve(file)));
    }

    /** @param text statements that each end with a semicolon at the end of a line, as Flink's SQL client expects */
    static SqlScript of(String text) {
        String code = text.lines().filter(line -> !line.strip().startsWith("--")).collect(Collectors.joining("\n"));
        return new SqlScript(Arrays.stream(code.split(";\\s*(\\n|$)")).map(String::strip).filter(each -> !each.isEmpty()).toList());
    }

    static List<String> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Runs the statements as the SQL client does, which keeps {@code SET} to itself; returns the last one's result. */
    TableResult run(TableEnvironment tables) {
        TableResult result = null;
        for (String statement : statements) {
            Matcher setting = SETTING.matcher(statement);
            if (setting.matches()) {
                tables.getConfig().set(setting.group(1), setting.group(2));
            } else {
                result = tables.executeSql(statement);
            }
        }
        return result;
    }
}
