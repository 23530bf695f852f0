package strata.sim.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import strata.kernel.Nullable;
import strata.sim.fault.Cast;
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
    private Cast cast = Cast.ONE_NODE;
    private final List<String> allowed = new ArrayList<>();
    private final List<Fault> fixed = new ArrayList<>();
    private long safetyUs = 3 * SECOND_US;
    private long livenessUs = 30 * SECOND_US;
    private Staging staging = stage -> {};
    private final Map<String, String> codes = new LinkedHashMap<>();
    private boolean expectedToFail;

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

    /**
     * Who is there to be struck by faults: so many nodes, and so many clients that are nodes
     * themselves. The staging adds them, with just these numbers.
     */
    public Scenario on(int nodes, int clients) {
        cast = new Cast(nodes, clients, cast.actors());
        return this;
    }

    /**
     * Clients that are actors, and whose ways to nodes may be cut, slow or reset like others, by
     * the labels of their links. Those that are not named always reach every node.
     */
    public Scenario onWaysOf(String... actors) {
        cast = new Cast(cast.nodes(), cast.clients(), List.of(actors));
        return this;
    }

    /**
     * An anomaly that the protocol allows here, by its invariant's name: a run that shows it and
     * nothing else is {@link strata.sim.Verdict#EXPECTED}. Of an anomaly that {@link
     * strata.sim.check.Checker} finds, it must also say that the very case is legal.
     */
    public Scenario mayShow(String invariant) {
        allowed.add(invariant);
        return this;
    }

    /**
     * A failure's own code, and so its page on the site.
     *
     * @param invariant the broken claim's name
     * @param code as {@code ISR-014}: explained by {@code docs/failures/ISR-014.md}
     */
    public Scenario explains(String invariant, String code) {
        codes.put(invariant, code);
        return this;
    }

    /** What goes wrong in every run, told like a story; see {@link Script}. */
    public Scenario told(Consumer<Script> story) {
        Script script = new Script();
        story.accept(script);
        fixed.addAll(script.faults());
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

    /** What may go wrong, in words. */
    public String budgetTold() {
        return budget.told();
    }

    /** Who is there to be struck by faults. */
    public Cast cast() {
        return cast;
    }

    /** How long faults strike, in virtual microseconds. */
    public long faultyUs() {
        return safetyUs;
    }

    /** The code of a broken claim; null when the scenario names none. */
    public @Nullable String codeOf(String invariant) {
        return codes.get(invariant);
    }

    List<String> allowed() {
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
