package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.NodeId;
import strata.kernel.replication.BrokerSessions;

class SessionTableTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);

    private final BrokerSessions sessions = new EpochFencing().newSessions(9_000);

    @Test
    void aSessionLastsUntilTheTimeoutAfterTheLastWord() {
        sessions.heard(ONE, 1_000);
        sessions.heard(ONE, 3_000);

        assertThat(sessions.isAlive(ONE, 11_999)).isTrue();
        assertThat(sessions.isAlive(ONE, 12_000)).isFalse();
        assertThat(sessions.isAlive(TWO, 3_000)).isFalse();
        assertThat(sessions.nextExpiryMs()).isEqualTo(12_000);
    }

    @Test
    void sessionsRunOutOnceInTheOrderOfTheirLastWords() {
        sessions.heard(ONE, 0);
        sessions.heard(TWO, 1_000);
        sessions.heard(THREE, 2_000);
        sessions.heard(ONE, 2_000);

        assertThat(sessions.expired(9_999)).isEmpty();
        assertThat(sessions.expired(11_000)).isEqualTo(List.of(TWO, THREE, ONE));
        assertThat(sessions.expired(99_000)).isEmpty();
        assertThat(sessions.nextExpiryMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSessionThatWasEndedDoesNotRunOut() {
        sessions.heard(ONE, 0);
        sessions.heard(TWO, 5);

        sessions.end(ONE);

        assertThat(sessions.isAlive(ONE, 1)).isFalse();
        assertThat(sessions.nextExpiryMs()).isEqualTo(9_005);
        assertThat(sessions.expired(99_000)).isEqualTo(List.of(TWO));
    }

    @Test
    void anotherControllerKnowsOfNoSession() {
        sessions.heard(ONE, 0);

        sessions.clear();

        assertThat(sessions.isAlive(ONE, 1)).isFalse();
        assertThat(sessions.expired(99_000)).isEmpty();
    }
}
