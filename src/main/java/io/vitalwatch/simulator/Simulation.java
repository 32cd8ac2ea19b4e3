package io.vitalwatch.simulator;

import io.vitalwatch.simulator.patient.Injection;
import io.vitalwatch.simulator.patient.VirtualPatient;
import io.vitalwatch.simulator.scenario.Scenario;
import io.vitalwatch.simulator.scenario.ScenarioControl;
import io.vitalwatch.simulator.score.Truth;
import io.vitalwatch.simulator.vendor.DeliveryFault;
import io.vitalwatch.simulator.vendor.Phone;
import io.vitalwatch.simulator.vendor.PlannedDelivery;
import io.vitalwatch.simulator.vendor.SimulatedStudy;
import io.vitalwatch.simulator.vendor.VendorBodies;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Everything that the vendor's cloud sends during simulated time, and the truth about it. The same settings and scenario give the same
 * deliveries, byte for byte, each time.
 */
public final class Simulation implements Iterable<PlannedDelivery> {
    private record NextDelivery(PlannedDelivery delivery, int patient) {}

    private final SimulationSettings settings;
    private final Scenario scenario;

    private Simulation(SimulationSettings settings, Scenario scenario) {
        this.settings = settings;
        this.scenario = scenario;
    }

    /**
     * Plans a simulation; deliveries are made when they are asked for.
     *
     * @throws IllegalArgumentException if the settings have fewer patients than the scenario needs
     */
    public static Simulation of(SimulationSettings settings, Scenario scenario) {
        if (settings.patients() < scenario.patientsWithEvents()) {
            throw new IllegalArgumentException("the scenario " + scenario.name() + " needs " + scenario.patientsWithEvents() + " patients, not "
                    + settings.patients());
        }
        return new Simulation(settings, scenario);
    }

    public SimulationSettings settings() {
        return settings;
    }

    /**
     * The deliveries in order of sending, made one by one. Memory grows with the number of patients, not with time. A delivery costs
     * O(log patients) and its bytes.
     */
    @Override
    public Iterator<PlannedDelivery> iterator() {
        return new Merged();
    }

    /** The vendor's test event, sent at the start. */
    public PlannedDelivery testEvent() {
        return new PlannedDelivery(settings.startMillis(), "", settings.studies().get(0).name(), "test", VendorBodies.TEST,
                PlannedDelivery.Signing.GOOD, false);
    }

    /**
     * What was injected, in order of patients and scenario. A patient of a study whose switch is off has none, because nothing of this
     * patient is sent.
     */
    public List<Truth> truth() {
        List<Truth> truth = new ArrayList<>();
        for (int i = 0; i < scenario.patientsWithEvents(); i++) {
            if (study(i).pushes()) {
                VirtualPatient patient = patient(i);
                Phone phone = new Phone(patient, study(i).name(), settings.startMillis(), settings.endMillis(), settings.rowsPerMinute());
                for (Injection injection : patient.injections().all()) {
                    if (injection.fromMillis() < settings.endMillis()) {
                        // What the phone or the way does is noticed without its data.
                        boolean bySilence = injection.kind() instanceof DeliveryFault;
                        truth.add(Truth.of(patient.user(), patient.offsetMinutes(), injection, settings.endMillis(),
                                known -> bySilence || phone.sends(known)));
                    }
                }
            }
        }
        return truth;
    }

    /** Whether people do anything: then the plan has control records. */
    public boolean hasControls() {
        return !controls().isEmpty();
    }

    /** What people do, in order of time. */
    private List<PlannedDelivery> controls() {
        List<PlannedDelivery> all = new ArrayList<>();
        for (int i = 0; i < scenario.patientsWithEvents(); i++) {
            for (ScenarioControl each : scenario.controls(i)) {
                long at = settings.startMillis() + each.atMillis();
                if (at < settings.endMillis()) {
                    all.add(PlannedDelivery.control(at, each.record(patient(i).user(), settings.startMillis(), all.size())));
                }
            }
        }
        all.sort(Comparator.comparingLong(PlannedDelivery::sendAtMillis));
        return all;
    }

    private VirtualPatient patient(int index) {
        return new VirtualPatient(settings.seed(), settings.startMillis(), index, scenario.injections(index));
    }

    private SimulatedStudy study(int patient) {
        return settings.studies().get(patient % settings.studies().size());
    }

    private final class Merged implements Iterator<PlannedDelivery> {
        private final List<Phone> phones = new ArrayList<>();
        private final PriorityQueue<NextDelivery> heads = new PriorityQueue<>(
                Comparator.comparingLong((NextDelivery next) -> next.delivery().sendAtMillis()).thenComparingInt(NextDelivery::patient));

        private final Deque<PlannedDelivery> controls = new ArrayDeque<>(controls());

        Merged() {
            for (int i = 0; i < settings.patients(); i++) {
                if (study(i).pushes()) {
                    phones.add(new Phone(patient(i), study(i).name(), settings.startMillis(), settings.endMillis(),
                            settings.rowsPerMinute()));
                    advance(phones.size() - 1);
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty() || !controls.isEmpty();
        }

        @Override
        public PlannedDelivery next() {
            NextDelivery head = heads.peek();
            if (!controls.isEmpty() && (head == null || controls.peek().sendAtMillis() <= head.delivery().sendAtMillis())) {
                return controls.poll();
            }
            NextDelivery first = heads.poll();
            if (first == null) {
                throw new NoSuchElementException("simulated time is over");
            }
            advance(first.patient());
            return first.delivery();
        }

        private void advance(int phone) {
            PlannedDelivery delivery = phones.get(phone).next();
            if (delivery != null) {
                heads.add(new NextDelivery(delivery, phone));
            }
        }
    }
}
