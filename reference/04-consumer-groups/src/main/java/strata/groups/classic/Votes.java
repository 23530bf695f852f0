package strata.groups.classic;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import strata.kernel.Check;
import strata.kernel.Nullable;

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
        // LAB 4.2 count one vote a member among the protocols that all support
        Set<String> candidates = common(members);
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (ClassicMember member : members) {
            String vote = member.vote(candidates);
            Check.that(vote != null, "a member supports what all support: %s", member);
            votes.merge(vote, 1, Integer::sum);
        }
        String chosen = mostVotes(votes);
        Check.that(chosen != null, "members have a protocol in common: %s", members);
        return Objects.requireNonNull(chosen);
    }

    // LAB 4.2 REMOVE
    private static Set<String> common(Collection<ClassicMember> members) {
        Set<String> candidates = new LinkedHashSet<>();
        boolean first = true;
        for (ClassicMember member : members) {
            if (first) {
                candidates.addAll(member.protocolNames());
                first = false;
            } else {
                candidates.retainAll(member.protocolNames());
            }
        }
        return candidates;
    }

    // LAB 4.2 REMOVE
    private static @Nullable String mostVotes(Map<String, Integer> votes) {
        String chosen = null;
        int most = 0;
        for (Map.Entry<String, Integer> entry : votes.entrySet()) {
            if (entry.getValue() > most) {
                chosen = entry.getKey();
                most = entry.getValue();
            }
        }
        return chosen;
    }
}
