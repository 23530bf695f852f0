package strata.groups.group;

import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.SyncGroup;

/**
 * What members of the classic protocol ask: of a classic group, or of a group of the consumer
 * protocol in which they are guests. Each answers in the draft, or notes who waits.
 */
public interface ClassicRequests {
    void join(JoinGroup.Request request, Asked asked, Draft draft);

    void sync(SyncGroup.Request request, Asked asked, Draft draft);

    void heartbeat(Heartbeat.Request request, Asked asked, Draft draft);

    void leave(LeaveGroup.Request request, Asked asked, Draft draft);
}
