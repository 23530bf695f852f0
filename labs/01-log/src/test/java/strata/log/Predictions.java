package strata.log;

import static strata.log.TestBatches.NOW_MS;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.ByteReader;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.StorageException;
import strata.lessons.Predict;
import strata.sim.disk.CrashMode;

/**
 * Questions to answer before you run the code that answers them: {@code ./strata predict 1.1}. Your
 * own code gives the answer, so fill the step first.
 */
final class Predictions {
    private static final LeaderAppend AS_LEADER =
            new LeaderAppend(4, TimestampType.CREATE_TIME, NOW_MS);

    private Predictions() {}

    @Predict(
            step = "1.1",
            question = "How many bytes does -65 take as a varint?",
            choices = {"1", "2", "5", "10"},
            because =
                    "Zigzag makes 129 of -65, which needs 8 bits: one more than a group holds. -64"
                        + " is 127, and fits into one byte. Without zigzag every negative number"
                        + " would take ten.")
    static String sizeOfMinus65() {
        return "" + Varints.sizeOf(-65);
    }

    @Predict(
            step = "1.1",
            question = "Which int are the two bytes 80 00?",
            choices = {"0", "64", "128", "none: they are corrupt"},
            because =
                    "The first byte says that another follows, and its group is 0; the second group"
                            + " is 0 as well. It is a longer way to write 0. A reader takes it, a"
                            + " writer never makes it.")
    static String longerZero() {
        return "" + Varints.readInt(ByteReader.of(TestBatches.hex("8000")));
    }

