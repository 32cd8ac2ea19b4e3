package io.vitalwatch.cluster;

import io.vitalwatch.receiver.ArrivalSource;
import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverSettings;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A receiver that believes the arrival that a delivery states, as {@code local}'s does, in a process of its own. No setting leads there. */
final class TrustingReceiver {
    private TrustingReceiver() {}

    public static void main(String[] settings) throws Exception {
        try (Receiver receiver = Receiver.start(ReceiverSettings.read(List.of(settings), Map.of()), ArrivalSource.simulated(() -> 0))) {
            System.out.println(receiver.publicUri());
            new CountDownLatch(1).await();
        }
    }
}
