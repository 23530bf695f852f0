package strata.broker.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import strata.broker.BrokerConfig;
import strata.broker.TopicConfigs;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;

/** What becomes of partitions as brokers come and go and settings change. */
final class PartitionPlans {
    private final MetadataImage image;
    private final BrokerConfig config;
    private final ElectionRules rules;

    PartitionPlans(MetadataImage image, BrokerConfig config, ElectionRules rules) {
        this.image = image;
        this.config = config;
        this.rules = rules;
    }

    /** Whether a broker may lead now. */
    boolean mayLead(NodeId id) {
        BrokerRegistered broker = image.broker(id);
        return broker != null && broker.mayLead();
    }

    /** A broker is fenced or about to stop: others lead instead of it. */
    List<MetadataRecord> gone(NodeId broker) {
        return each(
                now -> now.isr().contains(broker) ? Wish.isr(now.isr()) : null,
                id -> !id.equals(broker) && mayLead(id));
    }

    /** A broker may have lost the end of its log: it is neither in sync nor eligible. */
    List<MetadataRecord> lost(NodeId broker) {
        return each(
                now ->
                        now.isr().contains(broker) || now.elr().contains(broker)
                                ? new Wish(now.isr(), Election.IF_NEEDED, List.of(broker), false)
                                : null,
                id -> !id.equals(broker) && mayLead(id));
    }

    /** A broker may lead again: it may be what a partition without a leader waits for. */
    List<MetadataRecord> back(NodeId broker) {
        return each(
                now -> now.leader() == null ? Wish.isr(now.isr()) : null,
                id -> id.equals(broker) || mayLead(id));
    }

    /** Partitions without a leader get one, where that is possible. */
    List<MetadataRecord> leaderless() {
        return each(now -> now.leader() == null ? Wish.isr(now.isr()) : null, this::mayLead);
    }

    /** What is wanted of a partition; null for nothing. */
    private interface Wishes {
        @Nullable
        Wish of(PartitionChanged now);
    }

    private List<MetadataRecord> each(Wishes wishes, Predicate<NodeId> mayLead) {
        List<MetadataRecord> facts = new ArrayList<>();
        for (TopicState topic : image.topics()) {
            Circumstances circumstances = circumstances(topic, mayLead);
            for (PartitionChanged now : topic.partitions()) {
                Wish wish = wishes.of(now);
                PartitionChanged next = wish == null ? now : rules.decide(now, wish, circumstances);
                if (!next.equals(now)) {
                    facts.add(next);
                }
            }
        }
        return facts;
    }

    /**
     * A topic's settings will be others: who is eligible and who may be elected depends on them.
     *
     * <p>Where more replicas are to be in sync than before, every partition gets a new epoch: a
     * leader that has not heard of it yet could otherwise commit, by the old setting, what those
     * lack whom the controller takes for eligible by the new one.
     *
     * @param changes of the topic's configuration
     */
    List<MetadataRecord> reconfigured(
            TopicState topic, List<MetadataRecord.TopicConfigChanged> changes) {
        TopicState after = new TopicState(topic.name(), topic.id());
        topic.configs().forEach(after::set);
        changes.forEach(change -> after.set(change.key(), change.value()));
        Circumstances before = circumstances(topic, this::mayLead);
        Circumstances then = circumstances(after, this::mayLead);
        boolean stricter = then.minInsyncReplicas() > before.minInsyncReplicas();
        List<MetadataRecord> facts = new ArrayList<>();
        for (PartitionChanged now : topic.partitions()) {
            PartitionChanged next = rules.decide(now, Wish.isr(now.isr()), then);
            if (!next.equals(now)) {
                facts.add(next);
            } else if (stricter) {
                facts.add(PartitionEdit.of(now).nextEpoch());
            }
        }
        return facts;
    }

    /** A partition's next state. */
    PartitionChanged decide(TopicState topic, PartitionChanged now, Wish wish) {
        return rules.decide(now, wish, circumstances(topic, this::mayLead));
    }

    /**
     * The next state of a partition that is changed by hand, too.
     *
     * @param edited as it would be but for ISR, leader and epochs
     * @return {@code now} itself when nothing has changed
     */
    PartitionChanged decide(
            TopicState topic, PartitionChanged now, PartitionChanged edited, Wish wish) {
        PartitionChanged next = decide(topic, edited, wish);
        return !next.equals(now) && next.partitionEpoch() == now.partitionEpoch()
                ? PartitionEdit.of(next).nextEpoch()
                : next;
    }

    private Circumstances circumstances(TopicState topic, Predicate<NodeId> mayLead) {
        return new Circumstances(
                mayLead,
                Integer.parseInt(value(topic, TopicConfigs.MIN_INSYNC_REPLICAS)),
                uncleanElections(topic));
    }

    /** {@code unclean.leader.election.enable} of a topic. */
    boolean uncleanElections(TopicState topic) {
        return Boolean.parseBoolean(value(topic, TopicConfigs.UNCLEAN_LEADER_ELECTION));
    }

    private String value(TopicState topic, String key) {
        return TopicConfigs.effective(topic.configs(), config, key).value();
    }
}
