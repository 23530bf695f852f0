package strata.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static strata.replication.quorum.OneMember.B;
import static strata.replication.quorum.OneMember.C;
import static strata.replication.quorum.OneMember.SELF;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.NodeId;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.storage.StorageException;
import strata.log.MemoryStorage;

/** What is stored of votes and epochs. */
final class QuorumStateTest {
    private final OneMember m = new OneMember();

    @Test
    void theFileIsKafkas() {
        m.voteAsked(B, 3, OffsetAndEpoch.NOTHING);

        assertThat(new String(m.disk.bytes(OneMember.FILE), StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"leaderId\":-1,\"leaderEpoch\":3,\"votedId\":2,\"data_version\":0}");
    }

    @Test
    void aDamagedFileIsNotTakenForNone() {
        for (String damaged :
                List.of(
                        "",
                        "{}",
                        "{\"leaderId\":-1,\"leaderEpoch\":3,\"votedId\":2}",
                        "{\"leaderId\":-2,\"leaderEpoch\":3,\"votedId\":2,\"data_version\":0}",
                        "{\"leaderId\":1,\"leaderEpoch\":-3,\"votedId\":2,\"data_version\":0}",
                        "{\"leaderId\":1,\"leaderEpoch\":3,\"votedId\":2,\"data_version\":1}",
                        "{\"leaderId\":1,\"leaderEpoch\":3x,\"votedId\":2,\"data_version\":0}")) {
            m.disk.setBytes(OneMember.FILE, damaged.getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> m.open(SELF, OneMember.VOTERS))
                    .as(damaged)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("quorum-state");
        }
    }

    @Test
    void atEveryMomentOfAWriteACrashLeavesTheOldVoteOrTheNewOne() {
        List<Integer> epochs = new ArrayList<>();
        for (int step = 1; step <= 8; step++) {
            m.disk.setBytes(
                    OneMember.FILE,
                    "{\"leaderId\":-1,\"leaderEpoch\":3,\"votedId\":2,\"data_version\":0}"
                            .getBytes(StandardCharsets.UTF_8));
            m.quorum = m.open(SELF, OneMember.VOTERS);
            m.disk.dieInStep(step);
            boolean told = false;
            try {
                told = m.voteAsked(C, 4, OffsetAndEpoch.NOTHING).voteGranted();
            } catch (MemoryStorage.Died e) {
                // The machine is dead.
            }
            m.quorum = m.restarted();
            epochs.add(m.quorum.status().epoch());
            NodeId voted = m.quorum.status().votedFor();
            assertThat(voted).isEqualTo(m.quorum.status().epoch() == 3 ? B : C);
            assertThat(told && m.quorum.status().epoch() == 3).as("told, step %d", step).isFalse();
        }
        assertThat(epochs).contains(3, 4);
    }

    @Test
    void whatTheNextProcessHasReadALossOfPowerDoesNotTakeBack() {
        for (int step = 1; step <= 8; step++) {
            m.disk.setBytes(
                    OneMember.FILE,
                    "{\"leaderId\":-1,\"leaderEpoch\":3,\"votedId\":2,\"data_version\":0}"
                            .getBytes(StandardCharsets.UTF_8));
            m.quorum = m.open(SELF, OneMember.VOTERS);
            m.disk.dieInStep(step);
            try {
                m.voteAsked(C, 4, OffsetAndEpoch.NOTHING);
            } catch (MemoryStorage.Died e) {
                // The process is dead; the machine is not.
            }
            m.disk.goOn();
            int told = m.open(SELF, OneMember.VOTERS).status().epoch();

            m.quorum = m.restarted();

            assertThat(m.quorum.status().epoch()).as("step %d", step).isEqualTo(told);
        }
    }

    @Test
    void aLogOfEarlierDaysIsTakenOver() {
        m.logHolds(0, 4);

        m.quorum = m.open(SELF, OneMember.VOTERS);

        assertThat(m.quorum.status().epoch()).isZero();
        m.elected();
        assertThat(m.quorum.status().epoch()).isEqualTo(1);
        assertThat(m.log.end()).isEqualTo(new OffsetAndEpoch(5, 1));
    }

    @Test
    void oneThatLedBeforeItStoppedLeadsNoMore() {
        m.elected();

        m.quorum = m.restarted();

        assertThat(m.quorum.status().role()).isEqualTo(Role.UNATTACHED);
        assertThat(m.quorum.status().leader()).isNull();
        assertThat(m.voteAsked(B, 1, new OffsetAndEpoch(9, 0)).voteGranted()).isFalse();
    }

    @Test
    void whateverIsLostOfAWriteTheOldVoteOrTheNewOneIsThere() {
        for (int i = 0; i < 200; i++) {
            m.disk.setBytes(
                    OneMember.FILE,
                    "{\"leaderId\":-1,\"leaderEpoch\":3,\"votedId\":2,\"data_version\":0}"
                            .getBytes(StandardCharsets.UTF_8));
            m.quorum = m.open(SELF, OneMember.VOTERS);
            m.disk.dieInStep(1 + i % 10);
            try {
                m.voteAsked(C, 4, OffsetAndEpoch.NOTHING);
            } catch (MemoryStorage.Died e) {
                // The machine is dead.
            }
            m.disk.loseSome(new java.util.Random(i));

            m.quorum = m.open(SELF, OneMember.VOTERS);

            int epoch = m.quorum.status().epoch();
            assertThat(epoch).isIn(3, 4);
            assertThat(m.quorum.status().votedFor()).isEqualTo(epoch == 3 ? B : C);
        }
    }

    @Test
    void theVoteOfAnEpochIsKeptWhenItsLeaderIsKnown() {
        m.voteAsked(B, 3, OffsetAndEpoch.NOTHING);

        m.follows(C, 3);

        assertThat(m.restarted().status().votedFor()).isEqualTo(B);
        assertThat(m.restarted().status().leader()).isEqualTo(C);
    }

    @Test
    void withoutAFileTheEpochIsThatOfTheLog() {
        m.logHolds(4, 2);

        m.quorum = m.open(SELF, OneMember.VOTERS);

        assertThat(m.quorum.status().epoch()).isEqualTo(4);
        assertThat(m.voteAsked(B, 4, new OffsetAndEpoch(9, 3)).voteGranted()).isFalse();
    }
}
