package strata.transactions.producers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import strata.kernel.log.PendingFlush;
import strata.kernel.transactions.AbortedTransaction;
import strata.log.MemoryStorage;

class AbortedIndexTest {
    private static final String DIRECTORY = "t-0";
    private static final AbortedTransaction FIRST = new AbortedTransaction(7, 10, 20, 12);
    private static final AbortedTransaction SECOND = new AbortedTransaction(8, 12, 30, 31);
    private static final AbortedTransaction THIRD = new AbortedTransaction(7, 110, 120, 121);

    private final MemoryStorage disk = new MemoryStorage();
    private AbortedIndex index = begun(Long.MAX_VALUE, 0L, 100L);

    private AbortedIndex begun(long below, Long... segments) {
        AbortedIndex made = new AbortedIndex(DIRECTORY, disk);
        made.find();
        made.begin(segments(segments), below);
        return made;
    }

    private static NavigableSet<Long> segments(Long... baseOffsets) {
        return new TreeSet<>(Arrays.asList(baseOffsets));
    }

    private void addAll() {
        index.add(0, FIRST);
        index.add(0, SECOND);
        index.add(100, THIRD);
    }

    private byte[] file(long segment) {
        return disk.bytes(FileNames.of(DIRECTORY, segment, FileNames.ABORTED));
    }

    private List<String> files() {
        return disk.list(DIRECTORY);
    }

    @Test
    void anEntryHasTheBytesOfKafkasFile() {
        index.add(0, FIRST);

        assertThat(HexFormat.of().formatHex(file(0)))
                .isEqualTo(
                        "0000"
                                + "0000000000000007"
                                + "000000000000000a"
                                + "0000000000000014"
                                + "000000000000000c");
    }

    @Test
    void aSegmentWithoutAbortedTransactionsHasNoFile() {
        index.add(100, THIRD);

        assertThat(files()).containsExactly("00000000000000000100.txnindex");
    }

    @Test
    void aSearchFindsWhatOverlapsAndEndsAtAnEntryWhoseLastStableOffsetReachesTheBound() {
        addAll();

        assertThat(index.search(0, 200)).containsExactly(FIRST, SECOND, THIRD);
        assertThat(index.search(21, 200)).containsExactly(SECOND, THIRD);
        assertThat(index.search(20, 12)).containsExactly(FIRST);
        assertThat(index.search(15, 31)).containsExactly(FIRST, SECOND);
        assertThat(index.search(0, 13)).containsExactly(FIRST, SECOND);
        assertThat(index.search(31, 110)).isEmpty();
        assertThat(index.search(121, 200)).isEmpty();
    }

