package strata.groups.consumer;

import java.util.Collection;
import java.util.List;
import strata.kernel.Todo;

/** Which of the coordinator's assignors a group uses. */
final class Votes {
    private Votes() {}

    /**
     * The one that most members prefer; of several, the one that is configured before the others.
     * Members that prefer none, or one that is not configured, do not vote; where nobody votes it
     * is the first one configured.
     *
     * @param configured names, at least one
     */
    static String preferred(Collection<ConsumerMember> members, List<String> configured) {
        throw Todo.step("4.7", "count the votes of members for configured assignors");
    }
}
