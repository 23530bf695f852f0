package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class KeyMapTest {
    @Test
    void theLastOffsetOfAKeyIsFound() {
        KeyMap map = new KeyMap(1_000, 1_000);

        map.put(key("a"), 3);
        map.put(key("b"), 4);
        map.put(key("a"), 5);

        assertThat(map.offsetOf(key("a"))).isEqualTo(5);
        assertThat(map.offsetOf(key("b"))).isEqualTo(4);
        assertThat(map.offsetOf(key("c"))).isEqualTo(KeyMap.NOT_FOUND);
        assertThat(map.size()).isEqualTo(2);
    }

    @Test
    void offsetZeroAndTheEmptyKeyAreLikeAnyOther() {
        KeyMap map = new KeyMap(1_000, 1_000);

        map.put(key(""), 0);

        assertThat(map.offsetOf(key(""))).isEqualTo(0);
        assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void aFullMapTakesNoNewKeyButNewOffsetsOfItsOwn() {
        KeyMap map = new KeyMap(10 * KeyMap.ENTRY_BYTES, 1_000);
        assertThat(map.capacity()).isEqualTo(9);
        for (int i = 0; i < 9; i++) {
            assertThat(map.put(key("k" + i), i)).isTrue();
        }

        assertThat(map.put(key("one more"), 9)).isFalse();
        assertThat(map.put(key("k3"), 10)).isTrue();

        assertThat(map.size()).isEqualTo(9);
        assertThat(map.offsetOf(key("one more"))).isEqualTo(KeyMap.NOT_FOUND);
        assertThat(map.offsetOf(key("k3"))).isEqualTo(10);
        assertThat(map.offsetOf(key("k8"))).isEqualTo(8);
    }

    @Test
    void evenTheSmallestMapHoldsAKey() {
        KeyMap map = new KeyMap(0, 1_000);

        assertThat(map.capacity()).isEqualTo(1);
        assertThat(map.put(key("a"), 1)).isTrue();
        assertThat(map.put(key("b"), 2)).isFalse();
        assertThat(map.offsetOf(key("b"))).isEqualTo(KeyMap.NOT_FOUND);
    }

    @Test
    void noMoreMemoryIsTakenThanThereCanBeKeys() {
        for (int keys : new int[] {0, 1, 9, 10, 1_000}) {
            KeyMap map = new KeyMap(1 << 30, keys);

            assertThat(map.capacity()).isBetween(Math.max(1, keys), 2 + keys + keys / 8);
        }
    }

    @Test
    void itAnswersAsAnOrdinaryMapDoes() {
        Random random = new Random(7);
        for (int run = 0; run < 50; run++) {
            KeyMap map = new KeyMap(random.nextInt(4_000), 10_000);
            Map<String, Long> model = new TreeMap<>();
            for (long offset = 0; offset < 600; offset++) {
                String key = "key " + random.nextInt(200);
                boolean fits = model.containsKey(key) || model.size() < map.capacity();
                assertThat(map.put(key(key), offset)).isEqualTo(fits);
                if (fits) {
                    model.put(key, offset);
                }
            }
            for (int i = 0; i < 200; i++) {
                String key = "key " + i;
                assertThat(map.offsetOf(key(key))).isEqualTo(model.getOrDefault(key, -1L));
            }
            assertThat(map.size()).isEqualTo(model.size());
        }
    }

    @Test
    void theKeyItselfIsNotMoved() {
        KeyMap map = new KeyMap(1_000, 10);
        ByteBuffer key = ByteBuffer.allocateDirect(9).put(key("a key")).flip().position(2);

        map.put(key, 1);

        assertThat(key.position()).isEqualTo(2);
        assertThat(map.offsetOf(key)).isEqualTo(1);
        assertThat(map.offsetOf(key("key"))).isEqualTo(1);
    }

    private static ByteBuffer key(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
