package io.vitalwatch.kafka;

import org.apache.kafka.clients.admin.NewTopic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One topic as it should be: partitions, settings that must hold, and a retention that is only a proposal.
 *
 * @param partitions 0 for the number that the user chooses
 * @param settings settings of Kafka without which something goes wrong
 * @param retention how long records are kept; null where compaction decides, or where the settings say it
 */
public record TopicPlan(String name, int partitions, Map<String, String> settings, Duration retention) {
    /** A body of hours of backlog, or its dead letter, has to fit: 5 MiB. */
    public static final int LARGEST_RECORD = 5 * 1024 * 1024;
    /** The broker refuses a record that is further ahead of its clock: it could move the arrival clock of every patient. */
    public static final long FURTHEST_AHEAD_MILLIS = Duration.ofMinutes(1).toMillis();

    private static final String RETENTION = "retention.ms";
    private static final String FOREVER = "-1";
    private static final String LARGEST_HISTORY = Long.toString(256L * 1024 * 1024);
    private static final String LARGEST = "max.message.bytes";
    private static final String AHEAD = "message.timestamp.after.max.ms";
    private static final String TIMESTAMP = "message.timestamp.type";

    /** Every topic of the program, by its default name. */
    public static List<TopicPlan> all() {
        return List.of(
                new TopicPlan("corsano.raw", 0, Map.of("cleanup.policy", "delete", TIMESTAMP, "CreateTime", LARGEST,
                        Integer.toString(LARGEST_RECORD),
                        AHEAD, Long.toString(FURTHEST_AHEAD_MILLIS)), Duration.ofDays(7)),
                new TopicPlan("corsano.deliveries", 1, Map.of("cleanup.policy", "delete", "retention.bytes", LARGEST_HISTORY),
                        Duration.ofDays(7)),
                new TopicPlan("corsano.studies", 1, Map.of("cleanup.policy", "compact"), null),
                new TopicPlan("corsano.totals", 1, Map.of("cleanup.policy", "compact"), null),
                new TopicPlan("vitals.alerts", 0, Map.of("cleanup.policy", "delete", LARGEST, Integer.toString(LARGEST_RECORD)),
                        Duration.ofDays(90)),
                new TopicPlan("vitals.windows", 0, Map.of("cleanup.policy", "delete", LARGEST, Integer.toString(LARGEST_RECORD)),
                        Duration.ofDays(30)),
                new TopicPlan("vitals.rejected", 0, Map.of("cleanup.policy", "delete", LARGEST, Integer.toString(LARGEST_RECORD)),
                        Duration.ofDays(30)),
                new TopicPlan("vitals.samples", 0, Map.of("cleanup.policy", "delete", LARGEST, Integer.toString(LARGEST_RECORD)),
                        Duration.ofDays(30)),
                // Every change that anybody ever made: the audit. Its offsets are the order of changes, so nothing may be removed or replaced.
                new TopicPlan("vitals.control", 1, Map.of("cleanup.policy", "delete", TIMESTAMP, "LogAppendTime",
                        "unclean.leader.election.enable", "false", RETENTION, FOREVER), null),
                new TopicPlan("vitals.control.state", 0, Map.of("cleanup.policy", "delete"), Duration.ofDays(90)),
                new TopicPlan("vitals.alerts.shadow", 0, Map.of("cleanup.policy", "delete", LARGEST, Integer.toString(LARGEST_RECORD)),
                        Duration.ofDays(30)),
                // Who has seen what: kept like the changes.
                new TopicPlan("vitals.audit", 1, Map.of("cleanup.policy", "delete", TIMESTAMP, "LogAppendTime",
                        "unclean.leader.election.enable", "false", RETENTION, FOREVER), null),
                // Receivers measure the broker's clock with it.
                new TopicPlan("vitals.receivers", 1, Map.of("cleanup.policy", "delete", TIMESTAMP, "LogAppendTime"), Duration.ofDays(1)));
    }

    /** The plan of a topic by its default name. */
    public static TopicPlan of(String name) {
        return all().stream().filter(each -> each.name.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no topic " + name));
    }

    /** The same topic under another name. */
    public TopicPlan named(String other) {
        return new TopicPlan(other, partitions, settings, retention);
    }

    /**
     * The topic for Kafka's admin client.
     *
     * @param chosen partitions where the plan leaves them open
     * @param replication copies of each partition; 0 for the broker's default. With 3 or more, a record counts as written with 2 copies
     */
    public NewTopic create(int chosen, int replication) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (retention != null) {
            all.put(RETENTION, Long.toString(retention.toMillis()));
        }
        if (replication > 0) {
            all.put("min.insync.replicas", Integer.toString(replicas(replication)));
        }
        return new NewTopic(name, Optional.of(partitions == 0 ? chosen : partitions),
                replication == 0 ? Optional.empty() : Optional.of((short) replication)).configs(all);
    }

    /**
     * What is wrong with an existing topic, one line each; empty where it is as planned.
     *
     * @param found the topic's settings, with the broker's defaults
     */
    public List<String> differences(int itsPartitions, int itsReplication, Map<String, String> found) {
        List<String> wrong = new ArrayList<>();
        if (partitions > 0 && itsPartitions != partitions) {
            wrong.add("has " + itsPartitions + " partitions instead of " + partitions + "; delete it and create it again");
        }
        settings.forEach((setting, value) -> {
            String its = found.getOrDefault(setting, "");
            if (!fits(setting, its, value)) {
                wrong.add(setting + " is " + its + " instead of " + value + "; " + alter(setting, value));
            }
        });
        String copies = Integer.toString(replicas(itsReplication));
        String its = found.getOrDefault("min.insync.replicas", "1");
        if (Integer.parseInt(its) > itsReplication || Integer.parseInt(its) < Integer.parseInt(copies)) {
            wrong.add("min.insync.replicas is " + its + " with " + itsReplication + " copies; " + alter("min.insync.replicas", copies));
        }
        return wrong;
    }

    private static boolean fits(String setting, String its, String value) {
        return switch (setting) {
            case LARGEST -> Long.parseLong(its) >= Long.parseLong(value);
            case AHEAD -> Long.parseLong(its) <= Long.parseLong(value);
            default -> its.equals(value);
        };
    }

    private String alter(String setting, String value) {
        return "kafka-configs.sh --alter --topic " + name + " --add-config " + setting + "=" + value;
    }

    private static int replicas(int replication) {
        return replication >= 3 ? 2 : 1;
    }
}
