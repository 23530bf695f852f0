package strata.groups.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import strata.groups.HiddenTestShard;
import strata.groups.HiddenTestTopics;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;
import strata.lessons.Lesson;

/** A classic group whose members do as they are told by the test. */
final class HiddenTestTeam {
    final Lesson lesson;
    final SplittableRandom random;
    final HiddenTestShard shard;
    final List<HiddenTestPeer> peers = new ArrayList<>();

    /** By member id, what the leader gave at last. */
    final Map<String, ByteBuffer> given = new LinkedHashMap<>();

    HiddenTestTeam(Lesson lesson, SplittableRandom random, GroupSettings settings) {
        this.lesson = lesson;
        this.random = random;
        shard = new HiddenTestShard(lesson, settings, new HiddenTestTopics(random), random.split());
    }

    HiddenTestTeam(Lesson lesson, SplittableRandom random) {
        this(lesson, random, HiddenTestShard.classic(random.nextInt(4) * 700, 1_000));
    }

    HiddenTestPeer newPeer() {
        HiddenTestPeer peer = new HiddenTestPeer(shard, random);
        peers.add(peer);
        return peer;
    }

    HiddenTestPeer any() {
        return peers.get(random.nextInt(peers.size()));
    }

    int generation() {
        return shard.view(HiddenTestPeer.GROUP).epoch();
    }

    String state() {
        return shard.state(HiddenTestPeer.GROUP);
    }

    List<String> memberIds() {
        return shard.view(HiddenTestPeer.GROUP).members().stream()
                .map(GroupView.MemberView::memberId)
                .toList();
    }

    HiddenTestPeer leader() {
        String leader = "";
        for (HiddenTestPeer peer : peers) {
            JoinGroup.Response told = peer.joined();
            if (told != null && told.generation() == generation()) {
                leader = told.leader();
            }
        }
        return byId(leader);
    }

    HiddenTestPeer byId(String id) {
        for (HiddenTestPeer peer : peers) {
            if (peer.id.equals(id)) {
                return peer;
            }
        }
        throw lesson.fail("who has id " + id, "one of " + peers, "nobody");
    }

    HiddenTestPeer follower() {
        HiddenTestPeer leader = leader();
        List<HiddenTestPeer> others = peers.stream().filter(peer -> peer != leader).toList();
        return others.get(random.nextInt(others.size()));
    }

    /** As many come, and a generation begins with them. */
    void gather(int count) {
        while (peers.size() < count) {
            newPeer();
        }
        joinAll();
    }

    /** All join, and a generation begins with them. */
    void joinAll() {
        peers.forEach(HiddenTestPeer::join);
        awaitGeneration();
        for (HiddenTestPeer peer : peers) {
            peer.learnId();
            lesson.expectThat(
                    peer.joined() != null && peer.told().error() == ErrorCode.NONE,
                    "what one is told that has joined in time",
                    "the generation",
                    String.valueOf(peer.joined()));
        }
    }

    /** Time goes by until nobody waits to join any more. */
    void awaitGeneration() {
        for (int i = 0; i < 1_000 && !waitingToJoin().isEmpty(); i++) {
            shard.advanceToNext();
        }
    }

    /** The leader shares out, and all have what it gave. */
    void shareOut() {
        for (HiddenTestPeer peer : peers) {
            if (peer != leader()) {
                peer.sync(generation(), List.of());
            }
        }
        HiddenTestPeer leader = leader();
        leader.sync(generation(), anyShares());
        for (HiddenTestPeer peer : peers) {
            lesson.expect(
                    "what member " + peer + " has",
                    given.getOrDefault(peer.id, ByteBuffer.allocate(0)),
                    peer.synced() == null ? null : peer.synced().assignment());
        }
    }

    /** Something for most of them, and for one who is no member. */
    List<SyncGroup.Assignment> anyShares() {
        given.clear();
        List<SyncGroup.Assignment> shares = new ArrayList<>();
        for (HiddenTestPeer peer : peers) {
            if (random.nextInt(5) > 0) {
                given.put(peer.id, HiddenTestPeer.bytes("share " + random.nextInt(1_000_000)));
                shares.add(
                        random.nextInt(shares.size() + 1),
                        new SyncGroup.Assignment(peer.id, given.get(peer.id)));
            }
        }
        if (random.nextInt(3) == 0) {
            shares.add(new SyncGroup.Assignment("nobody", HiddenTestPeer.bytes("nothing")));
        }
        return shares;
    }

    /** A group that is stable with as many members. */
    HiddenTestTeam stable(int count) {
        gather(count);
        shareOut();
        return this;
    }

    /** How many of the peers wait for the answer to their JoinGroup. */
    List<HiddenTestPeer> waitingToJoin() {
        return peers.stream().filter(peer -> peer.joinWaiter > 0 && peer.joined() == null).toList();
    }
}
