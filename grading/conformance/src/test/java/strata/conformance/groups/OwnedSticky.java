package strata.conformance.groups;

import java.util.Optional;
import org.apache.kafka.clients.consumer.internals.AbstractStickyAssignor;

/** Kafka's sticky assignor, told what members have by their subscriptions. */
final class OwnedSticky extends AbstractStickyAssignor {
    @Override
    public String name() {
        return "sticky";
    }

    @Override
    protected MemberData memberData(Subscription subscription) {
        return new MemberData(
                subscription.ownedPartitions(), subscription.generationId(), Optional.empty());
    }
}
