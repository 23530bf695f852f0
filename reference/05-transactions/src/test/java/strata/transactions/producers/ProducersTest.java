package strata.transactions.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProducersTest {
    private final Producers producers = new Producers();

    @Test
    void whoeverIsMadeIsFoundHoweverManyThereAre() {
        for (long id = 0; id < 5_000; id++) {
            assertThat(producers.get(id)).isNull();
            Producer made = producers.getOrMake(id);
            assertThat(producers.getOrMake(id)).isSameAs(made);
        }

        for (long id = 0; id < 5_000; id++) {
            assertThat(producers.get(id)).extracting(Producer::id).isEqualTo(id);
        }
        assertThat(producers.get(5_000)).isNull();
    }

    @Test
    void idsThatHaveTheSamePlaceAreToldApart() {
        // Their lower 32 bits are the same.
        Producer one = producers.getOrMake(7);
        Producer other = producers.getOrMake(7 + (1L << 32));

        assertThat(producers.get(7)).isSameAs(one);
        assertThat(producers.get(7 + (1L << 32))).isSameAs(other);
        assertThat(producers.get(7 + (1L << 33))).isNull();
    }

    @Test
    void theyComeInTheOrderOfTheirIds() {
        for (long id : List.of(5L, 1L, 9L, 3L)) {
            producers.getOrMake(id);
        }

        assertThat(producers.values()).extracting(Producer::id).containsExactly(1L, 3L, 5L, 9L);
    }

    @Test
    void whoIsRemovedOrReplacedIsNotFoundAnyMore() {
        Producer removed = producers.getOrMake(1);
        producers.getOrMake(2);
        producers.values().removeIf(each -> each == removed);
        assertThat(producers.get(1)).isNull();
        assertThat(producers.get(2)).isNotNull();

        Producer instead = new Producer(2);
        producers.put(instead);
        assertThat(producers.get(2)).isSameAs(instead);

        producers.clear();
        assertThat(producers.get(2)).isNull();
    }
}
