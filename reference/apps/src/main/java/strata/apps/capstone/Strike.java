package strata.apps.capstone;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A death that is planned.
 *
 * @param node 1 to 3, or 0 for none
 * @param application whether the application dies with it
 * @param pauseMs how long all live before it
 * @param downMs how long the dead stay dead
 */
record Strike(int node, boolean application, long pauseMs, long downMs) {
    private static final int PAUSE_MS_MAX = 1_500;
    private static final int DOWN_MS_MAX = 2_000;

    /** So many, out of a seed; of two or more at least one hits the application. */
    static List<Strike> plan(long seed, int count) {
        Random random = new Random(seed);
        List<Strike> plan = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int node = 1 + random.nextInt(TrialCluster.NODE_COUNT);
            // Of eight: five hit a node, two the application, one both.
            int draw = random.nextInt(8);
            boolean isNode = draw < 6;
            boolean isApplication = draw >= 5;
            plan.add(
                    new Strike(
                            isNode ? node : 0,
                            isApplication,
                            100 + random.nextInt(PAUSE_MS_MAX),
                            random.nextInt(DOWN_MS_MAX)));
        }
        if (count > 1 && plan.stream().noneMatch(Strike::application)) {
            Strike last = plan.removeLast();
            plan.add(new Strike(0, true, last.pauseMs, last.downMs));
        }
        return plan;
    }

    /** {@code node 2 and the application}. */
    String victims() {
        if (node == 0) {
            return "the application";
        }
        return "node " + node + (application ? " and the application" : "");
    }
}
