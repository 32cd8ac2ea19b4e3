package io.vitalwatch.receiver;

import io.vitalwatch.settings.Secret;
import io.vitalwatch.settings.SecretSource;
import io.vitalwatch.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Follows the secrets: reads them again and uses them when they have changed. While they cannot be read, the previous ones stay in use. The
 * log has one line for each change, with names and numbers and never with a secret.
 */
final class SecretWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SecretWatch.class);

    private final Supplier<List<Secret>> read;
    private final Consumer<List<Secret>> use;
    private List<Secret> inUse;
    private volatile String problem;
    private volatile long changes;

    /**
     * @param read reads the secrets; throws a SettingsException
     * @param inUse those in use now
     * @param use gets changed secrets; never an empty list
     */
    SecretWatch(Supplier<List<Secret>> read, List<Secret> inUse, Consumer<List<Secret>> use) {
        this.read = read;
        this.inUse = inUse;
        this.use = use;
    }

    /** Uses the secrets if they have changed. Called by one thread. */
    void reloadIfChanged() {
        List<Secret> now;
        try {
            now = read.get();
        } catch (SettingsException e) {
            if (!e.getMessage().equals(problem)) {
                LOG.warn("The previous secrets stay in use. {}", e.getMessage());
            }
            problem = e.getMessage();
            return;
        }
        problem = null;
        if (!areEqual(now, inUse)) {
            List<Secret> added = without(now, inUse);
            LOG.warn("Changed secrets are in use: {}; new: {}, gone: {}", names(now), added.size(), without(inUse, now).size());
            warnOfDoubtful(added);
            inUse = now;
            changes++;
            use.accept(now);
        }
    }

    /** Why the secrets cannot be read now, or null. */
    String problem() {
        return problem;
    }

    /** How often changed secrets were put to use. */
    long changes() {
        return changes;
    }

    /** Says in the log what is doubtful about secrets. */
    static void warnOfDoubtful(List<Secret> secrets) {
        for (Secret secret : secrets) {
            String doubt = SecretSource.doubt(secret.key());
            if (doubt != null) {
                LOG.warn("secret.{}: {}", secret.name(), doubt);
            }
        }
    }

    private static String names(List<Secret> secrets) {
        Map<String, Long> byName = secrets.stream().collect(Collectors.groupingBy(Secret::name, TreeMap::new, Collectors.counting()));
        return byName.entrySet().stream().map(each -> each.getValue() == 1 ? each.getKey() : each.getKey() + " (" + each.getValue() + ")")
                .collect(Collectors.joining(", "));
    }

    private static List<Secret> without(List<Secret> some, List<Secret> others) {
        return some.stream().filter(each -> others.stream().noneMatch(other -> isEqual(each, other))).toList();
    }

    private static boolean areEqual(List<Secret> some, List<Secret> others) {
        return some.size() == others.size() && without(some, others).isEmpty() && without(others, some).isEmpty();
    }

    private static boolean isEqual(Secret one, Secret other) {
        return one.name().equals(other.name()) && Arrays.equals(one.key(), other.key()) && one.notBefore() == other.notBefore()
                && one.notAfter() == other.notAfter();
    }
}
