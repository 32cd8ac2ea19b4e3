package io.vitalwatch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Deliveries for a raw topic, in rounds of equal size. */
public interface Traffic {
    /** Takes a delivery. */
    interface Sink {
        void accept(byte[] user, long arrival, byte[] body);
    }

    /** Samples in a round. */
    long samples();

    /** Deliveries in a round. */
    long deliveries();

    /** Gives the deliveries of a round whose user is wanted, in order of arrival. */
    void send(int round, Predicate<byte[]> wanted, Sink to);

    /**
     * Traffic by its name.
     *
     * @param name {@code vendor}: {@link Deliveries}; {@code varied}: the same rows with many zones, orders of keys and forms of numbers;
     *     {@code real}: a day of real readings, which comes again and again
     * @param patients the number of patients; of {@code real} the next multiple of its own number
     * @param late percent of the rows that arrive late, by up to an hour; 0 to 90, of {@code real} 0
     * @throws IllegalArgumentException for another name or share
     */
    static Traffic of(String name, int rows, int patients, int rounds, long spacingMillis, int late) {
        if (late < 0 || late > 90 || late > 0 && name.equals("real")) {
            throw new IllegalArgumentException("--late " + late + " is not possible; it is 0 to 90, and real deliveries are late by"
                    + " themselves (--late 0)");
        }
        Deliveries made = new Deliveries(rows, patients, rounds, spacingMillis).late(late);
        return switch (name) {
            case "vendor" -> new Vendor(made, rows, patients, false);
            case "varied" -> new Vendor(made, rows, patients, true);
            case "real" -> new Real(patients);
            default -> throw new IllegalArgumentException("no traffic is called " + name);
        };
    }

    /** One delivery of each patient a round. */
    record Vendor(Deliveries made, int rows, int patients, boolean varied) implements Traffic {
        private static final Pattern ROW = Pattern.compile("\\{(\"timestamp\":[^}]*)}");

        @Override
        public long samples() {
            return (long) rows * patients;
        }

        @Override
        public long deliveries() {
            return patients;
        }

        @Override
        public void send(int round, Predicate<byte[]> wanted, Sink to) {
            for (int patient = 0; patient < patients; patient++) {
                byte[] user = Deliveries.user(patient).getBytes(StandardCharsets.UTF_8);
                if (wanted.test(user)) {
                    byte[] body = made.body(patient, round);
                    to.accept(user, made.arrival(patient, round), varied ? varied(body, patient) : body);
                }
            }
        }

        /** The same rows from another phone: by patient one of 19 orders of the keys, one of 23 zones, numbers with or without quotes. */
        private static byte[] varied(byte[] body, int patient) {
            int zone = patient % 23 - 11;
            String offset = String.format("%s%02d:00", zone < 0 ? "-" : "+", Math.abs(zone));
            Matcher rows = ROW.matcher(new String(body, StandardCharsets.UTF_8).replace("+01:00", offset));
            return rows.replaceAll(row -> {
                String fields = patient % 3 == 0 ? row.group(1).replaceAll("\"(0|[1-9]\\d*)\"", "$1") : row.group(1);
                List<String> order = new ArrayList<>(List.of(fields.split(",")));
                Collections.rotate(order, patient % 19);
                return "{" + String.join(",", order) + "}";
            }).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** The bundled day of real readings, every patient several times, in each round a day later. */
    final class Real implements Traffic {
        private static final String DAY = "/io/vitalwatch/extract/first-day.ndjson.gz";
        private static final long MILLIS = 24 * 3600 * 1000L;
        private static final Pattern CHANGED = Pattern.compile("\"(?:timestamp\":\"?(\\d+)|user_uuid\":\"([^\"]+))");

        private final List<Recorded> day = new ArrayList<>();
        private final int copies;
        private final long samples;

        /** A delivery in pieces: between them the times, which move with the round, and where the user is, the number of the copy. */
        private record Recorded(long arrival, String user, List<String> pieces, List<Long> times) {}

        Real(int patients) {
            ObjectMapper mapper = new ObjectMapper();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Traffic.class.getResourceAsStream(DAY)), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode recorded = mapper.readTree(line);
                    day.add(recorded(recorded.path("received_at").asLong(), recorded.path("body").toString()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            int own = (int) day.stream().map(Recorded::user).distinct().count();
            copies = Math.max(1, (patients + own - 1) / own);
            samples = copies * day.stream().mapToLong(each -> each.times().stream().filter(time -> time >= 0).count()).sum();
        }

        private static Recorded recorded(long arrival, String body) {
            List<String> pieces = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            String user = "";
            Matcher changed = CHANGED.matcher(body);
            int from = 0;
            while (changed.find()) {
                int group = changed.group(1) != null ? 1 : 2;
                pieces.add(body.substring(from, group == 1 ? changed.start(1) : changed.end(2)));
                times.add(group == 1 ? Long.parseLong(changed.group(1)) : -1);
                user = group == 1 ? user : changed.group(2);
                from = changed.end(group);
            }
            pieces.add(body.substring(from));
            return new Recorded(arrival, user, pieces, times);
        }

        @Override
        public long samples() {
            return samples;
        }

        @Override
        public long deliveries() {
            return (long) copies * day.size();
        }

        @Override
        public void send(int round, Predicate<byte[]> wanted, Sink to) {
            long later = round * MILLIS;
            for (Recorded each : day) {
                for (int copy = 0; copy < copies; copy++) {
                    byte[] user = (each.user() + "-" + copy).getBytes(StandardCharsets.UTF_8);
                    if (wanted.test(user)) {
                        StringBuilder body = new StringBuilder();
                        for (int i = 0; i < each.times().size(); i++) {
                            long time = each.times().get(i);
                            body.append(each.pieces().get(i)).append(time < 0 ? "-" + copy : Long.toString(time + later));
                        }
                        body.append(each.pieces().get(each.times().size()));
                        to.accept(user, each.arrival() + later, body.toString().getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        }
    }
}
