package strata.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import strata.broker.Layers;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.log.RecordFormat;
import strata.kernel.request.TransactionSupport;
import strata.kernel.transactions.TransactionVersion;
import strata.sim.SimNode;
import strata.sim.Verdict;
import strata.sim.check.Configuration.Transactions;
import strata.sim.cluster.ClusterClient;
import strata.sim.fault.FaultBudget;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.scenario.Stage;

/** Transactional clients against a model that does right, or makes one mistake. */
@Tag("layer")
final class ClientsTest {
    private static final List<TopicPartition> INPUTS =
            List.of(new TopicPartition("flights", 0), new TopicPartition("flights", 1));
    private static final List<TopicPartition> OUTPUTS = List.of(new TopicPartition("trips", 0));
    private static final Temper LIVELY = new Temper(5, 3, 8, 15, 0, 20);
    private static final long SEEDS = 4;

    private final RecordFormat format =
            Layers.load(getClass().getClassLoader()).log().recordFormat();

    @ParameterizedTest
    @EnumSource(Transactions.class)
    void theModelThatDoesRightKeepsAllClaims(Transactions version) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult result = ScenarioRun.of(scenario(version, ModelMistake.NONE), seed);

            assertThat(result.verdict())
                    .as("seed %s: %s %s", seed, result.why(), result.breach())
                    .isIn(Verdict.PASS, Verdict.EXPECTED);
            assertThat(result.figures().acknowledged()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "APPENDS_AGAIN, duplicate",
        "COUNTS_BADLY, sequence-refused",
        "FENCES_NOBODY, zombie-accepted",
        "BUMPS_NO_EPOCH, epoch-given-twice",
        "FENCES_ANYBODY, fenced-for-nothing",
        "SHOWS_WHAT_IS_OPEN, aborted-read",
        "FORGETS_ABORTS, aborted-read",
        "MARKS_NO_MORE, hanging-transaction",
        "ABORTS_COMMITS, lost-write",
        "COMMITS_OFFSETS_AT_ONCE, not-processed",
        "LOSES_OFFSETS, processed-twice",
        "STABLE_BEYOND, stable-beyond-high-watermark",
    })
    void aMistakeIsFoundByName(ModelMistake mistake, String claim) {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= 2 * SEEDS && !seen.contains(claim); seed++) {
            RunResult result = ScenarioRun.of(scenario(Transactions.V2, mistake), seed);
            seen.add(
                    result.verdict() == Verdict.FAIL
                            ? Objects.requireNonNull(result.breach()).invariant()
                            : result.verdict() + " " + result.why());
        }

        assertThat(seen).contains(claim);
    }

    private Scenario scenario(Transactions version, ModelMistake mistake) {
        return TransactionScenarios.allowing(
                        Scenario.named("model")
                                .on(1, 0)
                                .onWaysOf("t1", "t2", "w1", "i1", "r1", "audit")
                                .withFaults(
                                        FaultBudget.none()
                                                .slowLinks(2)
                                                .resetsOfOne(16)
                                                .resetConnections(6)),
                        version)
                .forSeconds(6)
                .thenServesWithinSeconds(20)
                .staged(stage -> stage(stage, version, mistake));
    }

    private void stage(Stage stage, Transactions version, ModelMistake mistake) {
        Ledger ledger = new Ledger(stage.world(), version, List.of("dirty"));
        stage.testimony(ledger);
        List<TopicPartition> all = new ArrayList<>(INPUTS);
        all.addAll(OUTPUTS);
        List<SimNode> brokers = stage.nodes(1, id -> new ModelBroker(all, format, mistake));
        ProcessedClaims processed =
                new ProcessedClaims(stage.world(), "flights", ledger::lateEndMayHaveHit);
        Party.Common common =
                new Party.Common(
                        ledger,
                        new FencingClaims(stage.world()),
                        processed,
                        new StampedRecords(format),
                        (broker, group) -> true);
        Posts posts = new Posts(stage, brokers, version, common);
        Supplier<List<TopicPartition>> inputs = () -> INPUTS;
        stage.actor(new TransactionalProducer(posts.of("t1", "id-1"), inputs, LIVELY));
        stage.actor(new TransactionalProducer(posts.of("t2", "id-2"), inputs, LIVELY));
        stage.actor(new IdempotentProducer(posts.of("i1", null), inputs, LIVELY));
        if (mistake != ModelMistake.ABORTS_COMMITS) {
            // Else what was not processed is noticed before what was lost.
            stage.actor(
                    new Worker(
                            posts.of("w1", "id-w"),
                            new Worker.Route("workers", inputs, () -> OUTPUTS),
                            LIVELY));
        }
        List<CommittedReader> readers = new ArrayList<>();
        for (String label : List.of("r1", "dirty", "audit")) {
            Party party = posts.of(label, null).party(0);
            Polls polls = new Polls(party, !label.equals("dirty"));
            readers.add(new CommittedReader(party, polls, all, 90_000, label.equals("audit")));
        }
        readers.forEach(stage::actor);
        stage.actor(
                new TransactionWatch(
                        new ClusterClient(stage, "looker", brokers),
                        brokers,
                        () -> all,
                        3_000_000,
                        new TransactionWatch.Ending() {
                            @Override
                            public boolean isAllRead() {
                                return readers.get(2).fullReads() >= all.size();
                            }

                            @Override
                            public void over() {
                                if (mistake != ModelMistake.ABORTS_COMMITS) {
                                    processed.complete();
                                }
                            }
                        }));
    }

    /** Makes clients. */
    private record Posts(
            Stage stage, List<SimNode> brokers, Transactions version, Party.Common common) {
        Parties of(String label, @Nullable String transactionalId) {
            boolean isNew = version == Transactions.V2;
            return new Parties(
                    stage,
                    brokers,
                    new Parties.Post(label, transactionalId, "workers"),
                    new Party.Manners(
                            isNew ? TransactionVersion.V2 : TransactionVersion.V0,
                            isNew
                                    ? TransactionSupport.ADDS_PARTITIONS
                                    : TransactionSupport.ABORTABLE,
                            1_000),
                    common);
        }
    }
}
