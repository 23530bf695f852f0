package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicRef;
import strata.kernel.request.DeleteTopics;
import strata.kernel.storage.StorageException;

@Tag("layer")
final class CheckpointsTest {
    private static final String RECOVERY_POINT = "recovery-point-offset-checkpoint";
    private static final String LOG_START = "log-start-offset-checkpoint";
    private static final String HIGH_WATERMARK = "replication-offset-checkpoint";

    private static void delete(BrokerWorld world, String topic) {
        DeleteTopics.Request request =
                new DeleteTopics.Request(List.of(TopicRef.named(topic)), 1000);
        world.ask(DeleteTopics.Response.class, request);
    }

    @Test
    void aStopStoresWhereEachLogEnds() {
        BrokerWorld world = BrokerWorld.withDefaults();
        world.create("flights", 2);
        world.append("flights", "a", "b");

        world.broker.stop();

        assertThat(world.storage.text(RECOVERY_POINT)).isEqualTo("0\n1\nflights 0 2\n");
        assertThat(world.storage.text(HIGH_WATERMARK)).isEqualTo("0\n1\nflights 0 2\n");
    }

    @Test
    void noCheckpointNamesADeletedTopic() {
        BrokerWorld world = BrokerWorld.withDefaults();
        world.create("flights", 1);
        world.append("flights", "a");
        BrokerWorld after = world.stoppedAndRestarted();

        delete(after, "flights");

        assertThat(after.storage.text(RECOVERY_POINT)).isEqualTo("0\n0\n");
        assertThat(after.storage.text(HIGH_WATERMARK)).isEqualTo("0\n0\n");
    }

    @Test
    void whatACheckpointSaysOfATopicThatIsGoneIsForgottenAtTheNextStart() {
        BrokerWorld world = BrokerWorld.withDefaults();
        world.create("flights", 1);
        world.append("flights", "a");
        world.broker.stop();
        world.storage.put(RECOVERY_POINT, "0\n2\nflights 0 1\ntrips 0 5\n");

        BrokerWorld after = world.restarted();

        assertThat(after.storage.text(RECOVERY_POINT)).isEqualTo("0\n1\nflights 0 1\n");
        // A new topic of that name begins anew.
        after.create("trips", 1);
        after.append("trips", "x");
        assertThat(after.restarted().append("trips", "y").baseOffset()).isEqualTo(1);
    }

    @Test
    void anUnreadableRecoveryPointCostsARecoveryAndNothingElse() {
        BrokerWorld world = BrokerWorld.withDefaults();
        world.create("flights", 1);
        world.append("flights", "a");
        world.broker.stop();
        world.storage.put(RECOVERY_POINT, "rubbish");

        BrokerWorld after = world.restarted();

        assertThat(after.append("flights", "b").baseOffset()).isEqualTo(1);
    }

    @Test
    void unreadableLogStartsStopTheNodeForDeletedRecordsWouldShowAgain() {
        BrokerWorld world = BrokerWorld.withDefaults();
        world.create("flights", 1);
        world.broker.stop();
        world.storage.put(LOG_START, "0\n1\nflights zero 1\n");

        assertThatThrownBy(world::restarted)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(LOG_START + ", line 3")
                .hasMessageContaining("delete the file");
    }

    @Test
    void aNewTopicOfADeletedOnesNameIsNeverTakenForTheOldOneWhereverTheNodeDies() {
        int crashes = 0;
        for (long call = 1; ; call++) {
            BrokerWorld world = new BrokerWorld(new LinkedHashMap<>());
            world.create("flights", 1);
            world.append("flights", "a", "b", "c");
            BrokerWorld second = world.stoppedAndRestarted();
            second.storage.diesAtCall = second.storage.calls + call;
            boolean died = false;
            try {
                delete(second, "flights");
                second.create("flights", 1);
                second.append("flights", "x");
            } catch (StorageException e) {
                died = true;
                crashes++;
            }
            second.storage.diesAtCall = Long.MAX_VALUE;

            BrokerWorld third = second.restarted();
            third.create("flights", 1);
            List<String> values =
                    third.values(third.fetched(third.send(Requests.fetch("flights", 0, 0, 0))));

            assertThat(values).isIn(List.of("a", "b", "c"), List.of(), List.of("x"));
            if (!died) {
                break;
            }
        }
        assertThat(crashes).isGreaterThan(10);
    }
}
