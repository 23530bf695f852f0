package strata.sim.groups;

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
import strata.sim.scenario.Stage;

/** A run with a group in it, the picture of it, and what the chapter says of it. */
final class GroupStory {
    /** After which a silent member is dead to its coordinator; it beats four times as often. */
    static final int SESSION_MS = 12_000;

    private static final String PREFIX = "groups-";
    private static final int NODES = 3;
    private static final long MESSAGE_US = 2_000;

    private final String name;
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final List<LaneFact> laneFacts = new ArrayList<>();
    private final List<RowFact> rowFacts = new ArrayList<>();
    private String about = "";
    private Consumer<Stage> staging = stage -> {};
    private Consumer<Script> script = faults -> {};
    private LanePicture lanes = (picture, run) -> {};
    private boolean commits;
    private boolean isDrawn = true;
    private long fromMs;
    private long toMs = 10_000;
    private long seed = 1;

    /** Draws lanes. */
    interface LanePicture {
        void draw(LaneChart picture, Lanes run);
    }

    /** A piece of the chapter's text, with the numbers of a run. */
    interface LaneFact {
        String in(Lanes run);
    }

    /** A piece of the chapter's text, with the numbers of a picture's rows. */
    interface RowFact {
        String in(GroupRows rows);
    }

    private GroupStory(String name) {
        this.name = name;
    }

    /** One with this name, which its picture has, too. */
    static GroupStory named(String name) {
        return new GroupStory(PREFIX + name);
    }

    /** What the picture shows. */
    GroupStory about(String line) {
        about = line;
        return this;
    }

    GroupStory staged(Consumer<Stage> how) {
        staging = how;
        return this;
    }

    /** What befalls nodes. */
    GroupStory told(Consumer<Script> faults) {
        script = faults;
        return this;
    }

    /** What of the run the picture shows. */
    GroupStory between(long from, long to) {
        fromMs = from;
        toMs = to;
        return this;
    }

    /** Of what is left to chance. */
    GroupStory seed(long number) {
        seed = number;
        return this;
    }

    /** It is drawn as lanes. */
    GroupStory lanes(LanePicture how) {
        lanes = how;
        return this;
    }

    /** It is drawn as messages between these; nodes are coordinators. */
    GroupStory columns(String... who) {
        for (String one : who) {
            columns.put(one, one.startsWith("n") ? "node " + one.substring(1) : one);
        }
        return this;
    }

    /** Only its numbers are of interest. */
    GroupStory withoutPicture() {
        isDrawn = false;
        return this;
    }

    boolean isDrawn() {
        return isDrawn;
    }

    /** Commits are among the messages. */
    GroupStory showsCommits() {
        commits = true;
        return this;
    }

    /** The chapter says this of it. */
    GroupStory says(LaneFact fact) {
        laneFacts.add(fact);
        return this;
    }

    /** The chapter says this of its rows. */
    GroupStory tells(RowFact fact) {
        rowFacts.add(fact);
        return this;
    }

    String name() {
        return name;
    }

    /** The run, recorded. */
    RunResult run() {
        Scenario scenario =
                Scenario.named(name)
                        .on(NODES, 0)
                        .told(script)
                        .forSeconds((int) (toMs / 1_000) + 2)
                        .staged(staging::accept);
        FaultSchedule schedule =
                ScenarioRun.scheduleOf(scenario, seed)
                        .withChoices(Map.of(ScenarioRun.CALM_US, MESSAGE_US));
        return ScenarioRun.recorded(scenario, schedule, null);
    }

    /** The picture of a run. */
    String picture(RunResult run) {
        if (!columns.isEmpty()) {
            return SpaceTimePicture.svg(name, about, recordOf(run), rowsOf(run));
        }
        LaneChart chart = new LaneChart(name, 1_000 * (toMs - fromMs));
        lanes.draw(chart, lanesOf(run));
        return chart.svg(about);
    }

    /** What the chapter has to say of a run. */
    List<String> said(RunResult run) {
        List<String> said = new ArrayList<>();
        Lanes seen = lanesOf(run);
        laneFacts.forEach(fact -> said.add(fact.in(seen)));
        if (!rowFacts.isEmpty()) {
            GroupRows rows = rowsOf(run);
            rowFacts.forEach(fact -> said.add(fact.in(rows)));
        }
        return said;
    }

    Lanes lanesOf(RunResult run) {
        return new Lanes(recordOf(run), fromMs, toMs);
    }

    private GroupRows rowsOf(RunResult run) {
        return new GroupRows(recordOf(run), columns, 1_000 * fromMs, 1_000 * toMs, commits);
    }

    private static RunRecord recordOf(RunResult run) {
        return Objects.requireNonNull(run.record());
    }

    @Override
    public String toString() {
        return name;
    }
}