    @Predict(
            step = "1.2",
            question =
                    "A batch of one record has 69 bytes; its key is null and its value is \"v\"."
                            + " How many has it when the value is null, too?",
            choices = {"64", "67", "68", "69"},
            because =
                    "The length of the value is one byte either way: 02 for one byte, 01 for null."
                        + " Only the byte \"v\" is gone. The record's own length shrinks, but stays"
                        + " one byte.")
    static String bytesOfTwoNulls() {
        BatchWriter writer = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);
        return "" + writer.add(NOW_MS, null, null, List.of()).build().remaining();
    }

    @Predict(
            step = "1.2",
            question =
                    "A batch gets another base offset, 1000 instead of 0. Its CRC must then be …",
            choices = {"the same", "another"},
            because =
                    "The CRC covers the bytes from the attributes, 21, to the end. The base offset"
                        + " lies before it, so a broker numbers records without reading them: that"
                        + " is why the format has the order it has.")
    static String crcOfAnotherOffset() {
        long crc = Crc.ofBatch(TestBatches.abc(0), 0, TestBatches.THREE_BYTES);
        long moved = Crc.ofBatch(TestBatches.abc(1000), 0, TestBatches.THREE_BYTES);
        return crc == moved ? "the same" : "another";
    }

    @Predict(
            step = "1.3",
            question =
                    "Records \"a\", \"b\", \"c\" bear deltas of 0, 1 and 2 ms, and their broker has"
                            + " stamped the batch. How far apart are the times of the first and the"
                            + " last?",
            choices = {"0 ms", "2 ms", "77000 ms"},
            because =
                    "In a batch of LOG_APPEND_TIME the broker changed the header alone: its"
                        + " greatest timestamp is the time of every record. The deltas are still in"
                        + " there, and count for nothing.")
    static String timesOfAStampedBatch() {
        ByteBuffer batch = TestBatches.abcStamped(0);
        BatchRecords records = BatchRecords.of(batch, Compression.UNSUPPORTED);
        long first = records.next().timestampMs();
        records.next();
        return records.next().timestampMs() - first + " ms";
    }

    @Predict(
            step = "1.3",
            question =
                    "You have read a value out of a batch. Somebody then changes that byte in the "
                            + "batch's buffer from d to X. What does your value say?",
            choices = {"d", "X"},
            because =
                    "It is a slice of the buffer, not a copy: no byte of a batch is copied to be"
                            + " read. Who hands buffers on must therefore not use them again.")
    static String valueIsASlice() {
        ByteBuffer batch = TestBatches.de(0);
        ByteBuffer value = BatchRecords.of(batch, Compression.UNSUPPORTED).next().value();
        batch.put(BatchHeader.SIZE + 6, (byte) 'X');
        return value == null ? "null" : StandardCharsets.UTF_8.decode(value).toString();
    }

    @Predict(
            step = "1.4",
            question = "One bit of a batch's base offset is flipped. What does the checker say?",
            choices = {"nothing: it is good", "CORRUPT_MESSAGE", "INVALID_RECORD"},
            because =
                    "The base offset is not under the CRC, and the leader overwrites it anyway. It"
                        + " is one of the two fields that a check cannot guard; the leader epoch is"
                        + " the other.")
    static String flippedBaseOffset() {
        return errorOf(TestBatches.abc(0).put(7, (byte) 1));
    }

    @Predict(
            step = "1.4",
            question =
                    "A client sends a message of magic 1, as clients did before Kafka 0.11. The"
                            + " answer is …",
            choices = {"CORRUPT_MESSAGE", "INVALID_RECORD", "UNSUPPORTED_COMPRESSION_TYPE"},
            because =
                    "Nothing rotted on the way: it is a real message, of a format that is out of"
                            + " use. A client retries after CORRUPT_MESSAGE; this will never get"
                            + " better, so the answer is another one.")
    static String oldMagic() {
        return errorOf(ByteBuffer.allocate(34).putInt(8, 22).put(16, (byte) 1));
    }

    @Predict(
            step = "1.5",
            question =
                    "The log end is 3. A producer sends a batch of two records whose header says"
                            + " base offset 900. After the append the log end is …",
            choices = {"3", "5", "902", "905"},
            because =
                    "A producer cannot know the offset, so the leader does not care what the header"
                            + " says: it overwrites it. Two records on from 3 is 5.")
    static String offsetThatCameAlong() {
        PartitionLog log = new TestDisk().open();
        log.appendAsLeader(TestBatches.abc(0), AS_LEADER);
        log.appendAsLeader(TestBatches.de(900), AS_LEADER);
        return "" + log.logEndOffset();
    }

    @Predict(
            step = "1.5",
            question =
                    "Eight batches of 1070 bytes are appended to an empty log, one by one, with "
                            + "positions 0, 1070, 2140 … How many of them does the index keep?",
            choices = {"1", "2", "3", "8"},
            because =
                    "That at 0, and the first that is 4096 bytes or more behind it: at 4280. The"
                            + " last one starts at 7490, which is too close to 4280 for a third.")
    static String entriesOfTheIndex() {
        PositionIndex index = new PositionIndex();
        for (int i = 0; i < 8; i++) {
            index.add(i, (long) TestBatches.LARGE_BYTES * i);
        }
        return "" + index.count();
    }

    @Predict(
            step = "1.6",
            question =
                    "The log has batches of the offsets 0-2 and 3-4. A consumer reads from offset"
                            + " 4, and gets …",
            choices = {"nothing", "record 4", "records 3 and 4", "records 0 to 4"},
            because =
                    "The broker serves whole batches, as they lie in the file: it never opens one."
                            + " The consumer gets 3 and 4, and drops 3 by itself.")
    static String readInMidBatch() {
        String offsets = TestBatches.offsets(twoBatches().read(4, Long.MAX_VALUE, 9999, false));
        return switch (offsets) {
            case "3-4" -> "records 3 and 4";
            case "0-2 3-4" -> "records 0 to 4";
            case "4-4" -> "record 4";
            default -> "nothing";
        };
    }

    @Predict(
            step = "1.6",
            question =
                    "Batches of 0-2 and 3-4. A read from 0 may return nothing at or above offset 4."
                            + " It returns …",
            choices = {"nothing", "0-2", "0-2 and record 3", "0-2 3-4"},
            because =
                    "The second batch holds offset 4, and a batch is served whole or not at all. So"
                            + " record 3 waits until all of its batch may be read.")
    static String boundInMidBatch() {
        String offsets = TestBatches.offsets(twoBatches().read(0, 4, 9999, true));
        return offsets.equals("null") ? "nothing" : offsets;
    }

    @Predict(
            step = "1.7",
            question =
                    "A file holds three good batches, and one bit in the second is flipped. Nothing"
                            + " is known to be durable. After recovery there are …",
            choices = {"3 batches", "2: the first and the third", "1 batch", "none: it won't open"},
            because =
                    "A log is an unbroken prefix of what was appended. The third batch is good, but"
                            + " behind a hole: who kept it would serve a history that never was."
                            + " Replication brings it back, in lab 3.")
    static String batchesBehindABadOne() {
        return recovered(0);
    }

    @Predict(
            step = "1.7",
            question =
                    "The same file, but all three batches had been flushed before. Now there are …",
            choices = {"3 batches", "2: the first and the third", "1 batch", "none: it won't open"},
            because =
                    "A crash cannot do that to bytes that were flushed: the disk has failed. To cut"
                            + " would be to lose acknowledged records in silence. So the log stops,"
                            + " changes nothing, and leaves the choice to a person.")
    static String batchesThatWereDurable() {
        return recovered(8);
    }

    @Predict(
            step = "1.8",
            question =
                    "An append returned. Then the process is killed (kill -9); the machine stays"
                            + " up. Nothing was flushed. What is in the log afterwards?",
            choices = {"nothing", "all of it", "perhaps a torn half"},
            because =
                    "A write that returned is in the page cache, which is the operating system's"
                        + " and not the process's. Only the death of the machine loses it. That is"
                        + " why Kafka can acknowledge without a flush.")
    static String killedWithoutAFlush() {
        TestDisk disk = new TestDisk();
        disk.open().appendAsLeader(TestBatches.abc(0), AS_LEADER);
        disk.crash(CrashMode.KEEP_ALL, 1);
        long end = disk.open().logEndOffset();
        return end == 3 ? "all of it" : end == 0 ? "nothing" : "perhaps a torn half";
    }

    @Predict(
            step = "1.8",
            question =
                    "startFlush, then another append, then the disk is done and flushed is called."
                        + " Offsets 0-2 were there at first, 3-4 came later. The recovery point is"
                        + " …",
            choices = {"0", "3", "5"},
            because =
                    "The flush began when the file ended at 3. What was written after that may or"
                        + " may not have gone along. A recovery point is a promise, so it says no"
                        + " more than is certain.")
    static String appendedDuringAFlush() {
        PartitionLog log = new TestDisk().open();
        log.appendAsLeader(TestBatches.abc(0), AS_LEADER);
        PendingFlush pending = log.startFlush();
        log.appendAsLeader(TestBatches.de(0), AS_LEADER);
        if (pending != null) {
            log.flushed(pending);
        }
        return "" + log.recoveryPoint();
    }

    private static String errorOf(ByteBuffer batch) {
        BatchFault fault = new BatchChecker(batch, Compression.UNSUPPORTED).firstFault();
        return fault == null ? "nothing: it is good" : fault.error().toString();
    }

    private static PartitionLog twoBatches() {
        PartitionLog log = new TestDisk().open();
        log.appendAsLeader(TestBatches.abc(0), AS_LEADER);
        log.appendAsLeader(TestBatches.de(0), AS_LEADER);
        return log;
    }

    private static String recovered(long recoveryPoint) {
        TestDisk disk = new TestDisk();
        byte[] bytes =
                TestBatches.bytes(
                        List.of(TestBatches.abc(0), TestBatches.de(3), TestBatches.fgh(5)));
        bytes[TestBatches.THREE_BYTES + 65] ^= 1;
        disk.put(bytes);
        PartitionLog log = openOrNull(disk, recoveryPoint);
        if (log == null) {
            return "none: it won't open";
        }
        String offsets = TestBatches.offsets(disk.bytes());
        int count = offsets.isEmpty() ? 0 : offsets.split(" ", -1).length;
        boolean hole = !Arrays.equals(disk.bytes(), Arrays.copyOf(bytes, disk.bytes().length));
        return hole ? "2: the first and the third" : count == 1 ? "1 batch" : count + " batches";
    }

    private static @Nullable PartitionLog openOrNull(TestDisk disk, long recoveryPoint) {
        try {
            return disk.open(recoveryPoint);
        } catch (StorageException refused) {
            return null;
        }
    }
}
