package io.vitalwatch.receiver.http;

import io.vitalwatch.corsano.BodySummaryReader;
import io.vitalwatch.kafka.DeliveryLog;
import io.vitalwatch.receiver.history.History;
import io.vitalwatch.receiver.signature.SignatureCheck;
import io.vitalwatch.receiver.study.StudySwitch;
import io.vitalwatch.web.access.AttemptLimit;

import java.util.function.BooleanSupplier;

/**
 * The objects that all requests of one receiver share.
 *
 * @param summaries a summary reader for each thread
 * @param taking whether deliveries are accepted: the receiver has started and is not stopping
 * @param receiver the name of this process
 * @param diagnoses limits how often a signature that did not pass is diagnosed
 */
public record ReceiverContext(DeliverySettings settings, ArrivalSource arrivals, SignatureCheck signatures,
        ThreadLocal<BodySummaryReader> summaries, DeliveryLog log, StudySwitch studies, History history, ReceiverMetrics metrics,
        InFlight inFlight, BooleanSupplier taking, String receiver, AttemptLimit diagnoses) {
    /** Creates the signature check and the summary readers from the settings. */
    public ReceiverContext(DeliverySettings settings, ArrivalSource arrivals, DeliveryLog log, StudySwitch studies, History history,
            ReceiverMetrics metrics, InFlight inFlight, BooleanSupplier taking, String receiver) {
        this(settings, arrivals, new SignatureCheck(settings.signature()),
                ThreadLocal.withInitial(() -> new BodySummaryReader(settings.defaultStudy(), settings.bodyLimit())), log, studies, history,
                metrics, inFlight, taking, receiver, new AttemptLimit(5, 1, System::nanoTime));
    }
}
