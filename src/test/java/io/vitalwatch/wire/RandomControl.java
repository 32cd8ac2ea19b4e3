package io.vitalwatch.wire;

import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Control records of every kind, from a seed. */
final class RandomControl {
    private static final long TIME = 1_770_000_000_000L;
    private final Random random;

    RandomControl(long seed) {
        random = new Random(seed);
    }

    ControlRecord record() {
        ControlKind kind = one(ControlKind.values());
        List<Scope.Type> scopes = new ArrayList<>(kind.scopes());
        scopes.sort(null);
        Scope.Type type = scopes.get(random.nextInt(scopes.size()));
        Scope scope = type == Scope.Type.ALL ? Scope.ALL : new Scope(type, "name ü " + random.nextInt(100));
        Change change = change(kind);
        boolean ofEpisode = change instanceof ActionChange action && !action.verb().ofRule();
        long effectiveAt = kind == ControlKind.ACTION || random.nextBoolean() ? ControlRecord.NOT_SET : TIME + random.nextInt(1_000_000);
        return new ControlRecord("id-" + random.nextInt(1000), scope, effectiveAt, until(change), "Dr. Ä", "because\u00e9",
                ofEpisode && random.nextBoolean() ? random.nextInt(9) : ControlRecord.ANY_SEQUENCE, change);
    }

    ControlAnswer answer() {
        boolean read = random.nextBoolean();
        ControlAnswer.Outcome outcome = read ? one(ControlAnswer.Outcome.values()) : ControlAnswer.Outcome.REFUSED;
        boolean refused = outcome == ControlAnswer.Outcome.REFUSED;
        ControlRecord record = record();
        return new ControlAnswer(read ? random.nextInt(1000) : -1, random.nextInt(7), outcome, TIME + random.nextInt(),
                refused ? ControlRecord.NOT_SET : TIME + random.nextInt(), refused ? 0 : random.nextInt(1000), refused ? "why" : null,
                read ? record.id() : null, read ? record.scope() : null, read ? record.kind() : null, read ? record.author() : null);
    }

    private long until(Change change) {
        boolean pause = change instanceof ActionChange action && action.verb() == ActionChange.Verb.PAUSE;
        boolean may = change instanceof LimitsChange limits && !limits.set().isEmpty() || change instanceof ObservationChange;
        return pause || may && random.nextBoolean() ? TIME + 2_000_000 + random.nextInt(1000) : ControlRecord.NOT_SET;
    }

    private Change change(ControlKind kind) {
        return switch (kind) {
            case LIMITS -> limits();
            case CATALOGUE -> new CatalogueChange("a:\n  b: \"" + random.nextInt(100) + "\"\n");
            case SHADOW -> new ShadowChange(random.nextBoolean() ? "c: 1" : null);
            case ACTION -> {
                ActionChange.Verb verb = one(ActionChange.Verb.values());
                yield verb.ofRule() ? new ActionChange(verb, null, random.nextBoolean() ? ActionChange.ALL_RULES : "spo2-low")
                        : new ActionChange(verb, "3f9a" + random.nextInt(1000), null);
            }
            case OBSERVATION -> new ObservationChange("oxygen", Integer.toString(random.nextInt(15)), TIME - random.nextInt(1000));
            case PATIENT -> {
                PatientChange.Verb verb = one(PatientChange.Verb.values());
                yield new PatientChange(verb, verb.setsGroups() && random.nextBoolean() ? List.of("a", "b c") : List.of(),
                        verb == PatientChange.Verb.ADMIT && random.nextBoolean() ? "S" + random.nextInt(3) : null);
            }
        };
    }

    private LimitsChange limits() {
        Map<String, String> set = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            set.put("rule-" + random.nextInt(5) + ".confirm.count", Integer.toString(random.nextInt(5)));
        }
        return new LimitsChange(set, set.isEmpty() || random.nextBoolean() ? List.of("spo2-low", "*") : List.of());
    }

    private <E> E one(E[] values) {
        return values[random.nextInt(values.length)];
    }
}
