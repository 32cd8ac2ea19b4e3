package io.vitalwatch.bench;

import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.ControlRecordJson;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The topics of control of one run, before its job starts.
 *
 * @param ownLimitsIn one patient of so many has limits of their own; 0 for nobody
 */
record BenchControl(int ownLimitsIn) {
    /** The setting with the number of patients. */
    private static final String PATIENTS = "bench.patients";

    /** Creates the topics and writes the limits, as of before the first delivery. Returns the parameters of the job. */
    List<String> prepare(Contender.Run run) throws Exception {
        String control = "control-" + run.name();
        List<String> outputs = List.of("control-state-" + run.name(), "shadow-" + run.name());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", run.servers()))) {
            List<NewTopic> topics = new ArrayList<>(List.of(new NewTopic(control, 1, (short) 1).configs(Map.of("retention.ms", "-1"))));
            outputs.forEach(each -> topics.add(new NewTopic(each, 1, (short) 1).configs(Map.of("retention.ms", "-1"))));
            admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
        }
        if (ownLimitsIn > 0) {
            write(run, control);
        }
        return List.of("--topic.control=" + control, "--topic.control-state=" + outputs.get(0), "--topic.alerts-shadow=" + outputs.get(1));
    }

    private void write(Contender.Run run, String control) {
        int patients = Integer.parseInt(run.more().get(PATIENTS));
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", run.servers()), new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int patient = 0; patient < patients; patient += ownLimitsIn) {
                ControlRecord record = new ControlRecord("limits-" + patient, Scope.user(Deliveries.user(patient)), ControlRecord.NOT_SET,
                        ControlRecord.NOT_SET, "bench", "bench", -1, new LimitsChange(Map.of("spo2-low.medium", "88"), List.of()));
                producer.send(new ProducerRecord<>(control, 0, Deliveries.BEGIN - 60_000, null, ControlRecordJson.of(record)));
            }
        }
    }
}
