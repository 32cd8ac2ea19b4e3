package io.vitalwatch.cluster;

import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverSettings;
import io.vitalwatch.receiver.http.ArrivalSource;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A receiver in a separate process that takes the time of arrival from the delivery, as that of {@code local} does. No setting of the
 * shipped receiver allows this.
 */
final class TrustingReceiver {
    private TrustingReceiver() {}

    public static void main(String[] settings) throws Exception {
        try (Receiver receiver = Receiver.start(ReceiverSettings.read(List.of(settings), Map.of()), ArrivalSource.simulated(() -> 0))) {
            System.out.println(receiver.publicUri());
            new CountDownLatch(1).await();
        }
    }
}
