package strata.apps.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a scenario against both brokers in turn, A B A B, so that both meet the same machine.
 *
 * @param retries how often a turn is repeated that other programs disturbed
 */
record Duel(List<Contender> contenders, int rounds, long retries, Workspace workspace) {

    Result run(Scenario scenario) {
        Progress progress = workspace.progress();
        progress.at(scenario.name());
        progress.say(scenario.title());
        List<Round> done = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Map<Side, Sample> samples = new EnumMap<>(Side.class);
            for (Contender contender : contenders) {
                progress.at(scenario.name() + " " + round + "/" + rounds + " " + contender.side());
                samples.put(contender.side(), turn(scenario, contender));
            }
            done.add(new Round(samples));
        }
        return new Result(scenario, done);
    }

    /** Measures, and once more if the machine was busy with something else meanwhile. */
    private Sample turn(Scenario scenario, Contender contender) {
        Progress progress = workspace.progress();
        for (long left = retries; ; left--) {
            Sample sample = scenario.measure(contender, workspace);
            progress.say(TextReport.line(scenario, sample));
            if (left == 0 || !sample.isDisturbed()) {
                return sample;
            }
            progress.say("other programs kept the machine busy, or its disk: once more");
        }
    }
}
