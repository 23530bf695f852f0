package strata.examples.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.examples.register.Peering.Copied;
import strata.examples.register.Peering.Copy;
import strata.examples.register.Peering.Vote;
import strata.examples.register.Peering.VoteRequest;

final class RegisterNodeTest {
    private static final State FIVE = state(1, 1, 5);
    private static final State SIX = state(1, 2, 6);

    @Test
    void aNodeVotesOnceInAnEpoch() {
        HandDriven node = new HandDriven(1);
        node.gets(2, new VoteRequest(1));
        assertThat(node.sent()).hasSize(1).first().asString().startsWith("2 <- Vote[epoch=1");

        node.gets(3, new VoteRequest(1));

        assertThat(node.sent()).isEmpty();
    }

    @Test
    void aVoteSurvivesALossOfPower() {
        HandDriven node = new HandDriven(1);
        node.gets(2, new VoteRequest(1)).powerFails();

        node.gets(3, new VoteRequest(1));

        assertThat(node.sent()).isEmpty();
    }

    @Test
    void aWriteIsAnsweredOnceAMajorityHoldsIt() {
        HandDriven primary = primaryOfEpochOne();
        primary.gets(101, new Question.Write(7, 101007));
        assertThat(primary.sent())
                .containsExactly(
                        "2 <- Copy[epoch=1, round=2, state=101007 (epoch 1, write 1, done 101:7)]",
                        "3 <- Copy[epoch=1, round=2, state=101007 (epoch 1, write 1, done 101:7)]");

        primary.gets(3, new Copied(1, 1));
        assertThat(primary.sent()).isEmpty();
        primary.gets(3, new Copied(1, 2));

        assertThat(primary.sent()).containsExactly("101 <- Written[number=7]");
    }

    @Test
    void aReadIsAnsweredOnceAMajorityIsStillWithThePrimary() {
        HandDriven primary = primaryOfEpochOne();
        primary.gets(101, new Question.Read(1));
        assertThat(primary.sent()).allMatch(sent -> sent.contains("Copy["));

        primary.gets(2, new Copied(1, 2));

        assertThat(primary.sent()).containsExactly("101 <- Value[number=1, value=0]");
    }

    @Test
    void aLaterCopyCountsForTheRoundsBeforeIt() {
        HandDriven primary = primaryOfEpochOne();
        primary.gets(101, new Question.Write(1, 101001)).gets(102, new Question.Read(1));
        primary.sent();

        primary.gets(2, new Copied(1, 3));

        assertThat(primary.sent())
                .containsExactly(
                        "101 <- Written[number=1]", "102 <- Value[number=1, value=101001]");
    }

    @Test
    void aRetryIsAnsweredAndNotCarriedOutAgain() {
        HandDriven primary = primaryOfEpochOne();
        primary.gets(101, new Question.Write(1, 101001)).gets(102, new Question.Write(1, 102001));

        primary.gets(101, new Question.Write(1, 101001));

        assertThat(primary.node().told().state().value()).isEqualTo(102001);
        assertThat(primary.node().told().state().number()).isEqualTo(2);
    }

    @Test
    void aNewPrimaryTakesTheNewestStateOfItsVoters() {
        HandDriven node = new HandDriven(2);
        node.gets(1, new Copy(1, 1, FIVE)).fires("Patience");
        node.sent();

        node.gets(3, new Vote(2, SIX));

        assertThat(node.node().told().state()).isEqualTo(SIX.in(2));
        assertThat(node.sent())
                .contains("1 <- Copy[epoch=2, round=1, state=6 (epoch 2, write 2, done 101:2)]");
    }

    @Test
    void aVoteOfAnElectionBeforeDoesNotCount() {
        HandDriven node = new HandDriven(2).fires("Patience").fires("Patience");

        node.gets(3, new Vote(1, State.EMPTY));
        assertThat(node.node().leads()).isZero();
        node.gets(3, new Vote(2, State.EMPTY));

        assertThat(node.node().leads()).isEqualTo(2);
    }

    @Test
    void aStalePrimaryIsNotObeyed() {
        HandDriven node = new HandDriven(3);
        node.gets(2, new VoteRequest(2));
        node.sent();

        node.gets(1, new Copy(1, 9, SIX));

        assertThat(node.sent()).isEmpty();
        assertThat(node.node().told().state()).isEqualTo(State.EMPTY);
    }

    @Test
    void anOlderCopyThatComesLateChangesNothing() {
        HandDriven node = new HandDriven(3);
        node.gets(1, new Copy(1, 2, SIX)).gets(1, new Copy(1, 1, FIVE));

        assertThat(node.node().told().state()).isEqualTo(SIX);
        assertThat(node.sent())
                .containsExactly("1 <- Copied[epoch=1, round=2]", "1 <- Copied[epoch=1, round=1]");
    }

    @Test
    void aPrimaryThatVotesForAnotherRefusesWhatStillWaits() {
        HandDriven primary = primaryOfEpochOne();
        primary.gets(101, new Question.Write(1, 101001));
        primary.sent();

        primary.gets(2, new VoteRequest(2)).gets(3, new Copied(1, 2)).fires("Beat");

        assertThat(primary.sent())
                .containsExactly(
                        "101 <- NotPrimary[number=1]",
                        "2 <- Vote[epoch=2, state=101001 (epoch 1, write 1, done 101:1)]");
    }

    @Test
    void whatWasCopiedSurvivesALossOfPower() {
        HandDriven node = new HandDriven(3);
        node.gets(1, new Copy(4, 1, state(4, 9, 77))).powerFails();

        assertThat(node.node().told()).isEqualTo(new Stored(4, state(4, 9, 77)));
    }

    @Test
    void aBackupSendsClientsElsewhere() {
        assertThat(new HandDriven(1).gets(101, new Question.Read(3)).sent())
                .isEqualTo(List.of("101 <- NotPrimary[number=3]"));
    }

    private static HandDriven primaryOfEpochOne() {
        HandDriven node = new HandDriven(1).fires("Patience").gets(2, new Vote(1, State.EMPTY));
        node.sent();
        return node;
    }

    private static State state(long epoch, long number, long value) {
        SortedMap<Integer, Long> writes = new TreeMap<>();
        writes.put(101, number);
        return new State(epoch, number, value, Collections.unmodifiableSortedMap(writes));
    }
}
