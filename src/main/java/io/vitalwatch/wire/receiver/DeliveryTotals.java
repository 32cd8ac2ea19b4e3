package io.vitalwatch.wire.receiver;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import java.util.List;

/**
 * How many requests a receiver has answered: a record of the topic corsano.totals, whose key is the receiver's id. The contract is
 * schema/totals.json.
 *
 * @param process the random name of the process that wrote it
 * @param since since when requests are counted, Unix milliseconds
 * @param at when it was written, Unix milliseconds
 * @param success deliveries with a good signature that were answered 2xx
 * @param failed deliveries with a good signature that were answered otherwise
 * @param unsigned requests without a good signature
 * @param periods requests of the last day
 */
@JsonPropertyOrder({"process", "since", "at", "success", "failed", "unsigned", "periods"})
public record DeliveryTotals(@JsonProperty(value = "process", required = true) String process,
        @JsonProperty(value = "since", required = true) long since, long at, long success, long failed, long unsigned,
        List<Period> periods) {
    /**
     * Requests of a minute or of an hour.
     *
     * @param begin Unix milliseconds
     * @param seconds its length
     */
    @JsonPropertyOrder({"begin", "seconds", "success", "failed", "unsigned"})
    public record Period(long begin, int seconds, long success, long failed, long unsigned) {}

    public DeliveryTotals {
        periods = periods == null ? List.of() : List.copyOf(periods);
    }
}
