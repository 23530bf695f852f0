package strata.apps.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs a scenario against both brokers in turn, A B A B, so that both meet the same machine. */
record Duel(List<Contender> contenders, int rounds, Workspace workspace) {

    Result run(Scenario scenario) {
        Progress progress = workspace.progress();
        progress.at(scenario.name());
        progress.say(scenario.title());
        List<Round> done = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Map<Side, Sample> samples = new EnumMap<>(Side.class);
            for (Contender contender : contenders) {
                progress.at(scenario.name() + " " + round + "/" + rounds + " " + contender.side());
                Sample sample = scenario.measure(contender, workspace);
                progress.say(TextReport.line(scenario, sample));
                samples.put(contender.side(), sample);
            }
            done.add(new Round(samples));
        }
        return new Result(scenario, done);
    }
}
