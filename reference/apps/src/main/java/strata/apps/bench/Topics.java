package strata.apps.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates what a scenario writes to. */
final class Topics {
    private static final short REPLICATION_FACTOR = 1;

    private Topics() {}

    static void create(int port, String topic, int partitionCount) {
        Map<String, Object> configuration =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port);
        try (Admin admin = Admin.create(configuration)) {
            admin.createTopics(List.of(new NewTopic(topic, partitionCount, REPLICATION_FACTOR)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new BenchFault(
                    "the broker on port " + port + " did not create a topic: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFault("interrupted", e);
        }
    }
}
