package strata.apps.play;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OrdersTest {
    private final Orders orders = new Orders();

    @Test
    void whatWasAcknowledgedIsKeptApartFromWhatWasSent() {
        String first = orders.next();
        String second = orders.next();
        String third = orders.next();

        orders.acknowledged(third);
        orders.acknowledged(first);
        orders.refused(second, new IllegalStateException("no leader"));

        assertThat(orders.sentCount()).isEqualTo(3);
        assertThat(orders.acknowledged()).containsExactly(third, first);
        assertThat(orders.fault()).contains(second).contains("no leader");
    }

    @Test
    void noGapIsNotedBeforeSomebodyWatches() {
        orders.acknowledged(orders.next());

        assertThat(orders.longestGapMs()).isZero();
    }
}
