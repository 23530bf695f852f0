package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.groups.TestPeer;
import strata.groups.TestShard;
import strata.groups.TestTopics;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.Groups;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.request.DeleteGroups;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Another node takes over a classic group. */
@Step(value = "4.5", concept = "groups out of the log", code = "GRP-405")
final class TakeOverTest {
    private static final String GROUP = TestPeer.GROUP;

    @Claim(
            value = "Who takes over knows the group as it was written; sessions begin at the end",
            rules = {"R4.5-a", "R4.5-b", "R4.5-g"})
    void theGroupIsAsItWasWritten(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = new TestPeer(shard, "bob");
        lesson.step("ann leads generation 1, with bob; both have sessions of 10 s");
        TestPeer.settle(ann, bob);
        String settled =
                "Stable in 1; ann: orders-0 orders-2 orders-4; bob: orders-1 orders-3 orders-5";
        lesson.expect("the group", settled, shard.shown(GROUP));
        lesson.step("ann, who leads, joins again, and waits for bob");
        ann.join();
        lesson.expect("the group", "PreparingRebalance", state(shard));

        lesson.step("an hour later another node reads the log: no record tells of ann's wish");
        TestShard other = shard.replayed(shard.log);
        other.nowMs += 3_600_000;
        lesson.expect("what is due", Long.MAX_VALUE, other.coordinator.nextDueMs());
        other.coordinator.loaded(other.nowMs);
        lesson.expect("the group there", settled, other.shown(GROUP));
        ann.shard = other;
        bob.shard = other;
        lesson.expect("bob is told", "[orders-1, orders-3, orders-5]", bob.sync().told());

        lesson.step("9.999 s go by; ann sends a heartbeat");
        other.pass(9_999);
        lesson.expect("the group", settled, other.shown(GROUP));
        lesson.expect("ann's heartbeat", ErrorCode.NONE, ann.heartbeat());
        lesson.step("another millisecond, and bob's session ends");
        other.pass(1);
        lesson.expect("the group", "PreparingRebalance", state(other));
        lesson.step("ann is not heard of any more either");
        other.pass(10_000);
        lesson.expect("the group", "Empty in 2", other.shown(GROUP));
    }

    private static String state(TestShard shard) {
        GroupView group = shard.group(GROUP);
        return group == null ? "none" : group.state();
    }

    @Claim(
            value = "A group rebalances that is too large for the next node, or was downgraded",
            rules = {"R4.5-a", "R4.5-b"})
    void whoMustRebalanceDoes(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = new TestPeer(shard, "bob");
        TestPeer cem = new TestPeer(shard, "cem");
        TestPeer.settle(ann, bob, cem);
        GroupRecord settled = shard.log.get(shard.log.size() - 1);
        lesson.step("three members; another node takes over, where group.max.size is 3");
        lesson.expect("the group", "Stable", state(shard.takenOver(atMost(3))));
        lesson.step("another one, where it is 2; all join again, cem last");
        TestShard other = shard.takenOver(atMost(2));
        lesson.expect("the group", "PreparingRebalance", state(other));
        for (TestPeer peer : List.of(ann, bob, cem)) {
            peer.shard = other;
            peer.join();
        }
        lesson.expect("cem is told", "GROUP_MAX_SIZE_REACHED", cem.told());
        other.pass(60_000);
        lesson.expect("ann is told when the time is up", "generation 2", ann.told());

        GroupRecord tombstone = new GroupRecord(settled.key(), null);
        lesson.step("another node applies the group's record before it is loaded, and after");
        Groups groups = new Groups();
        ClassicProtocol live =
                new ClassicProtocol(TestShard.spec(shard.topics, atMost(3), 9), groups);
        live.apply(settled);
        live.clock(shard.wallMs(), 400_000);
        lesson.expect("what is due during the replay", Long.MAX_VALUE, live.nextDueMs());
        live.apply(tombstone);
        live.loaded(500_000);
        live.apply(settled);
        lesson.expect("its state", "Stable", stateIn(groups));
        lesson.expect("a session ends at once", false, live.due(509_999, new Draft()));
        lesson.expect("a session ends after 10 s", true, live.due(510_000, new Draft()));

        lesson.step("the group is deleted; then it is downgraded, and its record comes");
        live.apply(tombstone);
        live.downgrades(GROUP);
        live.apply(settled);
        lesson.expect("its state", "PreparingRebalance", stateIn(groups));
        lesson.step("it is deleted again, and its record comes: of no downgrade this time");
        live.apply(tombstone);
        live.apply(settled);
        lesson.expect("its state", "Stable", stateIn(groups));
    }

    private static String stateIn(Groups groups) {
        Group group = groups.find(GROUP);
        return group == null ? "none" : group.state();
    }

    private static GroupSettings atMost(int maxSize) {
        GroupSettings.Classic defaults = GroupSettings.Classic.DEFAULT;
        GroupSettings.Classic classic =
                new GroupSettings.Classic(
                        defaults.minSessionTimeoutMs(),
                        defaults.maxSessionTimeoutMs(),
                        defaults.initialRebalanceDelayMs(),
                        maxSize);
        return new GroupSettings(
                classic, GroupSettings.Consumer.DEFAULT, GroupSettings.Offsets.DEFAULT);
    }

