package io.vitalwatch.simulator.vendor;

import static io.vitalwatch.simulator.Simulations.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.simulator.vendor.DeliveryHistory.Attempt;
import io.vitalwatch.simulator.vendor.PlannedDelivery.Signing;
import io.vitalwatch.simulator.vendor.Receiving.Reply;
import io.vitalwatch.simulator.vendor.Receiving.Request;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The delivery side against a real HTTP server, on a clock that is stepped: no test waits. */
@Timeout(60)
class VendorTest {
    private static final String SECRET = "s3cret";

    private final SteppedClock clock = new SteppedClock();
    private final List<PlannedDelivery> plan = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<String> watched = new ArrayList<>();
    private final Vendor.Watch watch = (delivery, attempt) -> watched.add(delivery.user() + " " + attempt.http());
    private List<Request> requests = List.of();
    private double speed = 1;
    private boolean tellArrival;
    private int inFlight = 256;

    @Test
    void deliveriesAreSignedJson() throws Exception {
        planned(0, "anna");

        DeliveryHistory history = deliver(request -> Reply.OK);

        assertThat(requests).hasSize(1);
        Request request = requests.get(0);
        String good = new Signer(SigningSettings.standard(), SECRET)
                .headers(request.body().getBytes(StandardCharsets.UTF_8), Signing.GOOD, "", 0).get("X-Corsano-Signature");
        assertThat(request.signature()).isEqualTo(good);
        assertThat(request.contentType()).isEqualTo("application/json");
        assertThat(request.arrival()).as("no arrival without tellArrival").isNull();
        assertThat(history.totals().passed()).isTrue();
    }

    @Test
    void aBusyReceiverIsTriedAgainWhenItSaysSo() throws Exception {
        planned(0, "anna");

        DeliveryHistory history = deliver(request -> calls.incrementAndGet() == 1 ? new Reply(503, "7") : Reply.OK);

        assertThat(history.attempts()).extracting(Attempt::http).containsExactly(503, 204);
        assertThat(history.attempts()).extracting(Attempt::attempt).containsExactly(1, 2);
        assertThat(clock.millis()).isEqualTo(7000);
        assertThat(history.totals().events()).isEqualTo(1);
        assertThat(history.totals().success()).isEqualTo(1);
        assertThat(history.totals().failed()).isEqualTo(1);
        assertThat(history.totals().successRate()).isEqualTo(0.5);
        assertThat(history.totals().passed()).isTrue();
    }

    @Test
    void aControlRecordIsWrittenAtItsTimeAndNotPosted() throws Exception {
        planned(0, "anna");
        plan.add(PlannedDelivery.control(START + 5000, new byte[] {1}));
        planned(10_000, "berta");
        List<String> written = new ArrayList<>();
        try (Receiving receiving = new Receiving(request -> Reply.OK)) {
            Vendor vendor = vendor(receiving);
            vendor.deliver(plan.iterator(), START, () -> false, content -> written.add(content[0] + " at " + clock.millis()));
            assertThat(written).containsExactly("1 at 5000");
            assertThat(receiving.requests()).hasSize(2);
            assertThat(vendor.history().totals().events()).isEqualTo(2);
        }
    }

    @Test
    void eachAttemptIsReported() throws Exception {
        planned(0, "anna");
        planned(10_000, "berta");

        deliver(request -> calls.incrementAndGet() == 1 ? new Reply(503, "7") : Reply.OK);

        assertThat(watched).containsExactly("anna 503", "anna 204", "berta 204");
    }

    @Test
    void aRetryAfterMayBeADate() throws Exception {
        planned(0, "anna");

        deliver(request -> calls.incrementAndGet() == 1 ? new Reply(503, "Mon, 5 Jan 2026 06:00:20 GMT") : Reply.OK);

        assertThat(clock.millis()).isEqualTo(20_000);
    }

    @Test
    void withoutARetryAfterTheWaitDoubles() throws Exception {
        planned(0, "anna");

        DeliveryHistory history = deliver(request -> calls.incrementAndGet() < 5 ? new Reply(500, null) : Reply.OK);

        assertThat(history.attempts()).extracting(attempt -> attempt.time() - START).containsExactly(0L, 1000L, 3000L, 7000L, 15_000L);
        assertThat(history.totals().passed()).isTrue();
    }

