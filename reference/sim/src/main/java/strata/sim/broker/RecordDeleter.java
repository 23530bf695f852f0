package strata.sim.broker;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.Response;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.client.Actor;
import strata.sim.client.ClientLink;
import strata.sim.history.History;

/** Deletes the oldest records of partitions: once that is answered, they are gone for good. */
final class RecordDeleter implements Actor {
    private static final int TIMEOUT_MS = 5_000;

    private final ClientLink link;
    private final History history;
    private final List<TopicPartition> partitions;
    private boolean deleting;

    RecordDeleter(ClientLink link, History history, List<TopicPartition> partitions) {
        this.link = link;
        this.history = history;
        this.partitions = partitions;
    }

    @Override
    public void begin() {
        link.operations().begin(10_000, 400_000, this::delete);
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }

    private void delete(long number, SeededRandom chance) {
        if (deleting || partitions.isEmpty() || !link.canReach()) {
            return;
        }
        deleting = true;
        TopicPartition partition = chance.oneOf(partitions);
        long startBefore = history.startOf(partition.toString());
        long before = chance.chance(10) ? DeleteRecords.HIGH_WATERMARK : startBefore;
        DeleteRecords.PartitionDeletion deletion =
                new DeleteRecords.PartitionDeletion(
                        partition.partition(), before < 0 ? before : before + chance.nextInt(10));
        link.send(
                new DeleteRecords.Request(
                        List.of(
                                new DeleteRecords.TopicDeletion(
                                        partition.topic(), List.of(deletion))),
                        TIMEOUT_MS),
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        DeleteRecords.PartitionResult result =
                                ((DeleteRecords.Response) response)
                                        .topics()
                                        .get(0)
                                        .partitions()
                                        .get(0);
                        if (result.error() == ErrorCode.NONE) {
                            history.startsAt(
                                    link.label(),
                                    partition.toString(),
                                    startBefore,
                                    result.lowWatermark());
                        }
                        again();
                    }

                    @Override
                    public void lost(String why) {
                        again();
                    }
                });
    }

    private void again() {
        deleting = false;
    }
}
