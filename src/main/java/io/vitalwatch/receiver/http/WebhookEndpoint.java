package io.vitalwatch.receiver.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The public address. Each request becomes a {@link DeliveryRequest}, which blocks no thread while it waits for its body or for Kafka. */
public final class WebhookEndpoint extends Handler.Abstract {
    private final ReceiverContext context;
    private final Set<DeliveryRequest> underWay = ConcurrentHashMap.newKeySet();

    public WebhookEndpoint(ReceiverContext context) {
        this.context = context;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        DeliveryRequest delivery = new DeliveryRequest(context, request, response, callback, underWay::remove);
        underWay.add(delivery);
        delivery.begin();
        return true;
    }

    /** Answers requests that have waited too long for Kafka, and gives up slow bodies. Call it several times a second. */
    public void answerOverdue() {
        long now = System.nanoTime();
        boolean gone = context.log().gone();
        boolean memoryShort = context.inFlight().isShort();
        underWay.forEach(delivery -> {
            delivery.answerIfOverdue(now, gone);
            delivery.giveUpIfSlow(now, memoryShort);
        });
    }

    /** Number of requests that are not answered yet. */
    public int underWay() {
        return underWay.size();
    }
}
