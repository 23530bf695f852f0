package strata.groups.classic;

import java.util.Collection;
import strata.kernel.Todo;

/** Which protocol the members of a group will speak. */
final class Votes {
    private Votes() {}

    /**
     * Chooses among the protocols that every member supports: each member votes for the one of them
     * that it prefers, and the one with the most votes is chosen. If several have as many, it is
     * the one that was voted for first.
     *
     * @param members one at least; they have a protocol in common
     */
    static String choose(Collection<ClassicMember> members) {
        throw Todo.step("4.2", "count one vote a member among the protocols that all support");
    }
}
