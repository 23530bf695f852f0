package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.transactions.coordinator.CoordinatorWorld.TIMEOUT_MS;
import static strata.transactions.coordinator.CoordinatorWorld.tp;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeTransactions;
import strata.kernel.request.ListTransactions;

/** What is told of transactional ids. */
class ListingsTest {
    private final CoordinatorWorld world = new CoordinatorWorld();

    @BeforeEach
    void threeIds() {
        world.init("a.empty");
        world.init("b.ongoing");
        world.add("b.ongoing", 1_001L, 0, tp("t", 2), tp("t", 1));
        world.init("c.decided");
        world.add("c.decided", 1_002L, 0, tp("t", 2), tp("t", 1));
        world.commit("c.decided", 1_002L, 0);
    }

    @Test
    void anOngoingTransactionIsDescribed() {
        assertThat(described("b.ongoing"))
                .isEqualTo(
                        new DescribeTransactions.Transaction(
                                ErrorCode.NONE,
                                "b.ongoing",
                                "Ongoing",
                                TIMEOUT_MS,
                                world.wallMs,
                                1_001L,
                                (short) 0,
                                List.of(tp("t", 1), tp("t", 2))));
        assertThat(described("a.empty").startedMs()).isEqualTo(-1L);
    }

    @Test
    void ofADecidedOneThePartitionsAreToldThatHaveNotConfirmed() {
        world.answer(world.sent.get(0).marker(), ErrorCode.NONE, List.of(tp("t", 1)));

        assertThat(described("c.decided").state()).isEqualTo("PrepareCommit");
        assertThat(described("c.decided").partitions()).containsExactly(tp("t", 2));
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(described("none").error()).isEqualTo(ErrorCode.TRANSACTIONAL_ID_NOT_FOUND);
        assertThat(described("").error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void allAreListedInTheirOrder() {
        assertThat(list(List.of(), List.of(), -1L, null).transactions())
                .containsExactly(
                        new ListTransactions.Transaction("a.empty", 1_000L, "Empty"),
                        new ListTransactions.Transaction("b.ongoing", 1_001L, "Ongoing"),
                        new ListTransactions.Transaction("c.decided", 1_002L, "PrepareCommit"));
    }

    @Test
    void conditionsAreAllOfThem() {
        assertThat(names(list(List.of("Ongoing", "Empty"), List.of(), -1L, null)))
                .containsExactly("a.empty", "b.ongoing");
        assertThat(names(list(List.of(), List.of(1_002L, 5L), -1L, null)))
                .containsExactly("c.decided");
        assertThat(names(list(List.of("Ongoing"), List.of(1_002L), -1L, null))).isEmpty();
        assertThat(names(list(List.of(), List.of(), -1L, "[ab].*")))
                .containsExactly("a.empty", "b.ongoing");
        assertThat(names(list(List.of(), List.of(), -1L, "a"))).isEmpty();
        assertThat(names(list(List.of(), List.of(), -1L, ""))).hasSize(3);
    }

    @Test
    void durationsCountFromTheBeginning() {
        world.wallMs += 50;

        assertThat(names(list(List.of("Ongoing"), List.of(), 49L, null))).hasSize(1);
        assertThat(names(list(List.of("Ongoing"), List.of(), 50L, null))).isEmpty();
    }

    @Test
    void statesThatAreNoneAreToldAndMatchNothing() {
        ListTransactions.Response response =
                list(List.of("Dead", "Nonsense"), List.of(), -1L, null);

        assertThat(response.unknownStates()).containsExactly("Dead", "Nonsense");
        assertThat(response.transactions()).isEmpty();
    }

    @Test
    void anExpressionThatIsNoneIsRefused() {
        assertThat(list(List.of(), List.of(), -1L, "(").error())
                .isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
    }

    private DescribeTransactions.Transaction described(String name) {
        return ((DescribeTransactions.Response)
                        world.ask(new DescribeTransactions.Request(List.of(name))))
                .transactions()
                .get(0);
    }

    private ListTransactions.Response list(
            List<String> states,
            List<Long> producerIds,
            long durationMs,
            @Nullable String pattern) {
        return (ListTransactions.Response)
                world.ask(new ListTransactions.Request(states, producerIds, durationMs, pattern));
    }

    private static List<String> names(ListTransactions.Response response) {
        return response.transactions().stream()
                .map(ListTransactions.Transaction::transactionalId)
                .toList();
    }
}
