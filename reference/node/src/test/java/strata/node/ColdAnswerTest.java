package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.kernel.storage.StorageException;
import strata.wire.EncodedResponse.Segment;

/** Answers from the disk, and who waits for them. */
class ColdAnswerTest {
    private static final int PIECE = ColdAnswer.PIECE_BYTES_MAX;

    @TempDir private Path root;

    // What the reader's thread hands over, run by the test as the loop would.
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final PageReader reader = new PageReader("reader", loop::add);
    // The clients' names, in the order in which pieces were written to them.
    private final List<String> written = new ArrayList<>();
    private DiskStorage storage;
    private DiskFile file;

    @BeforeEach
    void open() {
        storage = new DiskStorage(root, new DiskSettings(16, -1));
        file = (DiskFile) storage.open("topic-0/0.log");
        file.write(ByteBuffer.allocateDirect(8 * PIECE), 0);
    }

    @AfterEach
    void close() {
        reader.close();
        storage.close();
    }

    /** A client's end of its connection. */
    private final class Client implements ColdAnswer.Outlet {
        final String name;
        final List<Segment> pieces = new ArrayList<>();
        final ColdAnswer answer;
        boolean writable = true;
        boolean ended;

        Client(String name, Segment... segments) {
            this.name = name;
            this.answer = new ColdAnswer(reader, List.of(segments), this);
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void write(List<Segment> piece) {
            written.add(name);
            pieces.addAll(piece);
        }

        @Override
        public void ended() {
            ended = true;
        }

        @Override
        public void failed(StorageException fault) {
            throw fault;
        }

        void release() {
            for (Segment segment : pieces) {
                if (segment instanceof Segment.File sent) {
                    sent.slice().release();
                }
            }
        }
    }

    @Test
    void anAnswerLeavesInOrderAndWhole() throws Exception {
        Client client =
                new Client("a", bytes(), slice(10, 3 * PIECE), bytes(), slice(5, 7), bytes());

        client.answer.goOn();
        assertThat(written).as("nothing that is not read yet").isEmpty();
        runUntil(() -> client.ended);

        List<String> parts = new ArrayList<>();
        for (Segment segment : client.pieces) {
            parts.add(
                    switch (segment) {
                        case Segment.Bytes some -> "bytes";
                        case Segment.File sent ->
                                sent.slice().position() + "+" + sent.slice().count();
                    });
        }
        assertThat(parts)
                .containsExactly(
                        "bytes",
                        "10+" + PIECE,
                        (10 + PIECE) + "+" + PIECE,
                        (10 + 2 * PIECE) + "+" + PIECE,
                        "bytes",
                        "5+7",
                        "bytes");
        client.release();
        assertThatNothingIsHeld();
    }

    @Test
    void coldReadersTakeTurns() throws Exception {
        Client first = new Client("a", slice(0, 4 * PIECE));
        Client second = new Client("b", slice(0, 4 * PIECE));

        first.answer.goOn();
        second.answer.goOn();
        runUntil(() -> first.ended && second.ended);

        assertThat(written).containsExactly("a", "b", "a", "b", "a", "b", "a", "b");
        first.release();
        second.release();
    }

    @Test
    void aClientThatDoesNotTakeItsAnswerHoldsNobodyUpAndOnePieceBack() throws Exception {
        Client slow = new Client("slow", slice(0, 4 * PIECE));
        Client quick = new Client("quick", slice(0, 4 * PIECE));
        slow.writable = false;

        slow.answer.goOn();
        quick.answer.goOn();
        runUntil(() -> quick.ended);
        assertThat(written).doesNotContain("slow");
        slow.writable = true;
        slow.answer.goOn();
        assertThat(written).containsOnlyOnce("slow");
        runUntil(() -> slow.ended);

        slow.release();
        quick.release();
        assertThatNothingIsHeld();
    }

    @Test
    void aClientThatGoesLeavesNothingHeld() throws Exception {
        Client gone = new Client("gone", slice(0, 4 * PIECE));
        Client other = new Client("other", slice(0, PIECE));

        gone.answer.goOn();
        gone.answer.cancel();
        other.answer.goOn();
        runUntil(() -> other.ended);

        assertThat(written).containsExactly("other");
        other.release();
        assertThatNothingIsHeld();
    }

    @Test
    void whatWasReadIsWarmForAWhile() throws Exception {
        storage.close();
        storage = new DiskStorage(root, new DiskSettings(16, 3_600));
        file = (DiskFile) storage.open("topic-0/0.log");
        assertThat(ColdAnswer.isWarm(List.of(slice(0, 2 * PIECE)))).isFalse();
        Client client = new Client("a", slice(0, 2 * PIECE));

        client.answer.goOn();
        runUntil(() -> client.ended);

        assertThat(ColdAnswer.isWarm(List.of(slice(0, 2 * PIECE)))).isTrue();
        assertThat(ColdAnswer.isWarm(List.of(slice(2 * PIECE, PIECE))))
                .as("with what follows")
                .isTrue();
        assertThat(ColdAnswer.isWarm(List.of(slice(3 * PIECE, PIECE)))).isFalse();
        assertThat(ColdAnswer.isWarm(List.of(slice(6 * PIECE, PIECE)))).isFalse();
        file.write(ByteBuffer.allocate(10), 8L * PIECE);
        assertThat(ColdAnswer.isWarm(List.of(slice(8 * PIECE, 10)))).isTrue();
        client.release();
    }

    private Segment slice(int position, int count) {
        return new Segment.File(file.slice(position, count));
    }

    private static Segment bytes() {
        return new Segment.Bytes(ByteBuffer.allocate(10));
    }

    private void runUntil(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Runnable work = loop.poll(30, TimeUnit.SECONDS);
            assertThat(work).as("something more to do").isNotNull();
            work.run();
        }
    }

    private void assertThatNothingIsHeld() throws InterruptedException {
        // What is read ahead may still be under way.
        List<String> last = new ArrayList<>();
        reader.read(List.of(), () -> last.add("read"));
        runUntil(() -> !last.isEmpty());
        file.close();
        assertThat(file.inode().isOpen()).isFalse();
    }
}
