package strata.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.sim.fault.FaultSchedule;

/** What a told story stands for. */
final class ScriptTest {
    @Test
    void aStoryIsAListOfFaults() {
        Scenario scenario =
                Scenario.named("story")
                        .on(3, 1)
                        .told(
                                story -> {
                                    story.afterMs(200).split(1).from(2, 3);
                                    story.afterMs(300).split(1).from(2).from(3, 101).forMs(40);
                                    story.afterMs(400).cut(1).to(2);
                                    story.afterMs(500).slowLink(2).to(1).times(7).forMs(9);
                                    story.afterMs(600).reset(3).to(1);
                                    story.afterMs(900).crash(2).tearingItsTail().forMs(50);
                                    story.afterMs(901).crash(3);
                                    story.afterMs(950).start(3);
                                    story.afterMs(960).pause(1).forMs(30);
                                    story.afterMs(970).slow(1, 5);
                                    story.afterMs(980).driftClock(2, -20);
                                    story.afterMs(990).skewClock(2, 4000);
                                    story.afterMs(995).restart(2).forMs(3);
                                    story.afterMs(999).resetAll();
                                    story.afterMs(1500).heal();
                                });

        FaultSchedule schedule = ScenarioRun.scheduleOf(scenario, 1);

        List<String> lines = schedule.faults().stream().map(FaultSchedule::line).toList();
        assertThat(lines)
                .containsExactly(
                        "at 0.200000 split 1 | 2 3 for-us=until-healed",
                        "at 0.300000 split 1 | 2 | 3 101 for-us=40000",
                        "at 0.400000 1>2 cut for-us=until-healed",
                        "at 0.500000 2>1 slow-link factor=7 for-us=9000",
                        "at 0.600000 3>1 reset-connection",
                        "at 0.900000 n2 crash mode=TEAR_TAIL tear=27900003 down-us=50000",
                        "at 0.901000 n3 crash mode=KEEP_ALL tear=27931004 down-us=until-healed",
                        "at 0.950000 n3 start",
                        "at 0.960000 n1 pause for-us=30000",
                        "at 0.970000 n1 slow-node factor=5 for-us=until-healed",
                        "at 0.980000 n2 drift-clock per-mille=-20 for-us=until-healed",
                        "at 0.990000 n2 skew-clock ms=4000",
                        "at 0.995000 n2 restart down-us=3000",
                        "at 0.999000 reset-connections",
                        "at 1.500000 heal");
    }
}
