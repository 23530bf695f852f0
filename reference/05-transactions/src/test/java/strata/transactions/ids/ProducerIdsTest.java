package strata.transactions.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;

class ProducerIdsTest {
    private final ProducerIds ids = new ProducerIds();

    @Test
    void aBlockBeginsWithTheFirstFreeIdAndTheLastIdsAreNeverGiven() {
        assertThat(ProducerIdBlocks.next(0)).isEqualTo(new ProducerIdBlock(0, 1_000));
        assertThat(ProducerIdBlocks.next(3_000)).isEqualTo(new ProducerIdBlock(3_000, 1_000));
        assertThat(ProducerIdBlocks.next(Long.MAX_VALUE - 1_000))
                .isEqualTo(new ProducerIdBlock(Long.MAX_VALUE - 1_000, 1_000));
        assertThat(ProducerIdBlocks.next(Long.MAX_VALUE - 999)).isNull();
    }

    @Test
    void withoutABlockThereIsNoIdAndOneIsWanted() {
        assertThat(ids.take()).isEqualTo(ProducerIdSupply.NONE);
        assertThat(ids.wantsBlock()).isTrue();

        ids.asked();
        assertThat(ids.wantsBlock()).isFalse();

        ids.failed();
        assertThat(ids.wantsBlock()).isTrue();
    }

    @Test
    void theNextBlockIsWantedWhenATenthIsLeft() {
        ids.asked();
        ids.received(new ProducerIdBlock(500, 20));
        for (int i = 0; i < 17; i++) {
            assertThat(ids.take()).isEqualTo(500 + i);
            assertThat(ids.wantsBlock()).isFalse();
        }

        ids.take();

        assertThat(ids.wantsBlock()).isTrue();
    }

    @Test
    void aBlockThatCameEarlyIsUsedOnceTheOneBeforeIsUsedUp() {
        ids.received(new ProducerIdBlock(0, 10));
        ids.received(new ProducerIdBlock(70, 10));

        for (int i = 0; i < 10; i++) {
            assertThat(ids.take()).isEqualTo(i);
        }
        assertThat(ids.take()).isEqualTo(70);
    }

    @Test
    void noIdIsEverGivenTwiceWhateverTheOrderOfCalls() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ProducerIds supply = new ProducerIds();
            TreeSet<Long> given = new TreeSet<>();
            long firstFree = 0;
            for (int i = 0; i < 300; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        ProducerIdBlock block =
                                new ProducerIdBlock(firstFree, 1 + random.nextInt(20));
                        firstFree = block.end();
                        supply.received(block);
                    }
                    case 1 -> supply.asked();
                    case 2 -> supply.failed();
                    default -> {
                        long id = supply.take();
                        assertThat(id == ProducerIdSupply.NONE || given.add(id))
                                .as("seed %s gives %s twice", seed, id)
                                .isTrue();
                        assertThat(id).isLessThan(firstFree);
                    }
                }
            }
            assertThat(given).isNotEmpty();
        }
    }
}
