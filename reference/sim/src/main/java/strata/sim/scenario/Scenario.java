package strata.sim.scenario;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import strata.sim.check.Anomaly;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultBudget;

/**
 * A story with open details: who is there, what may go wrong, and for how long. A seed settles the
 * details.
 *
 * <pre>{@code
 * Scenario.named("toy-tally-lose-unflushed")
 *         .about("a tiny log on a machine that loses power")
 *         .withFaults(FaultBudget.none().crashes(4, LOSE_UNFLUSHED).slowDisks(1))
 *         .forSeconds(3)
 *         .thenServesWithinSeconds(30)
 *         .staged(stage -> {
 *             stage.acknowledgementsPromise(FLUSHED_BEFORE_ACK);
 *             stage.node(() -> new TallyNode(FLUSHED_BEFORE_ACK), TallyCodec.INSTANCE);
 *             stage.partition("tally", 0);
 *             stage.producers(2, CAREFUL);
 *             stage.readers(1);
 *         });
 * }</pre>
 *
 * <p>Each run has two phases. <em>Safety</em>: clients work while faults strike; every invariant is
 * checked after every event. <em>Liveness</em>: the faults end, and within a bound of virtual time
 * the node must serve every client and account for every record that it acknowledged.
 */
public final class Scenario {
    private static final long SECOND_US = 1_000_000;

    private final String name;
    private String about = "";
    private FaultBudget budget = FaultBudget.none();
    private final List<Fault> fixed = new ArrayList<>();
    private long safetyUs = 3 * SECOND_US;
    private long livenessUs = 30 * SECOND_US;
    private Staging staging = stage -> {};
    private boolean expectedToFail;
    private final Set<Anomaly> allowed = EnumSet.noneOf(Anomaly.class);

    /** Sets a run up. */
    public interface Staging {
        void set(Stage stage);
    }

    private Scenario(String name) {
        this.name = name;
    }

    public static Scenario named(String name) {
        return new Scenario(name);
    }

    /** One line for the list of scenarios. */
    public Scenario about(String line) {
        about = line;
        return this;
    }

    /** What may go wrong. */
    public Scenario withFaults(FaultBudget most) {
        budget = most;
        return this;
    }

    /** Something that goes wrong in every run, at a time. */
    public Scenario afterMs(long ms, Effect effect) {
        fixed.add(Fault.at(1000 * ms, effect));
        return this;
    }

    /** How long faults strike, in virtual seconds. */
    public Scenario forSeconds(int seconds) {
        safetyUs = seconds * SECOND_US;
        return this;
    }

    /** The bound of the second phase, in virtual seconds. */
    public Scenario thenServesWithinSeconds(int seconds) {
        livenessUs = seconds * SECOND_US;
        return this;
    }

    /** Who is there. */
    public Scenario staged(Staging how) {
        staging = how;
        return this;
    }

    /**
     * Anomalies that the protocol allows here. A run that shows one is EXPECTED, where the checker
     * says that it is legal in the very case; a legal one that is not declared fails.
     */
    public Scenario allowing(Anomaly... anomalies) {
        allowed.addAll(List.of(anomalies));
        return this;
    }

    /** It holds a planted bug: it is there to be found, and no check runs it unasked. */
    public Scenario withPlantedBug() {
        expectedToFail = true;
        return this;
    }

    public String name() {
        return name;
    }

    public String about() {
        return about;
    }

    /** Whether it is there to fail. */
    public boolean hasPlantedBug() {
        return expectedToFail;
    }

    Set<Anomaly> allowed() {
        return allowed;
    }

    FaultBudget budget() {
        return budget;
    }

    List<Fault> fixedFaults() {
        return fixed;
    }

    long safetyUs() {
        return safetyUs;
    }

    long livenessUs() {
        return livenessUs;
    }

    Staging staging() {
        return staging;
    }
}
