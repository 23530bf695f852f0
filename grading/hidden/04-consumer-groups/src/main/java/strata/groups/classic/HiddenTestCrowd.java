package strata.groups.classic;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import strata.groups.HiddenTestShard;
import strata.groups.HiddenTestTopics;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupRecord;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.ListGroups;
import strata.lessons.Lesson;
import strata.lessons.LessonFailure;

/**
 * Clients of one classic group that come, go, and change their minds. Whatever they do, a
 * generation is the same for all who are told of it; each has what its leader gave; and when they
 * calm down, all of them are in one generation.
 */
final class HiddenTestCrowd {
    private static final int STEP_MS = 2_000;

    /**
     * @param heartbeats whether members ask by heartbeats whether all is well
     * @param sleep whether clients may fall silent, and wake up later
     * @param statics whether clients may have an instance id, and be started anew
     */
    record Options(boolean heartbeats, boolean sleep, boolean statics) {}

    final Options options;
    final SplittableRandom random;
    final HiddenTestShard shard;
    final List<HiddenTestClient> clients = new ArrayList<>();
    private final Lesson lesson;
    private final ArrayDeque<String> story = new ArrayDeque<>();

    /** Of this coordinator: by generation, what was told of it. */
    private final Map<Integer, String> generations = new LinkedHashMap<>();

    private final Map<Integer, Set<String>> insiders = new LinkedHashMap<>();

    /** By generation and member, what its leaders gave it. */
    private final Map<String, List<ByteBuffer>> shares = new LinkedHashMap<>();

    private int latest;

    /** Who asked before it asked another coordinator. */
    private long firstWaiter;

    private int names;

    HiddenTestCrowd(Lesson lesson, SplittableRandom random, Options options, int count) {
        this.lesson = lesson;
        this.random = random;
        this.options = options;
        shard =
                new HiddenTestShard(
                        lesson,
                        HiddenTestShard.classic(random.nextInt(3) * 3_000, 1_000),
                        new HiddenTestTopics(random),
                        random.split());
        while (clients.size() < count) {
            add(options.statics() && random.nextBoolean() ? "cook-" + clients.size() : null);
        }
    }

    private void add(@strata.kernel.Nullable String instanceId) {
        HiddenTestPeer peer = new HiddenTestPeer(shard, random);
        peer.instanceId = instanceId;
        peer.idRequired = instanceId == null && random.nextBoolean();
        peer.skip = random.nextBoolean();
        peer.rebalanceMs = random.nextInt(5_000, 20_000);
        peer.sessionMs =
                options.sleep() || options.statics() ? random.nextInt(9_000, 20_000) : 1_700_000;
        String name = (instanceId == null ? "" : instanceId + " ") + "#" + ++names;
        clients.add(new HiddenTestClient(this, name, peer));
    }

    /** Runs a history; when it fails, the last of what happened is told. */
    void telling(Runnable history) {
        boolean well = false;
        try {
            history.run();
            well = true;
        } finally {
            if (!well) {
                lesson.now("%s", String.join("; ", story));
            }
        }
    }

    void tell(String what) {
        story.add(what);
        if (story.size() > 16) {
            story.poll();
        }
    }

    /** One thing happens. */
    void event() {
        int what = random.nextInt(20);
        HiddenTestClient one = clients.get(random.nextInt(clients.size()));
        if (what < 4) {
            shard.advance(random.nextInt(STEP_MS));
        } else if (what == 4 && options.sleep()) {
            one.asleep ^= true;
            tell(one.name + (one.asleep ? " falls silent" : " wakes up"));
        } else if (what == 5 && options.statics() && one.instanceId() != null && !one.fenced) {
            tell(one.name + " is started anew");
            add(one.instanceId());
            one.asleep = true;
            clients.get(clients.size() - 1).join();
        } else if (!one.asleep && !one.fenced) {
            one.act(false);
        }
    }

