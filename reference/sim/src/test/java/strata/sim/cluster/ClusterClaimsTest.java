package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.broker.Inspection;
import strata.kernel.replication.QuorumStatus.Role;

/** Each claim about partitions breaks where a doctored state breaks it, and nowhere else. */
final class ClusterClaimsTest extends DoctoredCluster {
    @Test
    void acknowledgedRecordsThatNoHighWatermarkCoversAreFound() {
        append(ONE, 0, 5, 1);
        leads(ONE, 1, 3);
        assertThat(claims.check()).isNull();

        append(ONE, 5, 2, 1);
        leads(ONE, 1, 7);
        assertThat(claims.check()).isNull();
        claims.acknowledged("flights-0", 7);
        assertThat(claims.check()).isNull();

        claims.acknowledged("flights-0", 8);
        assertThat(broken()).startsWith("early-acknowledgement");
    }

    @Test
    void committedPrefixesThatDifferAreFound() {
        append(ONE, 0, 5, 1);
        append(TWO, 0, 5, 1);
        append(THREE, 0, 5, 2);
        leads(ONE, 1, 5);
        follows(TWO, 1, 5);
        assertThat(claims.check()).isNull();
        // What differs is not committed there.
        follows(THREE, 1, 0);
        assertThat(claims.check()).isNull();

        follows(THREE, 1, 5);

        assertThat(broken()).startsWith("committed-differs");
    }

    @Test
    void committedPrefixesThatAreCutDifferentlyAreFound() {
        append(ONE, 0, 5, 1);
        leads(ONE, 1, 5);
        append(TWO, 0, 3, 1);
        append(TWO, 3, 2, 1);
        follows(TWO, 1, 5);

        assertThat(broken()).startsWith("committed-differs");
    }

