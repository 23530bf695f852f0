package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.log.Appended;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.5", concept = "append", code = "LOG-105")
final class Hidden15AppendTest {
    @Claim(
            value = "Whatever is appended, the file is those batches in offset order",
            points = 2,
            rules = {
                "R1.5-a", "R1.5-b", "R1.5-c", "R1.5-d", "R1.5-e", "R1.5-f", "R1.5-g", "R1.5-j"
            })
    void theFileIsTheBatchesInOffsetOrder(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("histories"));

        for (int history = 0; history < 150; history++) {
            boolean late = draw.chance(30);
            long baseOffset = late ? draw.anyLong() & (Long.MAX_VALUE >> 8) : 0;
            HiddenTestStory.tell(lesson, story -> appendAtRandom(story, draw, baseOffset));
        }
    }

    private static void appendAtRandom(
            HiddenTestStory story, HiddenTestDraw draw, long baseOffset) {
        Lesson lesson = story.lesson();
        HiddenTestDisk disk = new HiddenTestDisk();
        HiddenTestLog model = new HiddenTestLog(baseOffset);
        LogSpec spec = new LogSpec("flights-3", baseOffset, 0);
        story.step("open a new log that starts at offset %s", baseOffset);
        PartitionLog log = HiddenTestLog.open(disk, spec);
        for (int left = draw.between(1, 25); left > 0; left--) {
            long firstOffset;
            Appended got;
            if (draw.chance(70)) {
                LeaderAppend how =
                        new LeaderAppend(draw.upTo(99), draw.chance(40) ? APPEND : CREATE, 12_345);
                firstOffset = model.endOffset();
                ByteBuffer batches = forLeader(draw, model, how);
                story.step("append %s bytes as leader: %s", batches.remaining(), how);
                got = log.appendAsLeader(batches, how);
            } else {
                firstOffset = model.endOffset() + draw.upTo(2) * (long) draw.upTo(1_000);
                ByteBuffer batches = forFollower(draw, model, firstOffset);
                story.step("append %s bytes as follower", batches.remaining());
                got = log.appendAsFollower(batches);
            }
            Appended right = new Appended(firstOffset, model.endOffset() - 1);
            lesson.expect("what was appended", right, got);
            lesson.expect("the log end", model.endOffset(), log.logEndOffset());
            lesson.expect("the log's size", model.sizeInBytes(), log.sizeInBytes());
            byte[] file = disk.bytesOf(spec.fileName());
            lesson.expectBytes("the file", model.bytes(), file);
        }
    }

    private static final TimestampType APPEND = TimestampType.LOG_APPEND_TIME;
    private static final TimestampType CREATE = TimestampType.CREATE_TIME;

    /** Some batches as producers send them; the model gets them as the leader must store them. */
    private static ByteBuffer forLeader(
            HiddenTestDraw draw, HiddenTestLog model, LeaderAppend how) {
        List<ByteBuffer> sent = new ArrayList<>();
        for (int left = draw.between(1, 4); left > 0; left--) {
            ByteBuffer batch = draw.batch(draw.upTo(3)).bytes();
            sent.add(batch);
            ByteBuffer stored = HiddenTestBatch.joined(batch);
            stored.putLong(0, model.endOffset()).putInt(12, how.leaderEpoch());
            if (how.timestampType() == APPEND) {
                stored.put(22, (byte) HiddenTestBatch.LOG_APPEND_TIME).putLong(35, how.nowMs());
                HiddenTestBatch.seal(stored);
            }
            model.add(stored);
        }
        return draw.placed(HiddenTestBatch.joined(sent));
    }

    /** Some batches as a leader stored them, with gaps here and there. */
    private static ByteBuffer forFollower(
            HiddenTestDraw draw, HiddenTestLog model, long firstOffset) {
        List<ByteBuffer> sent = new ArrayList<>();
        long offset = firstOffset;
        for (int left = draw.between(1, 4); left > 0; left--) {
            ByteBuffer batch = draw.batch(offset).epoch(draw.upTo(9)).bytes();
            sent.add(batch);
            model.add(HiddenTestBatch.joined(batch));
            offset = model.endOffset() + draw.upTo(1) * (long) draw.upTo(50);
        }
        return draw.placed(HiddenTestBatch.joined(sent));
    }

    @Claim(
            value =
                    "However many batches an append has, it is one write, of the caller's bytes in"
                            + " place",
            code = "LOG-151",
            rules = {"R1.5-e", "R1.5-h"})
    void anAppendIsOneWrite(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("writes"));
        HiddenTestDisk disk = new HiddenTestDisk();
        PartitionLog log = HiddenTestLog.open(disk, LogSpec.of("flights-0"));
        HiddenTestLog model = new HiddenTestLog(0);

        lesson.step("append 1 to 4 batches at a time, as leader and as follower");
        for (int i = 0; i < 100; i++) {
            long size = model.sizeInBytes();
            LeaderAppend how = new LeaderAppend(i, CREATE, 0);
            boolean leads = i % 3 != 0;
            ByteBuffer batches =
                    leads
                            ? forLeader(draw, model, how)
                            : forFollower(draw, model, log.logEndOffset());
            int position = batches.position();
            int limit = batches.limit();
            byte[] around = around(batches);
            disk.forget();

            if (leads) {
                log.appendAsLeader(batches, how);
            } else {
                log.appendAsFollower(batches);
            }

            List<String> right = List.of("write " + size + "+" + (limit - position));
            lesson.expect("what was done to the disk", right, disk.changes());
            lesson.expect("the buffer's position", position, batches.position());
            lesson.expect("the buffer's limit", limit, batches.limit());
            lesson.expectBytes("the buffer's bytes around the batches", around, around(batches));
        }
        ByteBuffer batch = draw.batch(0).bytes();
        LeaderAppend how = new LeaderAppend(7, CREATE, 0);
        long endOffset = log.logEndOffset();
        log.appendAsLeader(batch, how);
        lesson.expect("the base offset in the caller's buffer", endOffset, batch.getLong(0));
        lesson.expect("the epoch in the caller's buffer", 7, batch.getInt(12));
    }

    /** The bytes before the position and behind the limit. */
    private static byte[] around(ByteBuffer buffer) {
        ByteBuffer before = buffer.duplicate().flip();
        ByteBuffer after = buffer.duplicate().limit(buffer.capacity()).position(buffer.limit());
        return HiddenTestBatch.copy(HiddenTestBatch.joined(before, after));
    }

    @Claim(
            value =
                    "With LOG_APPEND_TIME each batch gets the time under a good CRC; else it is"
                            + " untouched",
            rules = {"R1.5-c", "R1.5-d"})
    void aLeaderThatStampsWritesTimeAndCrc(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("stamps"));

        for (int i = 0; i < 60; i++) {
            long nowMs = draw.anyLong() & Long.MAX_VALUE;
            LeaderAppend how = new LeaderAppend(draw.upTo(50), APPEND, nowMs);
            HiddenTestDisk disk = new HiddenTestDisk();
            HiddenTestLog model = new HiddenTestLog(0);
            LogSpec spec = LogSpec.of("flights-0");
            PartitionLog log = HiddenTestLog.open(disk, spec);

            log.appendAsLeader(forLeader(draw, model, how), how);

            byte[] file = disk.bytesOf(spec.fileName());
            lesson.expectBatch(
                    "the file with " + how, ByteBuffer.wrap(model.bytes()), ByteBuffer.wrap(file));
        }
    }

    @Claim(
            value = "A follower's offsets never go back: that is a bug, and nothing is written",
            rules = {"R1.5-f"})
    void aFollowersOffsetsNeverGoBack(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("backwards"));

        lesson.step("append batches below the log end, or one below the end of that before it");
        for (int i = 0; i < 100; i++) {
            HiddenTestDisk disk = new HiddenTestDisk();
            LogSpec spec = new LogSpec("flights-0", 100, 0);
            PartitionLog log = HiddenTestLog.open(disk, spec);
            ByteBuffer first = draw.batch(100 + draw.upTo(9)).bytes();
            byte[] stored = HiddenTestBatch.copy(first);
            log.appendAsFollower(first);
            long end = log.logEndOffset();
            ByteBuffer fine = draw.batchOfSize(end + draw.upTo(5), 3, 4).bytes();
            long back = draw.between(1, 5);
            ByteBuffer wrong =
                    i % 2 == 0
                            ? draw.batch(end - back).bytes()
                            : HiddenTestBatch.joined(
                                    fine, draw.batch(fine.getLong(0) + 3 - back).bytes());

            lesson.expectThrown(
                    Check.CheckFailed.class,
                    "an append at " + wrong.getLong(0) + " to a log that ends at " + end,
                    () -> log.appendAsFollower(wrong));

            lesson.expect("the log end", end, log.logEndOffset());
            lesson.expectBytes("the file", stored, disk.bytesOf(spec.fileName()));
        }
    }

    @Claim(
            value =
                    "When the write fails, the log end stays where it was, and the failure is not"
                            + " hidden",
            code = "LOG-151",
            rules = {"R1.5-i", "R0-d"})
    void aFailedWriteMovesNothing(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("failures"));

        for (int i = 0; i < 20; i++) {
            HiddenTestDisk disk = new HiddenTestDisk();
            PartitionLog log = HiddenTestLog.open(disk, LogSpec.of("flights-0"));
            HiddenTestLog model = new HiddenTestLog(0);
            LeaderAppend how = new LeaderAppend(3, i % 2 == 0 ? CREATE : APPEND, 99);
            log.appendAsLeader(forLeader(draw, model, how), how);
            long end = model.endOffset();
            long size = model.sizeInBytes();
            disk.failWrites();
            lesson.step("append where the disk is full");

            boolean leads = i % 3 != 0;
            lesson.expectThrown(
                    StorageException.class,
                    "an append to a full disk",
                    () -> {
                        if (leads) {
                            log.appendAsLeader(draw.batch(0).bytes(), how);
                        } else {
                            log.appendAsFollower(draw.batch(end + 4).bytes());
                        }
                    });

            lesson.expect("the log end", end, log.logEndOffset());
            lesson.expect("the log's size", size, log.sizeInBytes());
        }
    }

    @Claim(
            value =
                    "The index keeps a batch unless the one kept before it is closer than 4096"
                            + " bytes",
            rules = {"R1.5-k", "R1.5-l"})
    void theIndexKeepsABatchAboutEvery4096Bytes(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("index"));

        lesson.step("note batches 1 to 9000 bytes apart");
        for (int i = 0; i < 50; i++) {
            PositionIndex index = new PositionIndex();
            long position = draw.upTo(1) * (long) draw.upTo(10_000);
            long last = Long.MIN_VALUE;
            int count = 0;
            for (int batch = 0; batch < 300; batch++) {
                index.add(batch * 3L, position);
                if (last == Long.MIN_VALUE || position - last >= 4096) {
                    count++;
                    last = position;
                }
                lesson.expect("entries after position " + position, count, index.count());
                boolean exact = draw.chance(20);
                int few = draw.chance(70) ? draw.between(1, 1_500) : draw.between(1, 9_000);
                long next = exact ? last + 4096 - draw.upTo(1) : position + few;
                position = Math.max(position + 1, next);
            }
        }
        lesson.step("append batches to a file, several at a time, and count the entries");
        for (int i = 0; i < 30; i++) {
            StorageFile file = new HiddenTestDisk().open("f");
            PositionIndex index = new PositionIndex();
            LogFile logFile = new LogFile(file, index, 0);
            HiddenTestLog model = new HiddenTestLog(0);
            int count = 0;
            long last = -4096;
            for (int append = 0; append < 10; append++) {
                long position = model.sizeInBytes();
                int before = model.batches().size();
                logFile.append(forFollower(draw, model, model.endOffset()));
                for (HiddenTestLog.Stored batch :
                        model.batches().subList(before, model.batches().size())) {
                    if (position - last >= 4096) {
                        count++;
                        last = position;
                    }
                    position += batch.sizeInBytes();
                }
                lesson.expect("entries at " + position + " bytes", count, index.count());
                lesson.expect("where the file ends", position, logFile.endPosition());
            }
        }
    }
}
