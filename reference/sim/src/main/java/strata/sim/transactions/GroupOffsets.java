package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.AddOffsetsToTxn;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.Response;
import strata.kernel.request.TxnOffsetCommit;
import strata.sim.groups.CoordinatorLink;

/**
 * The offsets that a transaction commits (KIP-98, sendOffsetsToTransaction): an older client first
 * tells its coordinator of the group, then the group's coordinator of the offsets.
 */
final class GroupOffsets {
    private final Party party;
    private final CoordinatorLink coordinator;
    private final CoordinatorLink ofGroup;
    private final Transactor transactor;
    private boolean underWay;

    GroupOffsets(
            Party party,
            CoordinatorLink coordinator,
            CoordinatorLink ofGroup,
            Transactor transactor) {
        this.party = party;
        this.coordinator = coordinator;
        this.ofGroup = ofGroup;
        this.transactor = transactor;
    }

    boolean isIdle() {
        return !underWay;
    }

    void send(String groupId, Map<TopicPartition, Long> where) {
        underWay = true;
        if (party.isOfVersion2()) {
            commit(groupId, where);
        } else {
            add(groupId, where);
        }
    }

    private void add(String groupId, Map<TopicPartition, Long> where) {
        CoordinatorTalk.Identity mine = transactor.identity();
        AddOffsetsToTxn.Request request =
                new AddOffsetsToTxn.Request(id(), mine.producerId(), mine.epoch(), groupId);
        Question.ask(
                party,
                coordinator,
                () -> request,
                new Question.Hearing() {
                    @Override
                    public ErrorCode errorOf(Response response) {
                        return party.as(AddOffsetsToTxn.Response.class, response).error();
                    }

                    @Override
                    public void settled(
                            Response response, ErrorCode error, long sentUs, boolean perhapsDone) {
                        if (error == ErrorCode.NONE) {
                            party.fencing().accepted(id(), party.who(), sentUs, "AddOffsetsToTxn");
                            commit(groupId, where);
                        } else {
                            refused("AddOffsetsToTxn", error);
                        }
                    }
                });
    }

    private void commit(String groupId, Map<TopicPartition, Long> where) {
        CoordinatorTalk.Identity mine = transactor.identity();
        Map<String, List<OffsetCommit.Partition>> byTopic = new LinkedHashMap<>();
        where.forEach(
                (partition, offset) ->
                        byTopic.computeIfAbsent(partition.topic(), t -> new ArrayList<>())
                                .add(
                                        new OffsetCommit.Partition(
                                                partition.partition(), offset, -1, null)));
        List<OffsetCommit.Topic> topics = new ArrayList<>();
        byTopic.forEach(
                (name, all) -> topics.add(new OffsetCommit.Topic(TopicRef.named(name), all)));
        TxnOffsetCommit.Request request =
                new TxnOffsetCommit.Request(
                        new TxnOffsetCommit.Transaction(
                                id(), mine.producerId(), mine.epoch(), party.support()),
                        groupId,
                        -1,
                        "",
                        null,
                        topics);
        Question.ask(
                party,
                ofGroup,
                () -> request,
                new Question.Hearing() {
                    @Override
                    public ErrorCode errorOf(Response response) {
                        return firstError(party.as(TxnOffsetCommit.Response.class, response));
                    }

                    @Override
                    public boolean isAgain(ErrorCode error) {
                        return error == ErrorCode.CONCURRENT_TRANSACTIONS
                                || error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
                    }

                    @Override
                    public void settled(
                            Response response, ErrorCode error, long sentUs, boolean perhapsDone) {
                        if (error == ErrorCode.NONE) {
                            underWay = false;
                            transactor.offsetsSent(sentUs);
                        } else {
                            refused("TxnOffsetCommit", error);
                        }
                    }
                });
    }

    private void refused(String request, ErrorCode error) {
        party.tell("is refused " + request + ": " + error);
        underWay = false;
        switch (error) {
            case INVALID_PRODUCER_EPOCH, PRODUCER_FENCED, INVALID_PRODUCER_ID_MAPPING ->
                    transactor.fenced(error);
            case INVALID_TXN_STATE, TRANSACTION_ABORTABLE -> transactor.spoilt();
            default -> throw party.wrong(request, error);
        }
    }

    private static ErrorCode firstError(TxnOffsetCommit.Response response) {
        for (OffsetCommit.TopicResult topic : response.topics()) {
            for (OffsetCommit.PartitionResult each : topic.partitions()) {
                if (each.error() != ErrorCode.NONE) {
                    return each.error();
                }
            }
        }
        return ErrorCode.NONE;
    }

    private String id() {
        return Objects.requireNonNull(party.transactionalId());
    }
}
