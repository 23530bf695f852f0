package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.groups.TestTopics;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue.EpochPartitions;
import strata.kernel.groups.GroupValue.MemberState;

/**
 * Partitions and members as text: {@code bills 0@4, orders 1@3 2@3} are three partitions with the
 * epochs at which they were given, {@code -} is none of them; {@code STABLE at 5: orders 0@3; lets
 * go -} is a member.
 */
final class TestParts {
    private static final TestTopics TOPICS =
            new TestTopics().create("bills", 8).create("orders", 8);
    private static final Pattern MEMBER = Pattern.compile("(\\w+) at (-?\\d+): (.*); lets go (.*)");

    private TestParts() {}

    /** {@code bills} or {@code orders}. */
    static TopicId id(String topic) {
        return TOPICS.id(topic);
    }

    static Partitions of(String text) {
        Partitions.Builder builder = new Partitions.Builder(4);
        if (!text.equals("-")) {
            for (String topic : text.split(", ")) {
                String[] words = topic.split(" ");
                for (int i = 1; i < words.length; i++) {
                    String[] numbers = words[i].split("@");
                    int epoch = numbers.length > 1 ? Integer.parseInt(numbers[1]) : 0;
                    builder.add(id(words[0]), Integer.parseInt(numbers[0]), epoch);
                }
            }
        }
        return builder.sorted();
    }

    static String text(Partitions partitions) {
        List<String> topics = new ArrayList<>();
        for (EpochPartitions topic : partitions.toEpochs()) {
            StringBuilder text = new StringBuilder("" + TOPICS.nameOf(topic.topicId()));
            for (int i = 0; i < topic.partitions().size(); i++) {
                text.append(' ').append(topic.partitions().get(i));
                text.append('@').append(topic.epochs().get(i));
            }
            topics.add(text.toString());
        }
        return topics.isEmpty() ? "-" : String.join(", ", topics);
    }

    /** A member whose epoch before was one less. */
    static ConsumerMember member(String id, String text) {
        Matcher matcher = MEMBER.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        int epoch = Integer.parseInt(matcher.group(2));
        return new ConsumerMember(
                id,
                ConsumerMember.unknown(id).wants(),
                epoch,
                epoch - 1,
                MemberState.valueOf(matcher.group(1)),
                of(matcher.group(3)),
                of(matcher.group(4)));
    }

    static String text(ConsumerMember member) {
        return member.state()
                + " at "
                + member.epoch()
                + ": "
                + text(member.assigned())
                + "; lets go "
                + text(member.revoking());
    }
}
