package strata.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static strata.cli.inspect.Inspected.INDEX;
import static strata.cli.inspect.Inspected.LOG;
import static strata.cli.inspect.Inspected.TIME_INDEX;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.Inspection.Outcome;
import strata.kernel.log.CompressionType;

/** Whatever the bytes are, the answer is words: an exception would end these tests. */
class AnyBytesTest {
    private static final byte[] FIRST =
            LogBytes.batch(0)
                    .record("otter", "seen", LogBytes.headers("by", "ada"))
                    .record(null, null)
                    .bytes();
    private static final byte[] SECOND =
            LogBytes.batch(2).compression(CompressionType.LZ4).record("k", "v").bytes();
    private static final byte[] THIRD =
            LogBytes.batch(3).compression(CompressionType.SNAPPY).record("k", "v").bytes();
    private static final byte[] WHOLE = LogBytes.join(FIRST, SECOND, THIRD);

    @TempDir private Path folder;
    private final Map<String, byte[]> good = new LinkedHashMap<>();

    @BeforeEach
    void chooseGoodFiles() {
        good.put(LOG, WHOLE);
        good.put(INDEX, LogBytes.index(2, FIRST.length, 3, FIRST.length + SECOND.length));
        good.put(TIME_INDEX, LogBytes.timeIndex(300, 1));
        good.put("00000000000000000000.txnindex", new byte[68]);
        good.put("00000000000000000004.snapshot", new byte[56]);
        good.put("leader-epoch-checkpoint", "0\n1\n3 0\n".getBytes(UTF_8));
        good.put(
                "partition.metadata",
                "version: 0\ntopic_id: vd15zIUQTCCc5wdQCszh_Q".getBytes(UTF_8));
        good.put(".kafka_cleanshutdown", "{\"version\":0}".getBytes(UTF_8));
        good.put("cleaner-offset-checkpoint", "0\n1\na 0 1\n".getBytes(UTF_8));
        good.put("meta.properties", "version=1\nnode.id=1\ncluster.id=x\n".getBytes(UTF_8));
    }

    private Inspected written() {
        Inspected files = new Inspected(folder);
        good.forEach(files::file);
        return files;
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }

    @Test
    void everyFlippedBitOfALogIsFoundButThoseThatNothingCovers() {
        Inspected files = new Inspected(folder).check().detail(Detail.RECORDS);
        List<Integer> unseen = new ArrayList<>();
        for (int bit = 0; bit < 8 * WHOLE.length; bit++) {
            Inspected.Answer answer = files.file(LOG, flipped(WHOLE, bit)).answer(LOG);
            if (answer.outcome() == Outcome.GOOD) {
                unseen.add(bit / 8);
            }
        }
        // A base offset that is still greater, or an epoch of the last batches, nobody can doubt.
        List<Integer> uncovered = new ArrayList<>();
        for (int start : List.of(0, FIRST.length, FIRST.length + SECOND.length)) {
            for (int i = 0; i < 8; i++) {
                uncovered.add(start + i);
            }
            for (int i = 12; i < 16; i++) {
                uncovered.add(start + i);
            }
        }
        assertThat(uncovered).containsAll(unseen);
    }

    @Test
    void everyFlippedBitOfEveryFileIsAnsweredInWords() {
        Inspected files = written().check();
        good.forEach(
                (name, bytes) -> {
                    for (int bit = 0; bit < 8 * bytes.length; bit++) {
                        files.file(name, flipped(bytes, bit));
                        assertThat(files.answer(name).text())
                                .as("%s bit %d", name, bit)
                                .isNotEmpty();
                        if (bit % 97 == 0) {
                            assertThat(files.answer().text()).contains("partition");
                        }
                    }
                    files.file(name, bytes);
                });
    }

    @Test
    void everyFlippedBitOfAnIndexIsFound() {
        for (String name : List.of(INDEX, TIME_INDEX)) {
            Inspected files = written();
            byte[] bytes = good.getOrDefault(name, new byte[0]);
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                Inspected.Answer answer = files.file(name, flipped(bytes, bit)).answer(name);
                assertThat(answer.outcome()).as("%s bit %d", name, bit).isEqualTo(Outcome.WRONG);
            }
        }
    }

    @Test
    void everyCutIsAnsweredInWords() {
        Inspected files = written().check();
        good.forEach(
                (name, bytes) -> {
                    for (int size = 0; size < bytes.length; size++) {
                        files.file(name, Arrays.copyOf(bytes, size));
                        assertThat(files.answer(name).text()).isNotEmpty();
                    }
                    files.file(name, bytes);
                });
    }

    @Test
    void aCutLogIsFoundExceptWhereABatchEnds() {
        Inspected files = new Inspected(folder);
        for (int size = 0; size <= WHOLE.length; size++) {
            Inspected.Answer answer = files.file(LOG, Arrays.copyOf(WHOLE, size)).answer(LOG);
            boolean whole =
                    size == 0
                            || size == FIRST.length
                            || size == FIRST.length + SECOND.length
                            || size == WHOLE.length;
            assertThat(answer.outcome() == Outcome.GOOD).as("%d bytes", size).isEqualTo(whole);
        }
    }

    @Test
    void noiseIsAnsweredInWords() {
        Random random = new Random(4711);
        for (int round = 0; round < 40; round++) {
            Inspected files = new Inspected(folder).check();
            for (String name : good.keySet()) {
                byte[] noise = new byte[random.nextInt(3000)];
                random.nextBytes(noise);
                files.file(name, noise);
                assertThat(files.answer(name).text()).isNotEmpty();
            }
            assertThat(files.answer().text()).isNotEmpty();
        }
    }

    /** Headers with a right CRC in which each number claims as much as it can. */
    @Test
    void hugeClaimsAreNotBelieved() {
        int[] places = {23, 27, 35, 43, 51, 53, 57, 61, 62, 63, 64, 65, 66};
        for (int place : places) {
            for (int claim : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7fffffff >> 8}) {
                for (byte[] batch : List.of(FIRST, SECOND, THIRD)) {
                    byte[] claiming = batch.clone();
                    ByteBuffer.wrap(claiming).putInt(Math.min(place, batch.length - 4), claim);
                    Inspected files =
                            new Inspected(folder).file(LOG, LogBytes.sealed(claiming)).check();
                    for (Detail detail : Detail.values()) {
                        assertThat(files.detail(detail).answer(LOG).text()).isNotEmpty();
                        assertThat(files.json().detail(detail).answer(LOG).text()).isNotEmpty();
                    }
                }
            }
        }
    }

    @Test
    void aBombOfZerosTakesNoMemory() {
        byte[] bomb =
                LogBytes.batch(0)
                        .compression(CompressionType.GZIP)
                        .record("k", "0".repeat(40 << 20))
                        .bytes();

        Inspected.Answer answer =
                new Inspected(folder).file(LOG, bomb).detail(Detail.RECORDS).answer(LOG);

        assertThat(answer.text()).contains("… (41943040 bytes)");
        assertThat(answer.outcome()).isEqualTo(Outcome.GOOD);
    }
}
