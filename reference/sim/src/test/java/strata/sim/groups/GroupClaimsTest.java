package strata.sim.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicPartition;
import strata.sim.BreachFound;
import strata.sim.SimWorld;

/** Each claim about groups breaks where doctored members break it, and nowhere else. */
final class GroupClaimsTest {
    private static final TopicPartition FLIGHTS = new TopicPartition("flights", 0);
    private static final String GROUP = "readers";
    private static final Tenant ANN = new Tenant("ann.1", GROUP, null);
    private static final Tenant BOB = new Tenant("bob.1", GROUP, null);
    private static final Tenant EVE = new Tenant("eve.1", GROUP, "eve");
    private static final Tenant EVE_AGAIN = new Tenant("eve.2", GROUP, "eve");

    private final SimWorld world = new SimWorld(1);
    private final OwnerClaims owners = new OwnerClaims(world);
    private final CommitClaims commits = new CommitClaims(world);
    private final ProgressClaims progress = new ProgressClaims(world);

    @Test
    void twoOwnersAtOnceAreFound() {
        owners.begins(ANN, FLIGHTS, 2_000);
        pass(1_000);

        breaks("two-owners", () -> owners.begins(BOB, FLIGHTS, 3_000));
    }

    @Test
    void aMemberThatMayBeDeadToItsCoordinatorOwnsNothingForSure() {
        owners.begins(ANN, FLIGHTS, 2_000);
        pass(2_000);
        owners.begins(BOB, FLIGHTS, 4_000);

        breaks("two-owners", () -> owners.renews(ANN, FLIGHTS, 4_000));
    }

    @Test
    void whoHasLetGoIsNoOwner() {
        owners.begins(ANN, FLIGHTS, 2_000);
        owners.ends(ANN, FLIGHTS);
        owners.begins(BOB, FLIGHTS, 2_000);
        owners.dies(BOB);
        owners.begins(ANN, FLIGHTS, 2_000);

        assertThat(owners.begun()).isEqualTo(3);
    }

    @Test
    void whoHasToLetGoIsNotRenewed() {
        owners.begins(ANN, FLIGHTS, 1_000);
        owners.isToLetGo(ANN, FLIGHTS);
        owners.renews(ANN, FLIGHTS, 9_000);
        pass(1_000);
        owners.begins(BOB, FLIGHTS, 9_000);

        assertThat(owners.begun()).isEqualTo(2);
    }

    @Test
    void aStaticMemberIsOneMemberInAllItsLives() {
        owners.given(EVE, 3, List.of(FLIGHTS));
        owners.begins(EVE, FLIGHTS, 2_000);
        owners.given(EVE_AGAIN, 3, List.of(FLIGHTS));
        owners.begins(EVE_AGAIN, FLIGHTS, 2_000);

        breaks("two-owners", () -> owners.begins(ANN, FLIGHTS, 2_000));
    }

    @Test
    void aStaticMemberThatJoinsAnewGivesUpWhatItHadBefore() {
        owners.begins(EVE, FLIGHTS, 2_000);
        owners.takesOver(EVE_AGAIN);
        owners.renews(EVE, FLIGHTS, 9_000);
        owners.begins(ANN, FLIGHTS, 2_000);

        assertThat(owners.begun()).isEqualTo(2);
    }

    @Test
    void aLifeThatWasReplacedIsGivenNothingForSure() {
        owners.takesOver(EVE);
        owners.takesOver(EVE_AGAIN);
        owners.begins(EVE_AGAIN, FLIGHTS, 5_000);
        pass(1_000);
        // Told late of what it was given before.
        owners.begins(EVE, FLIGHTS, 5_000);
        owners.committed(EVE_AGAIN, FLIGHTS, 0, 1_500);

        breaks("two-owners", () -> owners.begins(ANN, FLIGHTS, 5_000));
    }

    @Test
    void twoOwnersInAGenerationAreFound() {
        owners.given(ANN, 3, List.of(FLIGHTS));
        owners.given(ANN, 3, List.of(FLIGHTS));
        owners.given(BOB, 4, List.of(FLIGHTS));

        breaks("two-owners-in-generation", () -> owners.given(BOB, 3, List.of(FLIGHTS)));
    }

    @Test
    void aCommitOfOneWhoHasBeenReplacedIsFound() {
        owners.begins(ANN, FLIGHTS, 1_000);
        pass(1_000);
        owners.begins(BOB, FLIGHTS, 5_000);
        // Sent before the other had it.
        owners.committed(ANN, FLIGHTS, 0, 900);
        owners.committed(BOB, FLIGHTS, 1_000, 1_500);

        breaks("zombie-commit", () -> owners.committed(ANN, FLIGHTS, 0, 1_100));
    }

