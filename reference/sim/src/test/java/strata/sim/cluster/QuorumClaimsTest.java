package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.replication.QuorumStatus.Role;
import strata.sim.SeededRandom;
import strata.sim.SimNode;
import strata.sim.disk.CrashMode;

/** Each claim about the quorum breaks where a doctored state breaks it, and nowhere else. */
final class QuorumClaimsTest extends DoctoredCluster {
    @Test
    void twoControllersOfAnEpochAreFound() {
        stands(ONE, Role.LEADER, 3, null);
        stands(TWO, Role.FOLLOWER, 3, null);
        assertThat(claims.check()).isNull();

        stands(TWO, Role.LEADER, 3, null);

        assertThat(broken()).startsWith("two-controllers");
    }

    @Test
    void twoThatDecideInAnEpochAreFound() {
        stands(ONE, Role.FOLLOWER, 3, null);
        stands(TWO, Role.FOLLOWER, 3, null);
        Objects.requireNonNull(nodes.get(ONE)).controllerEpoch = 3;
        assertThat(claims.check()).isNull();

        Objects.requireNonNull(nodes.get(TWO)).controllerEpoch = 3;
        stands(TWO, Role.FOLLOWER, 3, null);

        assertThat(broken()).startsWith("two-controllers");
    }

    @Test
    void aVoteForAnotherIsFoundAlsoAfterACrash() {
        stands(ONE, Role.FOLLOWER, 3, TWO);
        assertThat(claims.check()).isNull();
        SimNode node = world.node(ONE);
        node.crash(CrashMode.LOSE_UNFLUSHED, new SeededRandom(1));
        node.start();

        stands(ONE, Role.FOLLOWER, 3, THREE);

        assertThat(broken()).startsWith("voted-twice");
    }

    @Test
    void aGrantThatLeavesIsAVote() {
        asksForAVote(TWO, ONE, 4, false);
        asksForAVote(TWO, ONE, 4, false);
        asksForAVote(THREE, ONE, 4, true);
        assertThat(claims.check()).isNull();

        asksForAVote(THREE, ONE, 4, false);

        assertThat(broken()).startsWith("voted-twice");
    }

    @Test
    void aVoteForALogThatIsLessUpToDateIsFound() {
        // The candidates' logs end at offset 10, in epoch 1.
        appendMetadata(ONE, 0, 10, 1);
        asksForAVote(TWO, ONE, 4, false);
        assertThat(claims.check()).isNull();
        appendMetadata(ONE, 10, 1, 1);

        asksForAVote(TWO, ONE, 5, false);

        assertThat(broken()).startsWith("vote-for-less").contains("ends at offset 10 in epoch 1");
    }

    @Test
    void aVoteForALogOfAnOlderEpochIsFound() {
        appendMetadata(ONE, 0, 1, 2);

        asksForAVote(TWO, ONE, 4, false);

        assertThat(broken()).startsWith("vote-for-less");
    }

    @Test
    void whatComesAfterAVoteAndBeforeItsAnswerDoesNotCount() {
        appendMetadata(ONE, 0, 10, 1);
        stands(ONE, Role.UNATTACHED, 4, TWO);
        assertThat(claims.check()).isNull();
        appendMetadata(ONE, 10, 1, 4);
        // The same answer a pre-vote may get at any time: it binds nobody.
        asksForAVote(TWO, ONE, 4, true);

        asksForAVote(TWO, ONE, 4, false);

        assertThat(claims.check()).isNull();
    }

    @Test
    void whoRefusesHasNotVoted() {
        asksForAVote(TWO, ONE, 4, false);
        Objects.requireNonNull(nodes.get(ONE)).grants = false;

        asksForAVote(THREE, ONE, 4, false);

        assertThat(claims.check()).isNull();
    }

    @Test
    void anEpochThatGoesBackIsFound() {
        stands(ONE, Role.FOLLOWER, 3, null);
        assertThat(claims.check()).isNull();

        stands(ONE, Role.UNATTACHED, 2, null);

        assertThat(broken()).startsWith("epoch-went-back");
    }
}
