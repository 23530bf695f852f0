package strata.groups.consumer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        // LAB 4.7 count the votes of members for configured assignors
        Map<String, Integer> votes = new LinkedHashMap<>();
        configured.forEach(name -> votes.put(name, 0));
        for (ConsumerMember member : members) {
            String name = member.wants().assignor();
            if (name != null && votes.containsKey(name)) {
                votes.merge(name, 1, Integer::sum);
            }
        }
        String preferred = configured.get(0);
        for (String name : configured) {
            if (votes.getOrDefault(name, 0) > votes.getOrDefault(preferred, 0)) {
                preferred = name;
            }
        }
        return preferred;
    }
}
