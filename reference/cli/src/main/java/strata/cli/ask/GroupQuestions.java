package strata.cli.ask;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.cli.ask.Answers.Committed;
import strata.cli.ask.Answers.Group;
import strata.cli.ask.Answers.Groups;
import strata.cli.ask.Answers.Membership;
import strata.cli.ask.Answers.Place;

/** What is asked of a broker about the groups that it coordinates, and about the ends of logs. */
public final class GroupQuestions {
    private static final int LIST_OFFSETS = 2;
    private static final int OFFSET_FETCH = 9;
    private static final int DESCRIBE_GROUPS = 15;
    private static final int LIST_GROUPS = 16;
    private static final int CONSUMER_GROUP_DESCRIBE = 69;

    private static final int UUID_BYTES = 16;
    // In ListOffsets: the end as readers see it.
    private static final long LATEST = -1;

    private final KafkaClient client;

    public GroupQuestions(KafkaClient client) {
        this.client = client;
    }

    /** Whether the broker coordinates groups at all. */
    public boolean areServed() {
        return client.serves(LIST_GROUPS);
    }

    /** The groups that it coordinates. */
    public Groups list() throws IOException {
        return client.ask(
                LIST_GROUPS,
                5,
                request -> request.arrayOf(0).arrayOf(0),
                answer -> {
                    answer.int32();
                    int error = answer.int16();
                    return new Groups(error, answer.list(() -> group(answer)));
                });
    }

    private static Group group(AnswerReader answer) {
        String id = answer.name();
        String type = answer.name();
        String state = answer.name();
        String protocol = answer.name();
        answer.tags();
        return new Group(id, protocol, type, state);
    }

    /** Who is in groups of the classic protocol; without those that are gone. */
    public Map<String, Membership> classic(List<String> groups) throws IOException {
        Map<String, Membership> found = new LinkedHashMap<>();
        client.ask(
                DESCRIBE_GROUPS,
                5,
                request -> names(request, groups).int8(0),
                answer -> {
                    answer.int32();
                    return answer.list(() -> classic(answer, found));
                });
        return found;
    }

    private static boolean classic(AnswerReader answer, Map<String, Membership> into) {
        int error = answer.int16();
        String id = answer.name();
        answer.text();
        answer.text();
        String assignor = answer.name();
        int memberCount =
                answer.list(
                                () -> {
                                    answer.text();
                                    answer.text();
                                    answer.text();
                                    answer.text();
                                    answer.bytes();
                                    answer.bytes();
                                    answer.tags();
                                    return true;
                                })
                        .size();
        answer.int32();
        answer.tags();
        return error != 0 || into.put(id, new Membership(assignor, memberCount)) == null;
    }

    /** Who is in groups of the consumer protocol; without those that are gone. */
    public Map<String, Membership> modern(List<String> groups) throws IOException {
        Map<String, Membership> found = new LinkedHashMap<>();
        client.ask(
                CONSUMER_GROUP_DESCRIBE,
                0,
                request -> names(request, groups).int8(0),
                answer -> {
                    answer.int32();
                    return answer.list(() -> modern(answer, found));
                });
        return found;
    }

    private static boolean modern(AnswerReader answer, Map<String, Membership> into) {
        int error = answer.int16();
        answer.text();
        String id = answer.name();
        answer.text();
        answer.int32();
        answer.int32();
        String assignor = answer.name();
        int memberCount = answer.list(() -> modernMember(answer)).size();
        answer.int32();
        answer.tags();
        return error != 0 || into.put(id, new Membership(assignor, memberCount)) == null;
    }

    private static boolean modernMember(AnswerReader answer) {
        answer.text();
        answer.text();
        answer.text();
        answer.int32();
        answer.text();
        answer.text();
        answer.list(answer::name);
        answer.text();
        // What it has, and what it is to have.
        assignment(answer);
        assignment(answer);
        answer.tags();
        return true;
    }

    private static void assignment(AnswerReader answer) {
        answer.list(
                () -> {
                    answer.skip(UUID_BYTES);
                    answer.name();
                    answer.numbers();
                    answer.tags();
                    return true;
                });
        answer.tags();
    }

    private static RequestWriter names(RequestWriter request, List<String> names) {
        request.arrayOf(names.size());
        names.forEach(request::text);
        return request;
    }

    /** What groups have committed; without those of which it cannot be told. */
    public Map<String, List<Committed>> committed(List<String> groups) throws IOException {
        Map<String, List<Committed>> found = new LinkedHashMap<>();
        client.ask(
                OFFSET_FETCH,
                8,
                request -> {
                    request.arrayOf(groups.size());
                    groups.forEach(group -> request.text(group).nullArray().noTags());
                    request.int8(0);
                },
                answer -> {
                    answer.int32();
                    return answer.list(() -> committed(answer, found));
                });
        return found;
    }

    private static boolean committed(AnswerReader answer, Map<String, List<Committed>> into) {
        String group = answer.name();
        List<Committed> offsets = new ArrayList<>();
        answer.list(
                () -> {
                    String topic = answer.name();
                    answer.list(() -> committed(topic, answer, offsets));
                    answer.tags();
                    return true;
                });
        int error = answer.int16();
        answer.tags();
        return error != 0 || into.put(group, offsets) == null;
    }

    private static boolean committed(String topic, AnswerReader answer, List<Committed> into) {
        Place place = new Place(topic, answer.int32());
        long offset = answer.int64();
        answer.int32();
        answer.text();
        int error = answer.int16();
        answer.tags();
        return error != 0 || offset < 0 || into.add(new Committed(place, offset));
    }

    /** The ends of partitions that the broker leads; without those that it does not tell. */
    public Map<Place, Long> ends(Map<String, List<Integer>> partitions) throws IOException {
        Map<Place, Long> ends = new LinkedHashMap<>();
        client.ask(
                LIST_OFFSETS,
                6,
                request -> {
                    request.int32(-1).int8(0).arrayOf(partitions.size());
                    partitions.forEach(
                            (topic, numbers) -> {
                                request.text(topic).arrayOf(numbers.size());
                                numbers.forEach(
                                        n -> request.int32(n).int32(-1).int64(LATEST).noTags());
                                request.noTags();
                            });
                },
                answer -> {
                    answer.int32();
                    return answer.list(() -> ends(answer, ends));
                });
        return ends;
    }

    private static boolean ends(AnswerReader answer, Map<Place, Long> into) {
        String topic = answer.name();
        answer.list(
                () -> {
                    Place place = new Place(topic, answer.int32());
                    int error = answer.int16();
                    answer.int64();
                    long offset = answer.int64();
                    answer.int32();
                    answer.tags();
                    return error != 0 || into.put(place, offset) == null;
                });
        answer.tags();
        return true;
    }
}
