package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import strata.sim.cluster.SpaceTimePicture;
import strata.sim.fault.FaultSchedule;
import strata.sim.record.RunRecord;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.scenario.Script;

/** A run with producers in it, the picture of it, and what the chapter says of it. */
final class TransactionStory {
    private static final String PREFIX = "transactions-";
    private static final int NODES = 3;
    private static final long MESSAGE_US = 2_000;

    private final String name;
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> allowed = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private String about = "";
    private Consumer<TransactionCluster> staging = cluster -> {};
    private Consumer<TransactionCluster.Shape> shaping = shape -> {};
    private Consumer<Script> script = faults -> {};
    private boolean isDrawn = true;
    private long fromMs;
    private long toMs = 10_000;
    private long seed = 1;

    /** A piece of the chapter's text, with the numbers of a picture's rows. */
    interface Fact {
        String in(TransactionRows rows);
    }

    private TransactionStory(String name) {
        this.name = name;
    }

    /** One with this name, which its picture has, too. */
    static TransactionStory named(String name) {
        return new TransactionStory(PREFIX + name);
    }

    /** What the picture shows. */
    TransactionStory about(String line) {
        about = line;
        return this;
    }

    /** How its cluster differs from others. */
    TransactionStory on(Consumer<TransactionCluster.Shape> how) {
        shaping = how;
        return this;
    }

    /** Who is there. */
    TransactionStory staged(Consumer<TransactionCluster> who) {
        staging = who;
        return this;
    }

    /** What befalls nodes, and ways. */
    TransactionStory told(Consumer<Script> faults) {
        script = faults;
        return this;
    }

    /** Anomalies that it shows: the protocol allows them. */
    TransactionStory shows(String... anomalies) {
        allowed.addAll(List.of(anomalies));
        return this;
    }

    /** What of the run the picture shows. */
    TransactionStory between(long from, long to) {
        fromMs = from;
        toMs = to;
        return this;
    }

    /** Of what is left to chance. */
    TransactionStory seed(long number) {
        seed = number;
        return this;
    }

    /** Messages between these are drawn; a node's title says what it is there for. */
    TransactionStory column(String who, String title) {
        columns.put(who, title);
        return this;
    }

    /** States of nodes that the picture shows. */
    TransactionStory watches(String... names) {
        states.addAll(List.of(names));
        return this;
    }

    /** Only what is said of it is of interest. */
    TransactionStory withoutPicture() {
        isDrawn = false;
        return this;
    }

    boolean isDrawn() {
        return isDrawn;
    }

    /** The chapter says this of it. */
    TransactionStory tells(Fact fact) {
        facts.add(fact);
        return this;
    }

    String name() {
        return name;
    }

    /** The anomalies that its run has to show. */
    List<String> allowed() {
        return allowed;
    }

    /** The run, recorded. */
    RunResult run() {
        Scenario scenario =
                Scenario.named(name)
                        .on(NODES, 0)
                        .onWaysOf("A", "B", "C", "D")
                        .told(script)
                        .forSeconds((int) (toMs / 1_000) + 2)
                        .staged(
                                stage -> {
                                    TransactionCluster.Shape shape = new TransactionCluster.Shape();
                                    shaping.accept(shape);
                                    staging.accept(new TransactionCluster(stage, shape));
                                });
        allowed.forEach(scenario::mayShow);
        FaultSchedule schedule =
                ScenarioRun.scheduleOf(scenario, seed)
                        .withChoices(Map.of(ScenarioRun.CALM_US, MESSAGE_US));
        return ScenarioRun.recorded(scenario, schedule, null);
    }

    /** The picture of a run. */
    String picture(RunResult run) {
        return SpaceTimePicture.svg(name, about, recordOf(run), rowsOf(run));
    }

    /** What the chapter has to say of a run. */
    List<String> said(RunResult run) {
        TransactionRows rows = rowsOf(run);
        return facts.stream().map(fact -> fact.in(rows)).toList();
    }

    private TransactionRows rowsOf(RunResult run) {
        return new TransactionRows(
                recordOf(run),
                columns,
                states,
                new TransactionRows.Span(1_000 * fromMs, 1_000 * toMs));
    }

    private static RunRecord recordOf(RunResult run) {
        return Objects.requireNonNull(run.record());
    }

    @Override
    public String toString() {
        return name;
    }
}