    /** The coordinator dies; another has what is in the log, or is left of it. */
    void takeOver(UnaryOperator<List<GroupRecord>> left) {
        tell("another coordinator takes over");
        shard.takeOver(left.apply(shard.log()));
        clients.forEach(HiddenTestClient::orphaned);
        generations.clear();
        insiders.clear();
        latest = 0;
        firstWaiter = shard.lastWaiter() + 1;
    }

    /** Nobody comes or goes any more, or has whims: all who are awake are in one generation. */
    void calmDown() {
        // Somebody else asks something: a coordinator that is asked nothing knows of no time.
        shard.get(ListGroups.Response.class, new ListGroups.Request(List.of(), List.of()));
        for (int round = 0; round < 120 && !isCalm(); round++) {
            for (HiddenTestClient client : List.copyOf(clients)) {
                if (!client.asleep && !client.fenced) {
                    client.act(true);
                }
            }
            shard.advance(STEP_MS);
        }
        lesson.expectThat(
                isCalm(),
                "the group, long after its members have become quiet",
                "all of them in one generation: " + awake(),
                shard.view(HiddenTestPeer.GROUP) + ", " + shard.waitingCount() + " wait");
    }

    private boolean isCalm() {
        for (HiddenTestClient client : clients) {
            boolean counts = !client.asleep && !client.fenced;
            if (counts && client.phase != HiddenTestClient.Phase.IN) {
                return false;
            }
        }
        List<String> ids =
                shard.view(HiddenTestPeer.GROUP).members().stream().map(m -> m.memberId()).toList();
        String right = awake().isEmpty() ? "Empty" : "Stable";
        return shard.waitingCount() == 0
                && ids.equals(awake())
                && shard.state(HiddenTestPeer.GROUP).equals(right);
    }

    private List<String> awake() {
        return clients.stream()
                .filter(client -> !client.asleep && !client.fenced)
                .map(client -> client.peer.id)
                .sorted()
                .toList();
    }

    /** Somebody is told a generation. */
    void begun(long waiter, JoinGroup.Response told) {
        if (waiter < firstWaiter) {
            return;
        }
        int generation = told.generation();
        latest = Math.max(latest, generation);
        int now = shard.view(HiddenTestPeer.GROUP).epoch();
        lesson.expectThat(
                now >= latest, "the generation", "not before " + latest, String.valueOf(now));
        // Where members are replaced, so may the leader be, without a generation more.
        String of = told.protocol() + (options.statics() ? "" : " led by " + told.leader());
        lesson.expect(
                "generation " + generation, generations.computeIfAbsent(generation, g -> of), of);
        Set<String> told1 = insiders.computeIfAbsent(generation, g -> new LinkedHashSet<>());
        told1.add(told.memberId());
        if (!told.members().isEmpty() && !options.statics()) {
            lesson.expect("who hears what all say", told.leader(), told.memberId());
            List<String> ids = told.members().stream().map(JoinGroup.Member::memberId).toList();
            lesson.expectThat(
                    ids.containsAll(told1),
                    "the members of generation " + generation,
                    "all that were told of it: " + told1,
                    ids.toString());
        }
    }

    /** A leader gives something to a member: to whoever has its instance id, if it has one. */
    void shared(int generation, String whose, ByteBuffer share) {
        shares.computeIfAbsent(generation + " " + whose, key -> new ArrayList<>()).add(share);
    }

    /** A member is given something. */
    void given(int generation, String whose, ByteBuffer assignment) {
        List<ByteBuffer> right = shares.getOrDefault(generation + " " + whose, List.of());
        lesson.expectThat(
                right.contains(assignment) || (right.isEmpty() && !assignment.hasRemaining()),
                "what " + whose + " has in generation " + generation,
                "what the leader gave it",
                "other bytes");
    }

    void expectOneOf(ErrorCode got, ErrorCode... right) {
        lesson.expectThat(
                List.of(right).contains(got), "the answer", List.of(right).toString(), got.name());
    }

    LessonFailure unexpected(ErrorCode error) {
        return lesson.fail("the answer", "one that the protocol has here", error.name());
    }
}
