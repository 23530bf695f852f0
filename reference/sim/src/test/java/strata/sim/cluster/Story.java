package strata.sim.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import strata.sim.fault.FaultSchedule;
import strata.sim.planted.Mistake;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.scenario.Script;
import strata.sim.scenario.Stage;

/** A run of a cluster with one mistake in layer 3, and the picture of it. */
final class Story {
    private static final String PREFIX = "replication-";

    private final String name;
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final List<String> allowed = new ArrayList<>();
    private String about = "";
    private String broken = "";
    private Mistake mistake = Mistake.NONE;
    private Staging staging = (stage, planted) -> {};
    private Consumer<Script> script = faults -> {};
    private List<String> watched = List.of();
    private long fromMs;
    private long seed = 1;
    private long messageUs = 300;
    private int seconds = 6;

    /** Who is there. */
    interface Staging {
        void set(Stage stage, Mistake mistake);
    }

    private Story(String name) {
        this.name = name;
    }

    /** One with this name, which its picture has, too. */
    static Story named(String name) {
        return new Story(PREFIX + name);
    }

    /** What the picture shows. */
    Story about(String line) {
        about = line;
        return this;
    }

    Story plants(Mistake planted) {
        mistake = planted;
        return this;
    }

    /** The claim that ends the run. */
    Story breaks(String invariant) {
        broken = invariant;
        return this;
    }

    /** Claims that break on the way there. */
    Story goesOnAfter(String... invariants) {
        allowed.addAll(List.of(invariants));
        return this;
    }

    Story staged(Staging how) {
        staging = how;
        return this;
    }

    /** The faults. */
    Story told(Consumer<Script> faults) {
        script = faults;
        return this;
    }

    /** Which states the picture shows. */
    Story shows(List<String> states) {
        watched = states;
        return this;
    }

    /** Whom the picture shows. */
    Story columns(String... who) {
        List<String> all = List.of(who);
        for (String one : all) {
            boolean isController = one.equals("n4") && !all.contains("n5");
            String title =
                    switch (one) {
                        case "p" -> "producer";
                        case "q" -> "another";
                        case "r" -> "consumer";
                        default -> isController ? "controller" : "node " + one.substring(1);
                    };
            columns.put(one, title);
        }
        return this;
    }

    /** When the picture begins. */
    Story fromMs(long ms) {
        fromMs = ms;
        return this;
    }

    /** Of what is left to chance. */
    Story seed(long number) {
        seed = number;
        return this;
    }

    /** How long each message takes. */
    Story messagesTakeUs(long us) {
        messageUs = us;
        return this;
    }

    /** How long the run goes on, until all faults end. */
    Story forSeconds(int count) {
        seconds = count;
        return this;
    }

    String name() {
        return name;
    }

    String broken() {
        return broken;
    }

    List<String> allowed() {
        return allowed;
    }

    /** The run, recorded. */
    RunResult run() {
        return run(mistake);
    }

    /** The same without the mistake. */
    RunResult runRight() {
        return run(Mistake.NONE);
    }

    private RunResult run(Mistake planted) {
        int nodes = (int) columns.keySet().stream().filter(who -> who.startsWith("n")).count();
        Scenario scenario =
                Scenario.named(name)
                        .on(nodes, 0)
                        .onWaysOf("p", "q", "r")
                        .told(script)
                        .forSeconds(seconds)
                        .staged(stage -> staging.set(stage, planted));
        allowed.forEach(scenario::mayShow);
        FaultSchedule schedule =
                ScenarioRun.scheduleOf(scenario, seed)
                        .withChoices(Map.of(ScenarioRun.CALM_US, messageUs));
        return ScenarioRun.recorded(scenario, schedule, null);
    }

    /** The picture of a run. */
    String picture(RunResult run) {
        PictureRows rows =
                new PictureRows(
                        Objects.requireNonNull(run.record()), columns, watched, 1_000 * fromMs);
        return SpaceTimePicture.svg(name, about, run.record(), rows);
    }

    @Override
    public String toString() {
        return name;
    }
}
