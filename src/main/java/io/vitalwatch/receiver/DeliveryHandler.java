package io.vitalwatch.receiver;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The public address: each request becomes a {@link Delivery}, which holds no thread while it waits for its body or for Kafka. */
final class DeliveryHandler extends Handler.Abstract {
    /** What the deliveries of one receiver share. */
    record Desk(ReceiverSettings settings, ArrivalSource arrivals, SignatureCheck signatures, ThreadLocal<BodyScan> scans,
            DeliveryLog log, StudySwitch studies, History history, Metrics metrics, InFlight inFlight, BooleanSupplier taking,
            String receiver) {
        Desk(ReceiverSettings settings, ArrivalSource arrivals, DeliveryLog log, StudySwitch studies, History history, Metrics metrics,
                InFlight inFlight, BooleanSupplier taking, String receiver) {
            this(settings, arrivals, new SignatureCheck(settings.signature()),
                    ThreadLocal.withInitial(() -> new BodyScan(settings.defaultStudy(), settings.limits().body())), log, studies, history,
                    metrics, inFlight, taking, receiver);
        }
    }

    private final Desk desk;
    private final Set<Delivery> underWay = ConcurrentHashMap.newKeySet();

    DeliveryHandler(Desk desk) {
        this.desk = desk;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Delivery delivery = new Delivery(desk, request, response, callback, underWay::remove);
        underWay.add(delivery);
        delivery.begin();
        return true;
    }

    /** Answers what has waited too long. Called some times a second. */
    void look() {
        long now = System.nanoTime();
        boolean gone = desk.log().gone();
        underWay.forEach(delivery -> delivery.look(now, gone));
    }

    /** Requests that have not been answered. */
    int underWay() {
        return underWay.size();
    }
}
