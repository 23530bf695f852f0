package strata.transactions.producers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenTransactionsTest {
    private final OpenTransactions open = new OpenTransactions();

    @Test
    void withoutTransactionsAllThatIsCommittedIsStable() {
        assertThat(open.lastStableOffset(50)).isEqualTo(50);
        assertThat(open.firstOpenOffset()).isEqualTo(OpenTransactions.NONE);
    }

    @Test
    void theFirstOpenTransactionHoldsTheRestBack() {
        open.began(7, 30);
        open.began(8, 10);

        assertThat(open.lastStableOffset(50)).isEqualTo(10);
        assertThat(open.lastStableOffset(5)).isEqualTo(5);
        assertThat(open.firstOpenOffset()).isEqualTo(10);
    }

    @Test
    void aMarkerCountsOnceTheHighWatermarkHasPassedIt() {
        open.began(7, 10);
        open.ended(10, 40);

        assertThat(open.lastStableOffset(30)).isEqualTo(10);
        assertThat(open.lastStableOffset(40)).isEqualTo(10);
        assertThat(open.lastStableOffset(41)).isEqualTo(41);

        open.highWatermarkIs(41);
        assertThat(open.lastStableOffset(60)).isEqualTo(60);
    }

    @Test
    void aMarkerThatIsNotCommittedHoldsBackBeforeALaterOpenOne() {
        open.began(7, 10);
        open.began(8, 20);
        open.ended(10, 40);

        assertThat(open.lastStableOffset(40)).isEqualTo(10);
        assertThat(open.lastStableOffset(50)).isEqualTo(20);
    }

    @Test
    void theIndexIsToldTheFirstTransactionOfOthers() {
        open.began(7, 10);
        open.began(8, 20);

        assertThat(open.stableAfter(7, 40)).isEqualTo(20);
        assertThat(open.stableAfter(8, 40)).isEqualTo(10);
        open.ended(10, 40);
        assertThat(open.stableAfter(8, 41)).isEqualTo(42);
    }
}
