package strata.replication;

import java.util.SplittableRandom;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.7", concept = "the controller's election", code = "REP-307")
final class Hidden37HistoryTest {
    @Claim(
            value =
                    "Brokers die, come back and lose the ends of their logs: what is committed is"
                        + " in every leader's log, and while somebody has it and lives, one leads",
            rules = {
                "R3.7-a", "R3.7-c", "R3.7-d", "R3.7-g", "R3.7-h", "R3.7-i", "R3.7-k", "R3.7-l",
                "R3.7-n"
            })
    void whatIsCommittedIsInEveryLeadersLog(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        long committed = 0;
        for (int i = 0; i < 500; i++) {
            HiddenTestPartition p = HiddenTestPartition.drawn(2 + random.nextInt(4), random);
            HiddenTestLosses history =
                    new HiddenTestLosses(new LeaderElection(), lesson, p, random.split());
            lesson.step("history %s: replicas %s, minimum %s", i, p.replicas, history.minimum());
            for (int event = 0; event < 60; event++) {
                history.event();
            }
            committed += history.committedCount();
        }
        lesson.step("%s records were committed in all", committed);
    }
}