    @Test
    void aCutLogIsReadAnew() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 5, 1);
        leads(ONE, 1, 5);
        append(TWO, 0, 5, 1);
        append(TWO, 5, 5, 2);
        follows(TWO, 1, 5);
        assertThat(claims.check()).isNull();
        cut(TWO, 5);
        append(TWO, 5, 5, 1);

        follows(TWO, 1, 10);
        leads(ONE, 1, 10);

        assertThat(claims.check()).isNull();
    }

    @Test
    void aLeaderThatLacksWhatIsCommittedIsFound() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 1, 1);
        leads(ONE, 1, 6);
        append(TWO, 0, 5, 1);
        follows(TWO, 1, 5);
        assertThat(claims.check()).isNull();

        leads(TWO, 2, 5);

        assertThat(broken()).startsWith("committed-lost").contains("offsets 5 to 5");
    }

    @Test
    void aLeaderThatHearsLateOfItsOldEpochNeedNotHaveWhatTheNextOneCommitted() {
        append(ONE, 0, 5, 3);
        leads(ONE, 3, 5);
        assertThat(claims.check()).isNull();

        leads(TWO, 2, 0);

        assertThat(claims.check()).isNull();
    }

    @Test
    void twoLeadersOfAnEpochAreFound() {
        leads(ONE, 1, 0);
        leads(TWO, 2, 0);
        assertThat(claims.check()).isNull();

        leads(THREE, 2, 0);

        assertThat(broken()).startsWith("two-leaders");
    }

    @Test
    void aHighWatermarkThatGoesBackIsFound() {
        append(ONE, 0, 5, 1);
        leads(ONE, 1, 5);
        assertThat(claims.check()).isNull();

        leads(ONE, 1, 4);

        assertThat(broken()).startsWith("high-watermark-went-back");
    }

    @Test
    void aHighWatermarkMayBeLowerInAnotherEpoch() {
        append(ONE, 0, 5, 1);
        leads(ONE, 1, 5);
        assertThat(claims.check()).isNull();

        leads(ONE, 2, 4);

        assertThat(claims.check()).isNull();
    }

    @Test
    void aHighWatermarkBeyondTheLogIsFound() {
        has(ONE, new Inspection.Replica(FLIGHTS, TOPIC, false, 1, 6, 5, List.of()));

        assertThat(broken()).startsWith("high-watermark-beyond-log");
    }

    @Test
    void aCommittedPrefixWithAHoleIsFound() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 5, 1);
        append(ONE, 10, 5, 1);
        leads(ONE, 1, 15);
        append(TWO, 0, 5, 1);
        append(TWO, 10, 5, 1);
        follows(TWO, 1, 5);
        assertThat(claims.check()).isNull();

        follows(TWO, 1, 15);

        assertThat(broken()).startsWith("committed-differs").contains("lacks offsets 5 to 9");
    }

    @Test
    void aLeaderThatCutsWhatIsCommittedIsFound() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 5, 1);
        leads(ONE, 1, 10);
        assertThat(claims.check()).isNull();

        cut(ONE, 5);
        leads(ONE, 1, 10);

        assertThat(broken()).startsWith("committed-lost").contains("offsets 5 to 9");
    }

    @Test
    void aLeaderMayCutWhatIsNotCommitted() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 5, 1);
        leads(ONE, 1, 5);
        assertThat(claims.check()).isNull();

        cut(ONE, 5);
        leads(ONE, 1, 5);

        assertThat(claims.check()).isNull();
    }

    @Test
    void aMemberOfTheIsrThatNeverHadWhatIsCommittedIsFound() {
        follows(TWO, 1, 0, 5);
        assertThat(claims.check()).isNull();
        leads(ONE, 1, 5, List.of(ONE, TWO));
        assertThat(claims.check()).isNull();
        // One outside may be behind; whether it is there at all does not matter.
        leads(ONE, 1, 6, List.of(ONE));
        assertThat(claims.check()).isNull();

        leads(ONE, 1, 6, List.of(ONE, TWO));

        assertThat(broken()).startsWith("in-sync-without-committed").contains("node 2");
    }

    @Test
    void aMemberOfTheIsrThatHasLostWhatItHadIsNotItsLeadersFault() {
        follows(TWO, 1, 0, 6);
        assertThat(claims.check()).isNull();
        leads(ONE, 1, 5, List.of(ONE, TWO));
        assertThat(claims.check()).isNull();
        follows(TWO, 1, 0, 3);
        assertThat(claims.check()).isNull();

        leads(ONE, 1, 6, List.of(ONE, TWO));

        assertThat(claims.check()).isNull();
    }

    @Test
    void whatIsCommittedOnTooFewReplicasIsFound() {
        minInSync = 2;
        follows(TWO, 1, 0, 5);
        assertThat(claims.check()).isNull();
        leads(ONE, 1, 5, List.of(ONE, TWO));
        assertThat(claims.check()).isNull();

        leads(ONE, 1, 6, List.of(ONE));

        assertThat(broken()).startsWith("committed-by-too-few").contains("on 1 replicas");
    }

    @Test
    void whatIsOlderThanTheEpochIsNotCommittedByCounting() {
        appendMetadata(ONE, 0, 1, 1);
        appendMetadata(ONE, 1, 4, 1);
        commits(ONE, Role.LEADER, 1, 1);
        assertThat(claims.check()).isNull();
        // The next leader has it all, and has begun its epoch.
        appendMetadata(TWO, 0, 1, 1);
        appendMetadata(TWO, 1, 4, 1);
        appendMetadata(TWO, 5, 1, 2);
        commits(TWO, Role.LEADER, 2, 1);
        assertThat(claims.check()).isNull();

        commits(TWO, Role.LEADER, 2, 5);

        assertThat(broken()).startsWith("committed-by-counting");
    }

    @Test
    void whatIsOlderThanTheEpochIsCommittedWithItsFirstRecord() {
        appendMetadata(ONE, 0, 1, 1);
        appendMetadata(ONE, 1, 4, 1);
        appendMetadata(ONE, 5, 1, 2);

        commits(ONE, Role.LEADER, 2, 6);

        assertThat(claims.check()).isNull();
    }
}
