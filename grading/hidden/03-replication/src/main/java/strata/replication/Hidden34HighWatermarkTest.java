package strata.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.NodeId;
import strata.kernel.replication.LeaderReplica.FollowerView;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.4", concept = "the high watermark", code = "REP-304")
final class Hidden34HighWatermarkTest {
    private static final NodeId FOLLOWER = new NodeId(2);

    @Claim(
            value = "Through any history of fetches committed is what all of the ISR have",
            rules = {"R3.4-a", "R3.4-b", "R3.4-c", "R3.4-d"})
    void throughAnyHistoryCommittedIsWhatAllHave(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");

        lesson.step("let 400 leaders append, and those who are in sync fetch");
        for (int i = 0; i < 400; i++) {
            HiddenTestDuel duel = new HiddenTestDuel(lesson, random, "leader " + i, true);
            for (int left = 40; left > 0; left--) {
                duel.someTimePasses();
                switch (random.nextInt(9)) {
                    case 0, 1, 2 -> duel.append();
                    case 3 -> duel.configure();
                    default -> duel.fetch();
                }
                duel.expectHighWatermark();
            }
        }
    }

    /** A fetch: from where, what the leader's log end was, when, and by which process. */
    private record Fetched(long offset, long leaderEndOffset, long atMs, long brokerEpoch) {}

    @Claim(
            value = "Of any fetches the last that left nothing behind says when all was there",
            rules = {"R3.4-e"})
    void ofAnyFetchesTheLastThatLeftNothingBehindCounts(Lesson lesson) {
        SplittableRandom random = lesson.random("fetches");

        lesson.step("let 1000 followers fetch thirty times");
        for (int i = 0; i < 1_000; i++) {
            long knownMs = random.nextBoolean() ? FollowerView.NEVER_MS : random.nextInt(5_000);
            FollowerProgress follower = new FollowerProgress(FOLLOWER, knownMs);
            List<Fetched> all = new ArrayList<>();
            long end = random.nextInt(4) == 0 ? random.nextLong(1L << 40) : random.nextInt(30);
            long nowMs = 5_000;
            for (int left = 30; left > 0; left--) {
                nowMs += random.nextInt(50);
                end += random.nextInt(3) * random.nextLong(9);
                Fetched fetch = someFetch(random, all, end, nowMs);
                lesson.now("follower %s, known since %s: %s after %s", i, knownMs, fetch, all);
                follower.fetched(
                        fetch.offset, fetch.leaderEndOffset, fetch.atMs, fetch.brokerEpoch);
                all.add(fetch);

                lesson.expect("when it had all", caughtUpMs(knownMs, all), follower.caughtUpMs());
                lesson.expect("its log end", fetch.offset, follower.logEndOffset());
                long epoch = all.stream().mapToLong(Fetched::brokerEpoch).max().orElse(-1);
                lesson.expect("its broker epoch", epoch, follower.brokerEpoch());
            }
        }
    }

    private static Fetched someFetch(
            SplittableRandom random, List<Fetched> all, long end, long nowMs) {
        Fetched last = all.isEmpty() ? new Fetched(0, 0, 0, -1) : all.get(all.size() - 1);
        long offset =
                switch (random.nextInt(6)) {
                    case 0 -> end;
                    case 1 -> last.leaderEndOffset;
                    case 2 -> last.leaderEndOffset + random.nextInt(-2, 3);
                    case 3 -> last.offset;
                    case 4 -> end - random.nextInt(4);
                    default -> random.nextLong(end + 1);
                };
        long brokerEpoch = random.nextInt(3) == 0 ? -1 : random.nextInt(20);
        return new Fetched(Math.max(0, offset), end, nowMs, brokerEpoch);
    }

    /** The time of the last fetch after which, or at which, nothing was missing. */
    private static long caughtUpMs(long knownMs, List<Fetched> all) {
        long latestMs = knownMs;
        for (int i = 0; i < all.size(); i++) {
            Fetched fetch = all.get(i);
            boolean now = fetch.offset >= fetch.leaderEndOffset;
            boolean next = i + 1 < all.size() && all.get(i + 1).offset >= fetch.leaderEndOffset;
            latestMs = now || next ? Math.max(latestMs, fetch.atMs) : latestMs;
        }
        return latestMs;
    }

    @Claim(
            value = "In sync is who has all, or had all at most as long ago as is allowed",
            rules = {"R3.4-e", "R3.4-f"})
    void inSyncIsWhoHadAllNotTooLongAgo(Lesson lesson) {
        SplittableRandom random = lesson.random("times");

        lesson.step("ask of 2000 followers whether they are in sync, at the edges of the time");
        for (int i = 0; i < 2_000; i++) {
            long lagMs = random.nextInt(3) == 0 ? random.nextInt(3) : random.nextLong(1L << 32);
            boolean known = random.nextInt(4) > 0;
            long sinceMs = known ? random.nextLong(1L << 40) : FollowerView.NEVER_MS;
            long nowMs =
                    known
                            ? Math.max(sinceMs, sinceMs + lagMs + random.nextInt(-2, 3))
                            : random.nextLong(1L << 40);
            FollowerProgress follower = new FollowerProgress(FOLLOWER, sinceMs);
            long has = -1;
            long end = random.nextLong(1L << 40);
            if (random.nextInt(4) > 0) {
                // It had less than all, so this fetch says nothing of the time.
                has = random.nextLong(end + 1);
                follower.fetched(has, end + 1, nowMs, -1);
                end = random.nextBoolean() ? has : end;
            }
            lesson.now(
                    "follower %s has %s of %s, had all at %s; it is %s, and %s ms are allowed",
                    i, has, end, sinceMs, nowMs, lagMs);
            boolean right = has == end || (known && nowMs <= sinceMs + lagMs);
            lesson.expect("in sync", right, follower.isInSync(end, nowMs, lagMs));
        }
    }

    @Claim(
            value =
                    "Whoever of the ISR leads next, what a leader once called committed is in every"
                            + " log, for good",
            kind = Kind.SIM,
            rules = {"R3.4-a", "R3.4-b", "R3.4-c"})
    void whatWasCommittedIsInEveryLog(Lesson lesson) {
        SplittableRandom random = lesson.random("worlds");

        lesson.step("three nodes lead and follow in 60 worlds; messages are lost, nodes die");
        long committed = 0;
        for (int world = 0; world < 60; world++) {
            HiddenTestCluster cluster =
                    new HiddenTestCluster(lesson, random, "world " + world, false);
            cluster.play(350);
            committed += cluster.committedCount();
            cluster.heal();
        }
        lesson.step("%s batches were committed before all was well again", committed);
        lesson.expectThat(committed > 100, "how many were committed", "many", "" + committed);
    }
}