    @Test
    void anEarlierLifeOfAStaticMemberCommitsNothing() {
        owners.begins(EVE, FLIGHTS, 1_000);
        pass(500);
        owners.begins(EVE_AGAIN, FLIGHTS, 5_000);

        breaks("zombie-commit", () -> owners.committed(EVE, FLIGHTS, 0, 600));
    }

    @Test
    void aLostCommitIsFound() {
        commits.read(GROUP, FLIGHTS, CommitClaims.NONE, world.nowUs());
        commits.acknowledged(commits.sending(GROUP, FLIGHTS, 5));
        // Asked for before the acknowledgement.
        commits.read(GROUP, FLIGHTS, CommitClaims.NONE, world.nowUs());
        pass(1_000);

        breaks("commit-lost", () -> commits.read(GROUP, FLIGHTS, CommitClaims.NONE, world.nowUs()));
    }

    @Test
    void anOffsetThatGoesBackIsFound() {
        commits.acknowledged(commits.sending(GROUP, FLIGHTS, 5));
        pass(1_000);
        commits.acknowledged(commits.sending(GROUP, FLIGHTS, 9));
        pass(1_000);
        commits.read(GROUP, FLIGHTS, 9, world.nowUs());

        breaks("offset-went-back", () -> commits.read(GROUP, FLIGHTS, 5, world.nowUs()));
    }

    @Test
    void anOffsetGoesBackWhereAClientCommitsItSo() {
        commits.acknowledged(commits.sending(GROUP, FLIGHTS, 9));
        pass(1_000);
        commits.acknowledged(commits.sending(GROUP, FLIGHTS, 5));
        pass(1_000);

        commits.read(GROUP, FLIGHTS, 5, world.nowUs());

        assertThat(commits.reads()).isEqualTo(1);
    }

    @Test
    void aCommitThatNobodyKnowsOfMayComeIntoForceLater() {
        CommitClaims.Write late = commits.sending(GROUP, FLIGHTS, 5);
        late.lost();
        pass(1_000);
        commits.acknowledged(commits.sending(GROUP, FLIGHTS, 9));
        pass(1_000);

        commits.read(GROUP, FLIGHTS, 9, world.nowUs());
        commits.read(GROUP, FLIGHTS, 5, world.nowUs());

        assertThat(commits.reads()).isEqualTo(2);
    }

    @Test
    void anOffsetThatNobodyCommittedIsFound() {
        commits.acknowledged(commits.sending(GROUP, FLIGHTS, 5));
        pass(1_000);

        breaks("commit-from-nowhere", () -> commits.read(GROUP, FLIGHTS, 6, world.nowUs()));
    }

    @Test
    void aRefusedCommitThatIsReadIsFound() {
        commits.sending(GROUP, FLIGHTS, 5).refused();
        pass(1_000);

        breaks("commit-from-nowhere", () -> commits.read(GROUP, FLIGHTS, 5, world.nowUs()));
    }

    @Test
    void aSkippedRecordIsFound() {
        progress.starts(ANN, FLIGHTS, 0);
        progress.processed(ANN, FLIGHTS, 0, 7);
        progress.processed(BOB, FLIGHTS, 5, 9);
        assertThat(progress.again()).isEqualTo(2);
        assertThat(progress.end(GROUP, FLIGHTS)).isEqualTo(9);

        breaks("record-skipped", () -> progress.starts(BOB, FLIGHTS, 10));
    }

    @Test
    void otherGroupsAreOtherMatters() {
        Tenant other = new Tenant("zoe.1", "others", null);
        owners.given(ANN, 3, List.of(FLIGHTS));
        owners.given(other, 3, List.of(FLIGHTS));
        owners.begins(ANN, FLIGHTS, 2_000);
        owners.begins(other, FLIGHTS, 2_000);
        commits.acknowledged(commits.sending(GROUP, FLIGHTS, 5));
        pass(1_000);

        commits.read("others", FLIGHTS, CommitClaims.NONE, world.nowUs());

        assertThat(world.breaches()).isEmpty();
    }

    private void pass(long us) {
        world.runFor(us);
    }

    private void breaks(String name, ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOf(BreachFound.class);
        assertThat(world.breaches()).hasSize(1);
        assertThat(world.breaches().get(0).invariant()).isEqualTo(name);
    }
}
