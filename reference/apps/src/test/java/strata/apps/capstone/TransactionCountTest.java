package strata.apps.capstone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class TransactionCountTest {
    private static ByteBuffer value(int state) {
        ByteBuffer value = ByteBuffer.allocate(40);
        value.putShort((short) 1).putLong(4711).putShort((short) 3).putInt(60_000);
        value.put((byte) state).rewind();
        return value;
    }

    @Test
    void onlyWhatIsCompleteIsCounted() {
        TransactionCount count = new TransactionCount(0, 0);
        for (int state = 0; state <= 7; state++) {
            count = count.with(value(state));
        }
        count = count.with(value(4));

        assertThat(count).isEqualTo(new TransactionCount(2, 1));
    }
}
