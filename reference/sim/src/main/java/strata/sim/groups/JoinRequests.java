package strata.sim.groups;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.request.JoinGroup;

/** What a member of the classic protocol says when it joins. */
final class JoinRequests {
    private JoinRequests() {}

    /**
     * What it has.
     *
     * @param remembered what an eager member had before it let go; null for none
     */
    record Owned(
            List<TopicPartition> partitions, @Nullable ByteBuffer remembered, int generation) {}

    static JoinGroup.Request of(Member member, String memberId, List<String> topics, Owned owned) {
        ConsumerProtocol.Subscription subscription =
                new ConsumerProtocol.Subscription(
                        topics, owned.remembered, owned.partitions, owned.generation, null);
        List<JoinGroup.Protocol> protocols = new ArrayList<>();
        for (String assignor : member.plan().assignors()) {
            protocols.add(new JoinGroup.Protocol(assignor, ConsumerProtocol.encode(subscription)));
        }
        return new JoinGroup.Request(
                member.groupId(),
                memberId,
                member.instanceId(),
                member.plan().sessionMs(),
                member.plan().rebalanceMs(),
                ConsumerProtocol.TYPE,
                protocols,
                new JoinGroup.Support(true, true),
                null);
    }
}
