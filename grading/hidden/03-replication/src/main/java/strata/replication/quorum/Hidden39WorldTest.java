package strata.replication.quorum;

import java.util.SplittableRandom;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.9", concept = "the quorum's vote and commit", code = "REP-309")
final class Hidden39WorldTest {
    @Claim(
            value =
                    "Through any crashes and lost messages: one leader an epoch, one vote, no epoch"
                            + " back, and what is committed stays",
            kind = Kind.SIM,
            rules = {"R3.9-p"})
    void throughAnyFaultsWhatIsCommittedStays(Lesson lesson) {
        SplittableRandom random = lesson.random("worlds");
        int committed = 0;
        int elections = 0;
        for (int i = 0; i < 100; i++) {
            int voters = i % 3 == 2 ? 5 : 3;
            lesson.step("%s voters, history %s", voters, i);
            HiddenTestWorld world = new HiddenTestWorld(lesson, voters, random.split());
            world.chaos(6_000);
            committed += world.promises().committedCount();
            elections += world.promises().electionCount();
        }
        lesson.step("%s records committed, %s elections in all", committed, elections);
    }
}
