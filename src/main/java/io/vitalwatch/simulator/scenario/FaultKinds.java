package io.vitalwatch.simulator.scenario;

import io.vitalwatch.simulator.patient.BraceletFault;
import io.vitalwatch.simulator.patient.FaultKind;
import io.vitalwatch.simulator.patient.Illness;
import io.vitalwatch.simulator.vendor.DeliveryFault;

import java.util.List;
import java.util.stream.Stream;

/** All kinds of events that a scenario can have. */
final class FaultKinds {
    private static final List<FaultKind> ALL = Stream.<FaultKind[]>of(Illness.values(), BraceletFault.values(), DeliveryFault.values())
            .flatMap(Stream::of).toList();

    private FaultKinds() {}

    /** All words, for messages. */
    static List<String> words() {
        return ALL.stream().map(FaultKind::word).toList();
    }

    /** The kind with this word, or null if there is none. */
    static FaultKind of(String word) {
        return ALL.stream().filter(kind -> kind.word().equals(word)).findFirst().orElse(null);
    }
}
