package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {
    private static final int REQUEST_BYTES_MAX = 100 << 20;
    private static final long LIMIT_BYTES = 8 << 20;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final Landing landing = new Landing(allocator);
    private final FrameMemory memory = new FrameMemory(LIMIT_BYTES);
    private final List<Source> sources = new ArrayList<>();
    private long nowMs;

    @AfterEach
    void everyBufferIsGivenBack() {
        sources.forEach(Source::close);
        landing.close();
        assertThat(memory.heldBytes()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void requestsAreWholeWhereverTheBytesAreSplit() {
        byte[] stream = frames(payload(1, 5), payload(2, 0), payload(3, 13));

        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                Source source = new Source();
                source.read(Arrays.copyOfRange(stream, 0, first));
                source.read(Arrays.copyOfRange(stream, first, second));
                source.read(Arrays.copyOfRange(stream, second, stream.length));

                assertThat(source.taken)
                        .as("split at %s and %s", first, second)
                        .containsExactly(payload(1, 5), payload(2, 0), payload(3, 13));
            }
        }
    }

    @Test
    void requestsOfAnySizeAreWholeInAnyPieces() {
        Random random = new Random(8123);
        for (int round = 0; round < 60; round++) {
            List<byte[]> payloads = new ArrayList<>();
            for (int index = 0; index < 12; index++) {
                payloads.add(payload(index, random.nextInt(1 << random.nextInt(20))));
            }
            byte[] stream = frames(payloads.toArray(byte[][]::new));
            Source source = new Source();

            int from = 0;
            while (from < stream.length) {
                int piece =
                        Math.min(1 + random.nextInt(1 << random.nextInt(19)), stream.length - from);
                source.read(Arrays.copyOfRange(stream, from, from + piece));
                from += piece;
                if (random.nextInt(4) == 0) {
                    source.endTurn();
                }
            }

            assertThat(source.taken).as("round %s", round).containsExactlyElementsOf(payloads);
            source.close();
        }
    }

    @Test
    void connectionsInTurnDoNotMixTheirBytes() {
        byte[] ofLeft = frames(payload(1, 9_000), payload(2, 300_000));
        byte[] ofRight = frames(payload(7, 300_000), payload(8, 9_000));
        Source left = new Source();
        Source right = new Source();

        for (int from = 0; from < ofLeft.length; from += 7_001) {
            left.read(Arrays.copyOfRange(ofLeft, from, Math.min(from + 7_001, ofLeft.length)));
            right.read(Arrays.copyOfRange(ofRight, from, Math.min(from + 7_001, ofRight.length)));
        }

        assertThat(left.taken).containsExactly(payload(1, 9_000), payload(2, 300_000));
        assertThat(right.taken).containsExactly(payload(7, 300_000), payload(8, 9_000));
    }

    @Test
    void requestsStayReadableUntilTheTurnEnds() {
        Source source = new Source();
        source.read(frames(payload(1, 100)));
        ByteBuffer first = source.buffers.get(0);

        for (int round = 0; round < 50; round++) {
            source.read(frames(payload(round, 60_000)));
        }

        assertThat(bytesOf(first)).isEqualTo(payload(1, 100));
    }

    @Test
    void whatIsHeldGrowsWithWhatArrivesAndNotWithWhatIsClaimed() {
        Source source = new Source();

        source.read(claim(REQUEST_BYTES_MAX));
        assertThat(source.frames.capacityBytes()).isLessThanOrEqualTo(64);

        source.read(new byte[10_000]);
        assertThat(source.frames.capacityBytes()).isLessThanOrEqualTo(32 * 1024);

        source.read(new byte[190_000]);
        assertThat(source.frames.capacityBytes()).isLessThanOrEqualTo(512 * 1024);
    }

    @Test
    void aLargeRequestEndsInABufferOfExactlyItsSize() {
        byte[] payload = payload(1, 3 << 20);
        Source source = new Source();

        byte[] stream = frames(payload);
        for (int from = 0; from < stream.length - 1; from += 100_000) {
            source.read(
                    Arrays.copyOfRange(stream, from, Math.min(from + 100_000, stream.length - 1)));
        }

        assertThat(source.frames.capacityBytes()).isEqualTo(stream.length);
        source.read(Arrays.copyOfRange(stream, stream.length - 1, stream.length));
        assertThat(source.taken).containsExactly(payload);
    }

    @Test
    void aConnectionWithNothingUnreadHoldsNoBuffer() {
        Source source = new Source();

        source.read(frames(payload(1, 70_000), payload(2, 5)));

        assertThat(source.frames.unread()).isZero();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void negativeAndTooLargeLengthsAreFaults() {
        Source negative = new Source();
        negative.read(claim(-1));
        assertThat(negative.frames.fault()).contains("negative length -1");

        Source large = new Source();
        large.read(claim(REQUEST_BYTES_MAX + 1));
        assertThat(large.frames.fault()).contains("socket.request.max.bytes=" + REQUEST_BYTES_MAX);

        Source largest = new Source();
        largest.read(claim(REQUEST_BYTES_MAX));
        assertThat(largest.frames.fault()).isNull();
    }

    @Test
    void manyLargeRequestsWaitForEachOtherAndAllArrive() {
        int size = 3 << 20;
        List<Source> many = new ArrayList<>();
        byte[][] streams = new byte[8][];
        for (int index = 0; index < streams.length; index++) {
            streams[index] = frames(payload(index, size));
            many.add(new Source());
        }

        long mostBytes = 0;
        int[] from = new int[streams.length];
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int index = 0; index < streams.length; index++) {
                Source source = many.get(index);
                int piece = Math.min(50_000, streams[index].length - from[index]);
                if (!source.frames.isWaiting() && piece > 0) {
                    source.read(
                            Arrays.copyOfRange(streams[index], from[index], from[index] + piece));
                    from[index] += piece;
                    moved = true;
                }
                mostBytes = Math.max(mostBytes, memory.heldBytes());
                source.endTurn();
            }
            memory.wakeWaiting();
        }

        for (int index = 0; index < streams.length; index++) {
            assertThat(many.get(index).taken).containsExactly(payload(index, size));
        }
        // Not 8 times 3 MiB: the limit, and one request beyond it.
        assertThat(mostBytes).isLessThanOrEqualTo(LIMIT_BYTES + size + Landing.SIZE);
    }

    @Test
    void smallRequestsPassWhileLargeOnesFillTheMemory() {
        List<Source> hogs = new ArrayList<>();
        while (hogs.stream().noneMatch(hog -> hog.frames.isWaiting())) {
            Source hog = new Source();
            hog.read(claim(REQUEST_BYTES_MAX));
            hog.read(new byte[200_000]);
            hogs.add(hog);
        }
        Source small = new Source();

        byte[] stream = frames(payload(1, 12_000));
        small.read(Arrays.copyOfRange(stream, 0, 7_000));
        small.read(Arrays.copyOfRange(stream, 7_000, stream.length));

        assertThat(small.taken).containsExactly(payload(1, 12_000));
    }

    @Test
    void whoeverStallsWhileOthersWaitIsDropped() {
        List<Source> hogs = new ArrayList<>();
        while (hogs.stream().noneMatch(hog -> hog.frames.isWaiting())) {
            Source hog = new Source();
            hog.read(claim(REQUEST_BYTES_MAX));
            hog.read(new byte[200_000]);
            hogs.add(hog);
        }
        Source first = hogs.get(0);
        Source last = hogs.get(hogs.size() - 1);

        assertThat(memory.stalled(first.frames, 0, 2_000)).isNull();
        assertThat(memory.stalled(first.frames, 0, 6_000)).contains("stands still");
        assertThat(memory.stalled(last.frames, 0, 6_000)).as("it waits itself").isNull();
    }

    @Test
    void nobodyIsDroppedForBeingSlowWhileThereIsMemory() {
        Source slow = new Source();
        slow.read(claim(REQUEST_BYTES_MAX));
        slow.read(new byte[200_000]);

        assertThat(memory.stalled(slow.frames, 0, 1_000_000)).isNull();
    }

    @Test
    void bytesThatComeThoughTheyMayNotAreTold() {
        Source source = new Source();
        source.takes = false;
        source.read(frames(payload(1, 10)));

        ByteBuf target = source.frames.target();
        target.writeByte(0);

        assertThat(source.frames.arrived(target)).isFalse();
        target.release();
    }

    private static byte[] payload(int seed, int size) {
        byte[] payload = new byte[size];
        new Random(seed).nextBytes(payload);
        return payload;
    }

    private static byte[] claim(int length) {
        return ByteBuffer.allocate(4).putInt(length).array();
    }

    private static byte[] frames(byte[]... payloads) {
        int size = 0;
        for (byte[] payload : payloads) {
            size += 4 + payload.length;
        }
        ByteBuffer stream = ByteBuffer.allocate(size);
        for (byte[] payload : payloads) {
            stream.putInt(payload.length).put(payload);
        }
        return stream.array();
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** A connection, read as a transport reads it: until the bytes that are there are used up. */
    private final class Source implements FrameAssembler.FrameHolder {
        final FrameAssembler frames =
                new FrameAssembler(landing, memory, allocator, REQUEST_BYTES_MAX, this::goOn);
        final List<byte[]> taken = new ArrayList<>();
        final List<ByteBuffer> buffers = new ArrayList<>();
        private final List<ByteBuf> held = new ArrayList<>();
        private boolean takes = true;

        Source() {
            sources.add(this);
        }

        void read(byte[] bytes) {
            int from = 0;
            while (from < bytes.length) {
                do {
                    ByteBuf target = frames.target();
                    assertThat(target.isWritable())
                            .as("a read of no bytes looks like the end")
                            .isTrue();
                    int count = Math.min(target.writableBytes(), bytes.length - from);
                    target.writeBytes(bytes, from, count);
                    from += count;
                    assertThat(frames.arrived(target)).isTrue();
                    target.release();
                    take();
                } while (from < bytes.length && frames.canTakeMore());
                frames.settle(nowMs);
            }
        }

        private void take() {
            while (takes && frames.fault() == null && frames.hasNext()) {
                ByteBuffer frame = frames.next(this);
                buffers.add(frame);
                taken.add(bytesOf(frame));
            }
        }

        private void goOn() {
            frames.settle(nowMs);
        }

        @Override
        public void hold(ByteBuf buffer, int sizeInBytes) {
            held.add(buffer);
        }

        void endTurn() {
            held.forEach(ByteBuf::release);
            held.clear();
        }

        void close() {
            endTurn();
            frames.close();
        }
    }
}