    @Test
    void whatWasAddedIsThereAfterAReopeningAndNotAddedTwice() {
        addAll();
        index.close();

        index = begun(Long.MAX_VALUE, 0L, 100L);
        index.add(0, SECOND);

        assertThat(index.search(0, 200)).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void whatWasNotDurableIsMadeAnew() {
        addAll();
        index.close();

        index = begun(30, 0L, 100L);

        assertThat(index.search(0, 200)).containsExactly(FIRST);
        assertThat(files()).containsExactly("00000000000000000000.txnindex");
    }

    @Test
    void aTruncationTakesTheEntriesWhoseMarkersAreGone() {
        addAll();

        index.truncateTo(30);

        assertThat(index.search(0, 200)).containsExactly(FIRST);
        assertThat(files()).containsExactly("00000000000000000000.txnindex");
        index.add(0, SECOND);
        assertThat(index.search(0, 200)).containsExactly(FIRST, SECOND);
    }

    @Test
    void entriesOfASegmentThatACompactionHasMergedGoOverToTheOneThatHoldsThem() {
        addAll();

        index.rehome(segments(0L));

        assertThat(index.search(0, 200)).containsExactly(FIRST, SECOND, THIRD);
        assertThat(files()).containsExactly("00000000000000000000.txnindex");
        assertThat(file(0)).hasSize(3 * AbortedFile.ENTRY_BYTES);
    }

    @Test
    void entriesOfSegmentsThatAreDeletedGo() {
        addAll();

        index.rehome(segments(100L));

        assertThat(index.search(0, 200)).containsExactly(THIRD);
        assertThat(files()).containsExactly("00000000000000000100.txnindex");
    }

    @Test
    void whatALogRemovesWhileItIsOpenedIsNotLost() {
        addAll();
        index.close();
        AbortedIndex made = new AbortedIndex(DIRECTORY, disk);
        made.find();

        // The second segment is in the first one now, and its file went when the log was opened.
        disk.delete(FileNames.of(DIRECTORY, 100, FileNames.ABORTED));
        made.begin(segments(0L), Long.MAX_VALUE);

        assertThat(made.search(0, 200)).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void aTornEndIsCut() {
        addAll();
        index.close();
        byte[] torn = Arrays.copyOf(file(0), 3 * AbortedFile.ENTRY_BYTES + 5);
        disk.setBytes(FileNames.of(DIRECTORY, 0, FileNames.ABORTED), torn);

        index = begun(Long.MAX_VALUE, 0L, 100L);

        assertThat(index.search(0, 200)).containsExactly(FIRST, SECOND, THIRD);
        assertThat(file(0)).hasSize(2 * AbortedFile.ENTRY_BYTES);
    }

    @Test
    void whatWasFlushedIsThereAfterThePowerWasCut() {
        index.add(0, FIRST);
        // That there is the directory, the log sees to.
        disk.syncDirectory("");
        List<AbortedFile.Unflushed> unflushed = new ArrayList<>();
        index.unflushed(unflushed);
        unflushed.forEach(each -> each.file().flush());
        index.add(0, SECOND);

        disk.loseUnflushed();

        index = begun(Long.MAX_VALUE, 0L, 100L);
        assertThat(index.search(0, 200)).containsExactly(FIRST);
    }

    @Test
    void anEntryCountsAsUnflushedUntilAFlushIsOver() {
        index.add(0, FIRST);
        FlushesUnderWay flushes = new FlushesUnderWay();
        SnapshotFiles snapshots = new SnapshotFiles(DIRECTORY, disk);
        PendingFlush slow = requireNonNull(flushes.start(snapshots, index, 100));

        PendingFlush fast = requireNonNull(flushes.start(snapshots, index, 100));

        assertThat(fast.files()).isEqualTo(slow.files()).hasSize(1);
        flushes.done(fast);
        assertThat(flushes.start(snapshots, index, 100)).isNull();
        index.add(0, SECOND);
        flushes.done(slow);
        assertThat(flushes.start(snapshots, index, 100)).isNotNull();
    }

    @Test
    void everyMomentInWhichTheMachineDiesWhileEntriesMoveLeavesThemAll() {
        // One for all: the first draws of neighbouring seeds are much alike.
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            int step = 1;
            while (diesWhileEntriesMove(step, random)) {
                step++;
            }
            assertThat(step).isGreaterThan(3);
        }
    }

    private static boolean diesWhileEntriesMove(int step, Random random) {
        MemoryStorage world = new MemoryStorage();
        AbortedIndex moving = new AbortedIndex(DIRECTORY, world);
        moving.begin(segments(0L, 100L), Long.MAX_VALUE);
        moving.add(0, FIRST);
        moving.add(100, THIRD);
        world.settle();
        world.dieInStep(step);
        boolean died = false;
        try {
            moving.rehome(segments(0L));
        } catch (MemoryStorage.Died now) {
            died = true;
        }
        world.loseSome(random);
        AbortedIndex after = new AbortedIndex(DIRECTORY, world);
        after.find();
        after.begin(segments(0L), Long.MAX_VALUE);
        assertThat(after.search(0, 200)).as("step %s", step).containsExactly(FIRST, THIRD);
        return died;
    }
}