    @Claim(
            value = "An append that is refused leaves nobody behind who waits for it",
            rules = {"R4.5-c"})
    void whatWasNotStoredIsTakenBack(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann").join();
        TestPeer bob = new TestPeer(shard, "bob").join();
        shard.pass(6_000);
        ann.joined();
        bob.joined();
        lesson.step("ann, who leads generation 1, shares out; that cannot be stored");
        shard.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
        ann.sync();
        lesson.expect("ann is told", "NOT_ENOUGH_REPLICAS", ann.told());
        lesson.expect("the group", "PreparingRebalance", state(shard));
        lesson.expect("bob asks for his share", "REBALANCE_IN_PROGRESS", bob.sync().told());
        lesson.step("both join again: nobody has to wait for a time to be up");
        ann.join();
        bob.join();
        lesson.expect("ann is told", "generation 2", ann.told());
        ann.joined();
        bob.joined();
        bob.sync();
        ann.sync();
        lesson.expect("the group", "Stable", state(shard));

        lesson.step("both die; that the group is empty cannot be stored");
        int stored = shard.log.size();
        shard.pass(9_999);
        shard.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
        shard.pass(60_001);
        lesson.expect("records stored since", 0, shard.log.size() - stored);
        lesson.expect("the group", "Empty in 3", shard.shown(GROUP));
        lesson.step("cem joins; 3 s later the delay of a group that was empty is over");
        TestPeer cem = new TestPeer(shard, "cem").join();
        shard.pass(2_999);
        lesson.expect("cem is told", "waits", cem.told());
        shard.pass(1);
        lesson.expect("cem is told", "generation 4", cem.told());
    }

    @Claim(
            value =
                    "Whenever a node takes over, it shows the same of groups at rest, and all go"
                            + " on",
            kind = Kind.SIM,
            rules = {"R4.5-a", "R4.5-b", "R4.5-c", "R4.5-g"})
    void wheneverANodeTakesOver(Lesson lesson) {
        lesson.step("members come, go, die; appends fail; nodes take over; by chance");
        for (int run = 0; run < 15; run++) {
            new Run(lesson, run).play();
        }
    }

    /** Some peers and what befalls them. */
    private static final class Run {
        private final Lesson lesson;
        private final int number;
        private final SplittableRandom random;
        private final List<TestPeer> peers = new ArrayList<>();
        private TestShard shard;

        // How long the log was when two nodes were last compared.
        private int compared;

        Run(Lesson lesson, int number) {
            this.lesson = lesson;
            this.number = number;
            random = lesson.random("run " + number);
            shard = new TestShard(lesson, new TestTopics(), GroupSettings.DEFAULT);
            shard.coordinator.loaded(shard.nowMs);
        }

        void play() {
            for (int step = 0; step < 50; step++) {
                lesson.now("run %s, event %s, %s", number, step, shard.shown(GROUP));
                act(random.nextInt(20));
                expectTheSame();
            }
            lesson.now("run %s; nobody else comes, goes or dies", number);
            shard.refusal = null;
            heal();
        }

        private void act(int what) {
            TestPeer any = peers.isEmpty() ? null : peers.get(random.nextInt(peers.size()));
            if (any == null || (what < 4 && peers.size() < 4)) {
                TestPeer peer = new TestPeer(shard, "peer " + random.nextInt(100));
                peers.add(peer);
                peer.join();
            } else if (what == 4) {
                peers.remove(any);
                any.asksToLeave();
            } else if (what == 5) {
                peers.remove(any);
            } else if (what == 6) {
                shard.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
            } else if (what == 7) {
                move();
            } else if (what == 8) {
                shard.ask(new DeleteGroups.Request(List.of(GROUP)));
            } else {
                shard.pass(random.nextInt(3_000));
                peers.forEach(this::goesOn);
            }
        }

        private void move() {
            shard = shard.takenOver();
            for (TestPeer peer : peers) {
                peer.shard = shard;
                if (!peer.isAnswered()) {
                    peer.join();
                }
            }
        }

        /** What a client does with its last answer: joins, synchronises, or sends a heartbeat. */
        private void goesOn(TestPeer peer) {
            String told = peer.told();
            if (told.equals("waits")) {
                return;
            }
            if (told.startsWith("generation")) {
                peer.joined();
                peer.sync();
            } else if (told.startsWith("[")) {
                ErrorCode error = peer.heartbeat();
                if (error != ErrorCode.NONE) {
                    again(peer, error.name());
                }
            } else {
                again(peer, told);
            }
        }

        private static void again(TestPeer peer, String error) {
            if (error.equals("UNKNOWN_MEMBER_ID")) {
                peer.memberId = "";
            }
            peer.join();
        }

        private void expectTheSame() {
            GroupView group = shard.group(GROUP);
            boolean rests =
                    group == null
                            || group.state().equals("Stable")
                            || group.state().equals("Empty");
            if (rests && !shard.hasRefused && shard.log.size() != compared) {
                compared = shard.log.size();
                lesson.expect(
                        "what another node shows that has the whole log",
                        shard.shown(),
                        shard.replayed(shard.log).shown());
                lesson.expect(
                        "what another node shows that has what compaction left",
                        shard.shown(),
                        shard.replayed(TestShard.compacted(shard.log, random)).shown());
            }
        }

        private void heal() {
            for (int second = 0; second < 120; second++) {
                shard.pass(1_000);
                peers.forEach(this::goesOn);
            }
            if (!peers.isEmpty()) {
                GroupView group = shard.group(GROUP);
                lesson.expectThat(
                        group != null
                                && group.state().equals("Stable")
                                && group.members().size() == peers.size(),
                        "the group after 120 s",
                        "Stable, of the " + peers.size() + " members that are there",
                        shard.shown(GROUP));
            }
            expectTheSame();
        }
    }
}
