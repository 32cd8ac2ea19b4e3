package io.vitalwatch.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Everything that the vendor's cloud sends in a stretch of simulated time, and the truth behind it. Pure: the same settings and scenario
 * give the same deliveries, byte for byte, however often they are asked for.
 */
public final class Simulation implements Iterable<PlannedDelivery> {
    private record Next(PlannedDelivery delivery, int patient) {}

    private final SimulationSettings settings;
    private final Scenario scenario;

    private Simulation(SimulationSettings settings, Scenario scenario) {
        this.settings = settings;
        this.scenario = scenario;
    }

    /**
     * Plans a simulation; nothing is made until it is asked for.
     *
     * @throws IllegalArgumentException when there are fewer patients than the scenario strikes
     */
    public static Simulation of(SimulationSettings settings, Scenario scenario) {
        if (settings.patients() < scenario.struck()) {
            throw new IllegalArgumentException("the scenario " + scenario.name() + " needs " + scenario.struck() + " patients, not "
                    + settings.patients());
        }
        return new Simulation(settings, scenario);
    }

    public SimulationSettings settings() {
        return settings;
    }

    /**
     * The deliveries in order of sending, made as they are asked for; the order of one patient's is kept. Memory grows with the number of
     * patients, not with time. A delivery costs O(log patients) beside its bytes.
     */
    @Override
    public Iterator<PlannedDelivery> iterator() {
        return new Merged();
    }

    /** The vendor's test event, sent at the start. */
    public PlannedDelivery testEvent() {
        return new PlannedDelivery(settings.startMillis(), "", settings.studies().get(0).name(), "test", Bodies.TEST,
                PlannedDelivery.Signing.GOOD, false);
    }

    /** What was injected, in order of patients and scenario. Patients of a study whose switch is off have none: nothing of them is sent. */
    public List<Truth> truth() {
        List<Truth> truth = new ArrayList<>();
        for (int i = 0; i < scenario.struck(); i++) {
            VirtualPatient patient = new VirtualPatient(settings, scenario, i);
            if (patient.study().pushes()) {
                patient.injections().forEach(injection -> add(truth, patient, injection));
            }
        }
        return truth;
    }

    private void add(List<Truth> truth, VirtualPatient patient, Injection injection) {
        long onset = patient.fate().from(injection);
        if (onset >= settings.endMillis()) {
            return;
        }
        boolean cutOff = onset + injection.type().shortestMillis() > settings.endMillis();
        boolean expected = injection.expected() && !cutOff;
        String kind = expected ? injection.type().kind().label() : Truth.FAULT;
        String note = expected || !injection.expected() ? "" : "cut off by the end of the simulation; nothing is demanded";
        long until = patient.fate().to(injection) + injection.type().rampMillis();
        truth.add(new Truth(patient.user(), expected ? injection.type().rule() : null, kind, injection.type().word(), onset, until,
                patient.offsetMinutes(), note));
    }

    private final class Merged implements Iterator<PlannedDelivery> {
        private final List<Phone> phones = new ArrayList<>();
        private final PriorityQueue<Next> heads = new PriorityQueue<>(
                Comparator.comparingLong((Next next) -> next.delivery().sendAtMillis()).thenComparingInt(Next::patient));

        Merged() {
            for (int i = 0; i < settings.patients(); i++) {
                VirtualPatient patient = new VirtualPatient(settings, scenario, i);
                if (patient.study().pushes()) {
                    phones.add(new Phone(patient, settings));
                    advance(phones.size() - 1);
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public PlannedDelivery next() {
            Next first = heads.poll();
            if (first == null) {
                throw new NoSuchElementException("simulated time is over");
            }
            advance(first.patient());
            return first.delivery();
        }

        private void advance(int phone) {
            PlannedDelivery delivery = phones.get(phone).next();
            if (delivery != null) {
                heads.add(new Next(delivery, phone));
            }
        }
    }
}
