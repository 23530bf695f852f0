package strata.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "2.8", concept = "compaction", code = "SEG-208")
final class KeyMapTest {
    private static final int KEYS = 2_000;

    @Claim(
            value = "The map knows the last offset that was put for each key, and no other key",
            rules = {"R2.8-a", "R2.8-b", "R2.8-c"})
    void theLastOffsetOfEachKeyIsKnown(Lesson lesson) {
        lesson.step("put a at 3, b at 4, a at 5, the empty key at 0");
        KeyMap map = new KeyMap(1_000, 1_000);
        put(lesson, map, true, "a", 3);
        put(lesson, map, true, "b", 4);
        put(lesson, map, true, "a", 5);
        put(lesson, map, true, "", 0);
        expectOffset(lesson, map, 5, "a");
        expectOffset(lesson, map, 4, "b");
        expectOffset(lesson, map, 0, "");
        expectOffset(lesson, map, KeyMap.NOT_FOUND, "c");
        lesson.expect("the map's size", 3, map.size());

        lesson.step("put %s keys into a map with room for them and few more, twice", KEYS);
        KeyMap tight = new KeyMap(1 << 20, KEYS);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < KEYS; i++) {
                put(lesson, tight, true, "key " + i, round * KEYS + i);
            }
        }
        for (int i = 0; i < KEYS; i++) {
            expectOffset(lesson, tight, KEYS + i, "key " + i);
            expectOffset(lesson, tight, KeyMap.NOT_FOUND, "no key " + i);
        }
        lesson.expect("the map's size", KEYS, tight.size());
    }

    @Claim(
            value = "A full map refuses a new key, and takes a new offset of one that it has",
            rules = {"R2.8-d"})
    void aFullMapRefusesANewKey(Lesson lesson) {
        lesson.step("ten slots, so room for nine keys");
        KeyMap map = new KeyMap(10 * KeyMap.ENTRY_BYTES, 1_000);
        for (int i = 0; i < 9; i++) {
            put(lesson, map, true, "k" + i, i);
        }
        lesson.step("put a tenth key, then k3 again");
        put(lesson, map, false, "one more", 9);
        put(lesson, map, true, "k3", 10);
        expectOffset(lesson, map, KeyMap.NOT_FOUND, "one more");
        expectOffset(lesson, map, 10, "k3");
        expectOffset(lesson, map, 8, "k8");
        lesson.expect("the map's size", 9, map.size());

        lesson.step("two slots, so room for one key");
        KeyMap smallest = new KeyMap(0, 1_000);
        put(lesson, smallest, true, "a", 1);
        put(lesson, smallest, false, "b", 2);
        expectOffset(lesson, smallest, 1, "a");
        expectOffset(lesson, smallest, KeyMap.NOT_FOUND, "b");
    }

    private static void put(Lesson lesson, KeyMap map, boolean expected, String key, long offset) {
        lesson.now("put \"%s\" at %s", key, offset);
        lesson.expect("whether it was noted", expected, map.put(bytes(key), offset));
    }

    private static void expectOffset(Lesson lesson, KeyMap map, long expected, String key) {
        lesson.now("look for \"%s\"", key);
        lesson.expect("its last offset", expected, map.offsetOf(bytes(key)));
    }

    private static ByteBuffer bytes(String key) {
        return ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8));
    }
}
