package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerMemoryTest {
    private static final int MIB = 1 << 20;

    private final PooledByteBufAllocator allocator =
            (PooledByteBufAllocator) Transport.newAllocator();
    private final AnswerMemory memory = new AnswerMemory(allocator);

    @AfterEach
    void everythingIsGivenBack() {
        memory.close();
        assertThat(allocator.metric().directArenas().get(0).numActiveAllocations()).isZero();
    }

    @Test
    void aBufferIsTakenAgainForAnAnswerOfMuchTheSameSize() {
        ByteBuf first = memory.take(4 * MIB);
        first.writeByte(7).release();

        ByteBuf second = memory.take(4 * MIB + MIB / 2);

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        second.release();
    }

    @Test
    void whatIsInUseIsNotTakenAgain() {
        List<ByteBuf> taken = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ByteBuf buffer = memory.take(MIB);
            taken.forEach(other -> assertThat(buffer).isNotSameAs(other));
            taken.add(buffer);
        }

        taken.forEach(ByteBuf::release);

        // Only so many are kept for later.
        assertThat(allocator.metric().directArenas().get(0).numActiveAllocations()).isEqualTo(4);
    }

    @Test
    void aLargerAnswerTakesThePlaceOfAKeptBuffer() {
        List<ByteBuf> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(memory.take(MIB));
        }
        taken.forEach(ByteBuf::release);

        ByteBuf larger = memory.take(3 * MIB);
        larger.release();

        assertThat(memory.take(2 * MIB)).isSameAs(larger);
        larger.release();
    }

    @Test
    void whatWasOfNoUseBetweenTwoSweepsIsGivenBack() {
        ByteBuf used = memory.take(MIB);
        ByteBuf unused = memory.take(2 * MIB);
        unused.release();
        memory.sweep();
        assertThat(unused.refCnt()).isEqualTo(1);

        memory.sweep();

        assertThat(unused.refCnt()).isZero();
        assertThat(used.refCnt()).isEqualTo(2);
        used.release();
    }
}
