package strata.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.lessons.Lesson;

/** The batches that some leader has ever called committed, from the first one on. */
final class HiddenTestCommitted {
    private final Lesson lesson;
    private final List<ByteBuffer> batches = new ArrayList<>();

    HiddenTestCommitted(Lesson lesson) {
        this.lesson = lesson;
    }

    int count() {
        return batches.size();
    }

    /** The offset behind the last one. */
    long endOffset() {
        return batches.isEmpty() ? 0 : endOf(batches.get(batches.size() - 1));
    }

    private static long endOf(ByteBuffer batch) {
        return batch.getLong(0) + batch.getInt(23) + 1;
    }

    /** A leader says how far its log is committed: two never say it of different batches. */
    void say(HiddenTestProcess leader, long highWatermark) {
        List<ByteBuffer> all = leader.batches();
        int said = 0;
        while (said < all.size() && endOf(all.get(said)) <= highWatermark) {
            said++;
        }
        int known = Math.min(said, batches.size());
        expectStartsWith(leader, "which leads", batches.subList(0, known));
        batches.addAll(all.subList(known, said));
    }

    /** All of them are in a node's log. */
    void expectOn(HiddenTestProcess node) {
        expectStartsWith(node, "which is in the ISR", batches);
    }

    private void expectStartsWith(HiddenTestProcess node, String which, List<ByteBuffer> some) {
        List<ByteBuffer> all = node.batches();
        boolean right = all.size() >= some.size() && all.subList(0, some.size()).equals(some);
        if (!right) {
            throw lesson.fail(
                    "the log of node %s, %s".formatted(node.id(), which),
                    "all that was committed: " + text(some),
                    text(all));
        }
    }

    static String text(List<ByteBuffer> batches) {
        return String.join(", ", batches.stream().map(HiddenTestBatch::text).toList());
    }
}
