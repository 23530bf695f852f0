package strata.groups.assign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor.Subscription;

/**
 * What is to be shared out, in numbers from 0: members in Kafka's order (static ones first, by
 * instance id, then the others, by member id), topics by name, and the partitions of all topics one
 * after another. Topics that nobody has subscribed to, or that do not exist, have no number.
 *
 * <p>An answer is an array of owners: by the number of a partition, the number of the member that
 * gets it, or {@link #NOBODY}.
 */
final class AssignmentProblem {
    /** The owner of a partition that nobody has. */
    static final int NOBODY = -1;

    private final List<Member> members = new ArrayList<>();
    private final List<String> topics;
    private final Map<String, Integer> topicNumbers = new LinkedHashMap<>();

    /** By topic, its first partition; one more at the end: how many partitions there are. */
    private final int[] firstPartitions;

    /** By topic, its subscribers in their order. */
    private final int[][] subscribers;

    private record Member(String id, Subscription subscription) {
        /** Kafka's order. */
        int compare(Member other) {
            String instance = subscription.instanceId();
            String others = other.subscription.instanceId();
            if (instance == null || others == null) {
                int staticFirst = Boolean.compare(instance == null, others == null);
                return staticFirst != 0 ? staticFirst : id.compareTo(other.id);
            }
            return instance.equals(others) ? id.compareTo(other.id) : instance.compareTo(others);
        }
    }

    AssignmentProblem(
            SortedMap<String, Subscription> subscriptions, Map<String, Integer> partitionCounts) {
        subscriptions.forEach((id, subscription) -> members.add(new Member(id, subscription)));
        members.sort(Member::compare);
        SortedMap<String, Integer> wanted = wanted(partitionCounts);
        topics = new ArrayList<>(wanted.keySet());
        firstPartitions = new int[topics.size() + 1];
        wanted.forEach(
                (name, count) -> {
                    int topic = topicNumbers.size();
                    topicNumbers.put(name, topic);
                    firstPartitions[topic + 1] = Math.addExact(firstPartitions[topic], count);
                });
        subscribers = subscribersByTopic();
    }

    /** The topics that somebody wants, of those that exist, with their partition counts. */
    private SortedMap<String, Integer> wanted(Map<String, Integer> partitionCounts) {
        SortedMap<String, Integer> wanted = new TreeMap<>();
        for (Member member : members) {
            for (String name : member.subscription().topics()) {
                Integer count = partitionCounts.get(name);
                if (count != null) {
                    wanted.put(name, count);
                }
            }
        }
        return wanted;
    }

    private int[][] subscribersByTopic() {
        int[] counts = new int[topics.size()];
        int[][] found = new int[topics.size()][];
        Arrays.setAll(found, topic -> new int[8]);
        for (int member = 0; member < members.size(); member++) {
            Set<String> names = new LinkedHashSet<>(members.get(member).subscription().topics());
            for (String name : names) {
                Integer topic = topicNumbers.get(name);
                if (topic != null) {
                    int count = counts[topic]++;
                    if (count == found[topic].length) {
                        found[topic] = Arrays.copyOf(found[topic], 2 * count);
                    }
                    found[topic][count] = member;
                }
            }
        }
        for (int topic = 0; topic < found.length; topic++) {
            found[topic] = Arrays.copyOf(found[topic], counts[topic]);
        }
        return found;
    }

    int memberCount() {
        return members.size();
    }

    int topicCount() {
        return topics.size();
    }

    /** How many partitions all topics have together. */
    int partitionCount() {
        return firstPartitions[topics.size()];
    }

    /** How many partitions a topic has. */
    int partitionCount(int topic) {
        return firstPartitions[topic + 1] - firstPartitions[topic];
    }

    /** The number of a topic's partition 0; the others follow it. */
    int firstPartition(int topic) {
        return firstPartitions[topic];
    }

    /** By topic, who has subscribed to it, in the order of members. Not to be changed. */
    int[] subscribers(int topic) {
        return subscribers[topic];
    }

    /** Whether every member has subscribed to every topic. */
    boolean subscriptionsAreEqual() {
        for (int[] ofTopic : subscribers) {
            if (ofTopic.length < memberCount()) {
                return false;
            }
        }
        return true;
    }

    /** What a member says that it has. */
    List<TopicPartition> claims(int member) {
        return members.get(member).subscription().owned();
    }

    /** When a member had what it claims; -1 for unknown. */
    int generation(int member) {
        return members.get(member).subscription().generation();
    }

    /** The number of a partition; null for one that is not to be shared out. */
    @Nullable
    Integer numberOf(TopicPartition partition) {
        Integer topic = topicNumbers.get(partition.topic());
        if (topic == null
                || partition.partition() < 0
                || partition.partition() >= partitionCount(topic)) {
            return null;
        }
        return firstPartitions[topic] + partition.partition();
    }

    /** The topic of a partition. */
    int topicOf(int partition) {
        int found = Arrays.binarySearch(firstPartitions, partition);
        int topic = found >= 0 ? found : -found - 2;
        while (firstPartitions[topic + 1] == partition) {
            topic++; // topics without partitions have the first partition of the one behind them
        }
        return topic;
    }

    /** Whether a member has subscribed to a topic. */
    boolean isSubscribed(int member, int topic) {
        return Arrays.binarySearch(subscribers[topic], member) >= 0;
    }

    /** An answer in names again. */
    SortedMap<String, List<TopicPartition>> named(int[] owners) {
        List<List<TopicPartition>> byMember = new ArrayList<>(memberCount());
        for (int member = 0; member < memberCount(); member++) {
            byMember.add(new ArrayList<>());
        }
        for (int topic = 0; topic < topicCount(); topic++) {
            for (int number = 0; number < partitionCount(topic); number++) {
                int owner = owners[firstPartitions[topic] + number];
                if (owner != NOBODY) {
                    byMember.get(owner).add(new TopicPartition(topics.get(topic), number));
                }
            }
        }
        SortedMap<String, List<TopicPartition>> named = new TreeMap<>();
        for (int member = 0; member < memberCount(); member++) {
            named.put(members.get(member).id(), byMember.get(member));
        }
        return named;
    }

    /** Owners of as many partitions as there are: nobody yet. */
    int[] nobodyOwns() {
        int[] owners = new int[partitionCount()];
        Arrays.fill(owners, NOBODY);
        return owners;
    }
}
