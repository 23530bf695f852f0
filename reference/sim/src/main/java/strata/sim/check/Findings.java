package strata.sim.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import strata.kernel.Nullable;

/** Collects what is found, and judges it. */
final class Findings {
    private final Configuration configuration;
    private final Map<Anomaly, List<Finding>> illegal = new EnumMap<>(Anomaly.class);
    private final Map<Anomaly, List<Finding>> legal = new EnumMap<>(Anomaly.class);
    private long illegalCount;
    private long legalCount;

    /** An anomaly, being told. */
    final class Case {
        private final Anomaly anomaly;
        private final EnumSet<Excuse> fitting = EnumSet.noneOf(Excuse.class);
        private final List<Act> acts = new ArrayList<>();
        private final List<Placed> places = new ArrayList<>();

        private Case(Anomaly anomaly) {
            this.anomaly = anomaly;
        }

        Case by(@Nullable Act act) {
            if (act != null && !acts.contains(act)) {
                acts.add(act);
            }
            return this;
        }

        Case of(Placed place) {
            places.add(place);
            return this;
        }

        /** An excuse that fits the case. */
        Case excusedIf(boolean fits, Excuse excuse) {
            if (fits) {
                fitting.add(excuse);
            }
            return this;
        }

        /**
         * It is told.
         *
         * @param client the settings that decide about excuses
         * @param what happened, one sentence without its full stop; made only when it is kept
         */
        void told(ClientSettings client, Supplier<String> what) {
            Excuse excuse = Legality.excuse(anomaly, fitting, configuration, client);
            if (excuse == null) {
                illegalCount++;
            } else {
                legalCount++;
            }
            List<Finding> kept =
                    (excuse == null ? illegal : legal)
                            .computeIfAbsent(anomaly, a -> new ArrayList<>());
            if (kept.size() < CheckReport.TOLD_MAX) {
                List<Operation> operations = acts.stream().map(act -> act.operation).toList();
                kept.add(new Finding(anomaly, excuse, what.get(), operations, List.copyOf(places)));
            }
        }
    }

    Findings(Configuration configuration) {
        this.configuration = configuration;
    }

    Case found(Anomaly anomaly) {
        return new Case(anomaly);
    }

    /** Whether some excuse of a set would make an anomaly legal. */
    boolean wouldExcuse(Anomaly anomaly, Set<Excuse> fitting, ClientSettings client) {
        return Legality.excuse(anomaly, fitting, configuration, client) != null;
    }

    CheckReport report(long steps) {
        List<Finding> all = new ArrayList<>();
        illegal.values().forEach(all::addAll);
        legal.values().forEach(all::addAll);
        return new CheckReport(List.copyOf(all), illegalCount, legalCount, steps);
    }
}
