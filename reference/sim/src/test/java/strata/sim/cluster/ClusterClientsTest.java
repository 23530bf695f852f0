package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.broker.Layers;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.log.BatchHeader;
import strata.kernel.request.Fetch;
import strata.kernel.request.Metadata;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.HeapSlice;
import strata.sim.SimNode;
import strata.sim.Verdict;
import strata.sim.broker.BatchCodec;
import strata.sim.client.ProducerPlan;
import strata.sim.history.Promise;
import strata.sim.run.RunOptions;
import strata.sim.run.SimulationReport;
import strata.sim.run.SimulationRunner;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.scenario.Stage;

/** Clients that fail over, against two nodes that say what a test has them say. */
@Tag("layer")
final class ClusterClientsTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final ProducerPlan TO_ALL = new ProducerPlan(-1, 60_000, 3, 50, 1);
    private static final ProducerPlan TO_THE_LEADER = new ProducerPlan(1, 60_000, 3, 50, 1);
    private static final long NOW_AND_THEN_US = 60_000;
    private static final long ONLY_AT_THE_END_US = 1_000_000_000;

    // One log, which both nodes have.
    private final List<byte[]> log = new ArrayList<>();
    private final Map<NodeId, Integer> produced = new LinkedHashMap<>();
    private NodeId leader = ONE;
    // What the nodes tell of the partition; whoever leads it serves it all the same.
    private List<NodeId> isr = List.of(ONE, TWO);
    private boolean toldToLead = true;
    private int epoch;
    private int refused;
    private long end;
    // Where every epoch ends, as the nodes say; -1 for the log's end.
    private long epochEnd = -1;

    /** Serves the one partition there is. */
    private final class Scripted implements Node {
        private final NodeId self;
        private @Nullable NodeContext context;

        Scripted(NodeId self) {
            this.self = self;
        }

        @Override
        public void start(NodeContext given) {
            context = given;
        }

        @Override
        public void handle(Event event) {
            if (event instanceof Event.RequestArrived arrived) {
                Objects.requireNonNull(context).reply(arrived.id(), answer(arrived.request()));
            }
        }

        private Response answer(Request request) {
            return switch (request) {
                case Metadata.Request metadata -> metadata();
                case Produce.Request produce -> produce(produce);
                case Fetch.Request fetch -> fetch(fetch.topics().get(0).partitions().get(0));
                case OffsetForLeaderEpoch.Request asked ->
                        new OffsetForLeaderEpoch.Response(
                                List.of(
                                        new OffsetForLeaderEpoch.TopicResult(
                                                "flights", List.of(epochEnd(asked)))));
                default -> throw new IllegalStateException("unexpected: " + request);
            };
        }

        private OffsetForLeaderEpoch.PartitionResult epochEnd(OffsetForLeaderEpoch.Request asked) {
            int of = asked.topics().get(0).partitions().get(0).leaderEpoch();
            return new OffsetForLeaderEpoch.PartitionResult(
                    0, ErrorCode.NONE, of, epochEnd < 0 ? end : epochEnd);
        }

        private Metadata.Response metadata() {
            List<NodeId> both = List.of(ONE, TWO);
            Metadata.PartitionDescription partition =
                    new Metadata.PartitionDescription(
                            ErrorCode.NONE,
                            0,
                            toldToLead ? leader : null,
                            epoch,
                            both,
                            isr,
                            List.of());
            return new Metadata.Response(
                    List.of(
                            new Metadata.Broker(ONE, "one", 1, null),
                            new Metadata.Broker(TWO, "two", 1, null)),
                    "cluster",
                    ONE,
                    List.of(
                            new Metadata.TopicDescription(
                                    ErrorCode.NONE,
                                    "flights",
                                    new TopicId(1, 1),
                                    false,
                                    List.of(partition))));
        }

        private Response produce(Produce.Request request) {
            Produce.PartitionData data = request.topics().get(0).partitions().get(0);
            Produce.PartitionResult result;
            if (self.equals(leader)) {
                produced.merge(self, 1, Integer::sum);
                result =
                        new Produce.PartitionResult(0, ErrorCode.NONE, append(data), -1L, 0L, null);
            } else {
                refused++;
                result = Produce.PartitionResult.failed(0, ErrorCode.NOT_LEADER_OR_FOLLOWER, null);
            }
            return new Produce.Response(
                    List.of(new Produce.TopicResult(TopicRef.named("flights"), List.of(result))));
        }

        private long append(Produce.PartitionData data) {
            ByteBuffer bytes = Objects.requireNonNull(data.batches());
            BatchHeader header = BatchHeader.at(bytes, 0);
            long base = end;
            header.setBaseOffset(base);
            header.setPartitionLeaderEpoch(epoch);
            end = header.nextOffset();
            byte[] batch = new byte[bytes.remaining()];
            bytes.duplicate().get(batch);
            log.add(batch);
            return base;
        }

        private Response fetch(Fetch.PartitionFetch wanted) {
            ByteArrayOutputStream found = new ByteArrayOutputStream();
            for (byte[] batch : log) {
                if (BatchHeader.at(ByteBuffer.wrap(batch), 0).nextOffset() > wanted.fetchOffset()) {
                    found.writeBytes(batch);
                }
            }
            Fetch.PartitionResult result =
                    self.equals(leader)
                            ? new Fetch.PartitionResult(
                                    0,
                                    ErrorCode.NONE,
                                    end,
                                    end,
                                    0L,
                                    null,
                                    new HeapSlice(found.toByteArray()))
                            : Fetch.PartitionResult.failed(0, ErrorCode.NOT_LEADER_OR_FOLLOWER);
            return new Fetch.Response(
                    ErrorCode.NONE,
                    0,
                    List.of(new Fetch.TopicResult(TopicRef.named("flights"), List.of(result))));
        }
    }

    @Test
    void aProducerAndAReaderFindTheNewLeader() {
        RunResult result = run(TO_ALL, NOW_AND_THEN_US, this::anotherLeads);

        assertThat(result.verdict()).as("%s", result.breach()).isEqualTo(Verdict.PASS);
        assertThat(produced).containsOnlyKeys(ONE, TWO);
        assertThat(refused).isPositive();
        assertThat(result.figures().read()).isGreaterThanOrEqualTo(end);
    }

    @Test
    void aReaderNoticesThatTheLogItReadWasCut() {
        RunResult result =
                run(
                        TO_ALL,
                        NOW_AND_THEN_US,
                        () -> {
                            anotherLeads();
                            epochEnd = 1;
                        });

        assertThat(result.breach()).isNotNull();
        assertThat(Objects.requireNonNull(result.breach()).invariant()).isEqualTo("lost-write");
    }

    @Test
    void whatOnlyItsLeaderAcknowledgedMayBeLostWithIt() {
        RunResult result = run(TO_THE_LEADER, ONLY_AT_THE_END_US, this::anotherLeadsWithLess);

        assertThat(result.verdict()).as("%s", result.breach()).isEqualTo(Verdict.PASS);
    }

    @Test
    void whatAllAcknowledgedMayNotBeLost() {
        RunResult result = run(TO_ALL, ONLY_AT_THE_END_US, this::anotherLeadsWithLess);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aRunThatFailsIsToldWithItsStoryPageAndPictureAndHowToHaveItAgain(@TempDir Path folder) {
        Scenario failing =
                ClusterCodes.PAGES.explain(
                        scenario(
                                TO_ALL,
                                ONLY_AT_THE_END_US,
                                stage ->
                                        stage.world()
                                                .after(1_000_000, this::anotherLeadsWithLess)));
        RunOptions options =
                RunOptions.savingTo(folder).drawingTo(folder, false).minimisingFor(Duration.ZERO);

        SimulationReport report =
                SimulationRunner.with(options, SimulationRunner.Progress.NONE)
                        .run(List.of(failing), 1, 1);

        SimulationReport.Failure told = report.scenarios().get(0).failures().get(0);
        assertThat(told.lesson())
                .contains("explained: docs/failures/" + failing.codeOf(told.invariant()) + ".md")
                .contains("how it came about, in virtual seconds:")
                .contains("rerun: ./strata sim --scenario scripted --seeds 1..1")
                .contains("replay: ./strata sim --replay " + told.schedule())
                .contains("picture: " + told.diagram());
        assertThat(Path.of(Objects.requireNonNull(told.diagram()))).isNotEmptyFile();
    }

    @Test
    void anAcknowledgementIsTold() {
        List<Long> ends = new ArrayList<>();
        Scenario scenario =
                scenario(
                        TO_ALL,
                        NOW_AND_THEN_US,
                        stage -> stage.history().whenPromised((partition, to) -> ends.add(to)));

        ScenarioRun.of(scenario, 1);

        assertThat(ends).isNotEmpty().isSorted().last().isEqualTo(end);
    }

    @Test
    void anIsrThatIsNotFullTenSecondsAfterHealingIsFound() {
        RunResult late =
                healed(
                        stage -> {
                            stage.world().after(1_000_000, () -> isr = List.of(ONE));
                            stage.world().after(12_100_000, () -> isr = List.of(ONE, TWO));
                        });

        assertThat(late.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Objects.requireNonNull(late.breach()).toString())
                .startsWith("liveness: 10 virtual seconds after all faults ended")
                .contains("flights-0 has ISR [1] of [1, 2]");
    }

    @Test
    void anIsrThatIsFullWithinTenSecondsAfterHealingIsInTime() {
        RunResult early =
                healed(
                        stage -> {
                            stage.world().after(1_000_000, () -> isr = List.of(ONE));
                            stage.world().after(11_500_000, () -> isr = List.of(ONE, TWO));
                        });

        assertThat(early.verdict()).as("%s", early.breach()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aPartitionWithoutLeaderAfterHealingIsFound() {
        RunResult result =
                healed(stage -> stage.world().after(1_900_000, () -> toldToLead = false));

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Objects.requireNonNull(result.breach()).toString())
                .startsWith("liveness:")
                .contains("flights-0 has no leader");
    }

    /** Faults end after two seconds; ten are left to heal. */
    private RunResult healed(Scenario.Staging more) {
        return ScenarioRun.of(
                scenario(TO_ALL, NOW_AND_THEN_US, more).thenServesWithinSeconds(10), 1);
    }

    private void anotherLeads() {
        leader = TWO;
        epoch++;
    }

    /** The new leader lacks the second half of the log. */
    private void anotherLeadsWithLess() {
        anotherLeads();
        log.subList(log.size() / 2, log.size()).clear();
        end = BatchHeader.at(ByteBuffer.wrap(log.get(log.size() - 1)), 0).nextOffset();
    }

    /** Two seconds, in the middle of which something happens. */
    private RunResult run(ProducerPlan plan, long readingGapUs, Runnable happens) {
        return ScenarioRun.of(
                scenario(plan, readingGapUs, stage -> stage.world().after(1_000_000, happens)), 1);
    }

    private Scenario scenario(ProducerPlan plan, long readingGapUs, Scenario.Staging more) {
        return Scenario.named("scripted")
                .on(2, 0)
                .forSeconds(2)
                .thenServesWithinSeconds(5)
                .staged(stage -> stage(stage, plan, readingGapUs, more));
    }

    private void stage(Stage stage, ProducerPlan plan, long readingGapUs, Scenario.Staging more) {
        // A run that failed is had again, from the start.
        log.clear();
        end = 0;
        leader = ONE;
        epoch = 0;
        stage.acknowledgementsPromise(Promise.REPLICATED);
        List<SimNode> nodes = stage.nodes(2, Scripted::new);
        BatchCodec codec =
                new BatchCodec(
                        Layers.load(getClass().getClassLoader()).log().recordFormat(), false);
        stage.partition("flights", 0);
        stage.actor(
                new ClusterProducer(
                        new ClusterClient(stage, "p1", nodes),
                        stage.history(),
                        codec,
                        plan,
                        stage.partitions()));
        stage.actor(
                new ClusterReader(
                        new ClusterClient(stage, "r1", nodes),
                        stage.history(),
                        codec,
                        stage.partitions(),
                        readingGapUs));
        stage.actor(
                new ConvergenceWatch(
                        new ClusterClient(stage, "watch", nodes), nodes, stage.partitions()));
        more.set(stage);
    }
}
