package strata.broker.transaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.Clock;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.Response;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.MarkerWriter;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCommand.MarkerAnswer;
import strata.kernel.transactions.TransactionMarker;

/**
 * Takes the markers of all coordinators here to the leaders of partitions: what a turn has brought
 * together leaves at its end, in one request for each leader. It tries once; trying again is the
 * coordinators'.
 */
final class MarkerSender {
    /** Tells a coordinator, if it is still there and of the same epoch. */
    interface Coordinators {
        void tell(int partition, int leaderEpoch, TransactionCommand command);
    }

    /** A coordinator, by its partition and the epoch in which it leads. */
    private record Owner(int partition, int leaderEpoch) {}

    private record Handed(Owner owner, TransactionMarker marker, List<TopicPartition> partitions) {}

    private final Clock clock;
    private final MetadataImage image;
    private final PeerQuestions questions;
    private final Coordinators coordinators;
    private List<Handed> gathered = new ArrayList<>();

    MarkerSender(
            Clock clock, MetadataImage image, PeerQuestions questions, Coordinators coordinators) {
        this.clock = clock;
        this.image = image;
        this.questions = questions;
        this.coordinators = coordinators;
    }

    /** Takes the markers of the coordinator of a partition, as long as it leads in an epoch. */
    MarkerWriter writerOf(int partition, int leaderEpoch) {
        Owner owner = new Owner(partition, leaderEpoch);
        return (marker, partitions) -> gathered.add(new Handed(owner, marker, partitions));
    }

    /** Sends what was brought together. */
    void turnEnded() {
        // What a coordinator is told now may have it hand out more.
        while (!gathered.isEmpty()) {
            List<Handed> all = gathered;
            gathered = new ArrayList<>();
            Map<NodeId, List<Handed>> byLeader = new TreeMap<>();
            for (Handed handed : all) {
                place(handed, byLeader);
            }
            byLeader.forEach(this::send);
        }
    }

    /** Adds a marker to what its leaders are sent; where there is no leader, says so. */
    private void place(Handed handed, Map<NodeId, List<Handed>> byLeader) {
        Map<NodeId, List<TopicPartition>> parts = new LinkedHashMap<>();
        List<MarkerAnswer> nowhere = new ArrayList<>();
        for (TopicPartition partition : handed.partitions()) {
            TopicState topic = image.topic(partition.topic());
            if (topic == null || partition.partition() >= topic.partitions().size()) {
                nowhere.add(new MarkerAnswer(partition, ErrorCode.UNKNOWN_TOPIC_ID));
                continue;
            }
            NodeId leader = topic.partitions().get(partition.partition()).leader();
            if (leader == null) {
                nowhere.add(new MarkerAnswer(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER));
            } else {
                parts.computeIfAbsent(leader, any -> new ArrayList<>()).add(partition);
            }
        }
        parts.forEach(
                (leader, partitions) ->
                        byLeader.computeIfAbsent(leader, any -> new ArrayList<>())
                                .add(new Handed(handed.owner(), handed.marker(), partitions)));
        if (!nowhere.isEmpty()) {
            tell(handed, nowhere);
        }
    }

    private void send(NodeId leader, List<Handed> sent) {
        questions.ask(
                leader,
                new WriteTxnMarkers.Request(sent.stream().map(MarkerSender::marker).toList()),
                response -> answered(sent, response));
    }

    private static WriteTxnMarkers.Marker marker(Handed handed) {
        TransactionMarker marker = handed.marker();
        return new WriteTxnMarkers.Marker(
                marker.producerId(),
                marker.producerEpoch(),
                new EndMarker(marker.committed(), handed.owner().leaderEpoch()),
                marker.version(),
                handed.partitions());
    }

    private void answered(List<Handed> sent, @Nullable Response response) {
        List<WriteTxnMarkers.Result> results =
                response instanceof WriteTxnMarkers.Response answer ? answer.markers() : List.of();
        for (int i = 0; i < sent.size(); i++) {
            Map<TopicPartition, ErrorCode> said = new LinkedHashMap<>();
            if (results.size() == sent.size()) {
                results.get(i).partitions().forEach(one -> said.put(one.partition(), one.error()));
            }
            tell(
                    sent.get(i),
                    sent.get(i).partitions().stream().map(one -> answer(one, said)).toList());
        }
    }

    private static MarkerAnswer answer(
            TopicPartition partition, Map<TopicPartition, ErrorCode> said) {
        return new MarkerAnswer(
                partition, said.getOrDefault(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER));
    }

    private void tell(Handed handed, List<MarkerAnswer> answers) {
        coordinators.tell(
                handed.owner().partition(),
                handed.owner().leaderEpoch(),
                new TransactionCommand.MarkersAnswered(handed.marker(), answers, clock.wallMs()));
    }
}