    @Test
    void aReceiverThatNeverAnswersWellLosesTheDeliveryAndTheReportSaysSo() throws Exception {
        planned(0, "anna");

        DeliveryHistory history = deliver(request -> new Reply(503, "1"));

        assertThat(history.attempts()).hasSize(10);
        assertThat(history.totals().lost()).isEqualTo(1);
        assertThat(history.totals().passed()).isFalse();
    }

    @Test
    void aReceiverThatIsNotThereIsTriedAgainToo() throws Exception {
        planned(0, "anna");
        URI closed;
        try (Receiving receiver = new Receiving(request -> Reply.OK)) {
            closed = receiver.url();
        }
        Vendor vendor = new Vendor(VendorSettings.to(closed, 1, false), new Signer(SigningSettings.standard(), SECRET), clock, watch);

        vendor.deliver(plan.iterator(), START, () -> false);

        assertThat(vendor.history().attempts()).hasSize(10).allMatch(each -> each.http() == 0 && each.reason().equals("no connection"));
        assertThat(vendor.history().totals().lost()).isEqualTo(1);
    }

    @Test
    void aWrongSignatureIsRefusedAFewTimesAndGivenUpAsPlanned() throws Exception {
        planned(0, "anna", Signing.WRONG);
        planned(0, "anna", Signing.MISSING);
        planned(1, "anna");

        DeliveryHistory history = deliver(this::checked);

        assertThat(history.attempts()).extracting(Attempt::http).containsExactly(401, 401, 401, 401, 401, 401, 204);
        assertThat(history.totals().refusedOnPurpose()).isEqualTo(2);
        assertThat(history.totals().lost()).isZero();
        assertThat(history.totals().passed()).isTrue();
    }

    @Test
    void aReceiverThatTakesAForgedDeliveryDoesNotPass() throws Exception {
        planned(0, "anna", Signing.WRONG);

        DeliveryHistory history = deliver(request -> Reply.OK);

        assertThat(history.totals().wronglyAccepted()).isEqualTo(1);
        assertThat(history.totals().passed()).isFalse();
    }

    @Test
    void aRefusedGoodDeliveryIsLost() throws Exception {
        planned(0, "anna");

        assertThat(deliver(request -> new Reply(404, null)).totals().lost()).isEqualTo(1);
        assertThat(requests).hasSize(3);
    }

    @Test
    void oneUsersDeliveriesKeepTheirOrderWhateverFails() throws Exception {
        for (int i = 0; i < 40; i++) {
            planned(i * 10, "user" + i % 4);
        }

        deliver(request -> calls.incrementAndGet() % 3 == 0 ? new Reply(503, "2") : Reply.OK);

        Map<String, Integer> latest = new HashMap<>();
        for (Request request : requests) {
            String[] words = request.body().split("[\" ]");
            int number = Integer.parseInt(words[2]);
            assertThat(number).isGreaterThanOrEqualTo(latest.getOrDefault(words[1], -1));
            latest.put(words[1], number);
        }
        assertThat(latest).hasSize(4);
    }

    @Test
    void aFailingUserDoesNotHoldUpTheOthers() throws Exception {
        planned(0, "anna");
        planned(1000, "berta");

        DeliveryHistory history = deliver(request -> request.body().contains("anna") && calls.incrementAndGet() == 1
                ? new Reply(503, "60") : Reply.OK);

        assertThat(history.attempts()).extracting(each -> each.time() - START).containsExactly(0L, 1000L, 60_000L);
    }

    @Test
    void latencyRunsFromTheScheduleAlsoWhenThereIsNoRoom() throws Exception {
        inFlight = 1;
        planned(0, "anna");
        planned(0, "anna");

        DeliveryHistory history = deliver(request -> calls.incrementAndGet() == 1 ? new Reply(503, "5") : Reply.OK);

        assertThat(history.attempts()).extracting(Attempt::latencyMicros).containsExactly(0L, 0L, 5_000_000L);
    }

    @Test
    void simulatedTimeRunsAtTheConfiguredSpeed() throws Exception {
        speed = 60;
        planned(0, "anna");
        planned(600_000, "berta");

        deliver(request -> Reply.OK);

        assertThat(clock.millis()).isEqualTo(10_000);
    }

    @Test
    void requestsCarryTheirPlannedArrivalWhenAskedAndSimulatedTimeWaitsForASlowReceiver() throws Exception {
        speed = 60;
        tellArrival = true;
        planned(0, "anna");
        planned(1000, "anna");
        planned(2000, "berta");
        planned(40_000, "clara");

        deliver(request -> calls.incrementAndGet() == 1 ? new Reply(503, "2") : Reply.OK);

        List<String> arrivals = requests.stream()
                .map(request -> request.body().split("[\" ]")[1] + " " + (Long.parseLong(request.arrival()) - START)).toList();
        assertThat(arrivals).containsExactlyInAnyOrder("anna 0", "anna 0", "anna 1000", "berta 2000", "clara 40000");
        assertThat(arrivals.indexOf("clara 40000")).as("two minutes of simulated time later, were it not for the wait").isGreaterThan(
                arrivals.lastIndexOf("anna 0"));
    }

    @Test
    void aRefusalHoldsUpItsUserInSimulatedTime() throws Exception {
        speed = 1000;
        planned(0, "anna", Signing.WRONG);
        planned(0, "anna");

        deliver(this::checked);

        assertThat(clock.millis()).isLessThan(10);
    }

    @Test
    void aStoppedSenderReportsWhatItDidNotSend() throws Exception {
        planned(0, "anna");
        planned(0, "anna");

        DeliveryHistory history = deliver(request -> {
            calls.incrementAndGet();
            return new Reply(503, "60");
        });
        assertThat(history.totals().unsent()).isZero();

        clock.await(new java.util.concurrent.LinkedBlockingQueue<>(), 0, false);
        try (Receiving receiver = new Receiving(request -> new Reply(503, "60"))) {
            Vendor vendor = vendor(receiver);
            vendor.deliver(plan.iterator(), START, () -> !receiver.requests().isEmpty());
            assertThat(vendor.history().totals().unsent()).isEqualTo(2);
            assertThat(vendor.history().totals().passed()).isFalse();
        }
    }

    @Test
    void theHistoryIsJsonWithTheVendorsColumns() throws Exception {
        planned(0, "anna");
        DeliveryHistory history = deliver(request -> calls.incrementAndGet() == 1 ? new Reply(503, "7") : Reply.OK);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        history.writeJson(out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(""
                + "{\"totals\":{\"events\":1,\"success\":1,\"failed\":1,\"success_rate\":0.5,"
                + "\"refused_on_purpose\":0,\"wrongly_accepted\":0,\"lost\":0,\"unsent\":0},\"attempts\":["
                + "{\"time\":\"2026-01-05T06:00:00.000+00:00\",\"event\":\"activity\",\"status\":\"failed\",\"http\":503,\"attempt\":1,"
                + "\"latency_ms\":0.0,\"answer_ms\":0.0,\"reason\":\"answered 503\"},"
                + "{\"time\":\"2026-01-05T06:00:07.000+00:00\",\"event\":\"activity\",\"status\":\"success\",\"http\":204,\"attempt\":2,"
                + "\"latency_ms\":0.0,\"answer_ms\":0.0,\"reason\":\"\"}]}\n");
    }

    @Test
    void addressesAndSpeedsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> VendorSettings.to(URI.create("localhost:8080"), 1, false))
                .hasMessageContaining("write http://host:port/path");
        assertThatThrownBy(() -> VendorSettings.to(URI.create("http://h/"), 0, false)).hasMessageContaining("the speed must be above 0");
    }

    private Reply checked(Request request) {
        String good = new Signer(SigningSettings.standard(), SECRET)
                .headers(request.body().getBytes(StandardCharsets.UTF_8), Signing.GOOD, "", 0).get("X-Corsano-Signature");
        return good.equals(request.signature()) ? Reply.OK : new Reply(401, null);
    }

    private DeliveryHistory deliver(Function<Request, Reply> answer) throws Exception {
        try (Receiving receiver = new Receiving(answer)) {
            Vendor vendor = vendor(receiver);
            vendor.deliver(plan.iterator(), START, () -> false);
            requests = receiver.requests();
            return vendor.history();
        }
    }

    private Vendor vendor(Receiving receiver) {
        VendorSettings plain = VendorSettings.to(receiver.url(), speed, tellArrival);
        VendorSettings settings = new VendorSettings(plain.url(), speed, inFlight, 10, 3, 1000, 60_000, 10_000, tellArrival);
        return new Vendor(settings, new Signer(SigningSettings.standard(), SECRET), clock, watch);
    }

    private void planned(long afterMillis, String user) {
        planned(afterMillis, user, Signing.GOOD);
    }

    private void planned(long afterMillis, String user, Signing signing) {
        byte[] body = ("\"" + user + " " + plan.size() + "\"").getBytes(StandardCharsets.UTF_8);
        plan.add(new PlannedDelivery(START + afterMillis, user, "EZTJD", "activity", body, signing, false));
    }
}
