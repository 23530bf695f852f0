package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * A file with an offset for each of many partitions, in Kafka's text format: the version, 0; the
 * number of entries; and for each a line with topic, partition and offset.
 *
 * <p>The file is replaced as a whole: the new content is made durable under another name first, so
 * a crash leaves the old content or the new.
 */
final class OffsetCheckpoint {
    /** What stands in the file is not what a checkpoint looks like. */
    static final class BadContent extends Exception {
        private static final long serialVersionUID = 1L;

        private BadContent(String message) {
            super(message);
        }
    }

    private static final String VERSION = "0";
    // More than a million partitions with the longest names; what is larger is none of ours.
    private static final long SIZE_MAX = 1L << 28;

    private final Storage storage;
    private final String name;

    OffsetCheckpoint(Storage storage, String name) {
        this.storage = storage;
        this.name = name;
    }

    /** The file's name in the storage. */
    String name() {
        return name;
    }

    /** Whether there is such a file. */
    boolean exists() {
        return storage.exists(name);
    }

    /**
     * What the file says; nothing where it is missing or empty.
     *
     * @throws BadContent names the file and the line
     */
    Map<TopicPartition, Long> read() throws BadContent {
        if (!exists()) {
            return new TreeMap<>();
        }
        ByteBuffer bytes;
        try (StorageFile file = storage.open(name)) {
            long size = file.size();
            if (size > SIZE_MAX) {
                throw new BadContent(name + " is no checkpoint: it has " + size + " bytes");
            }
            bytes = ByteBuffer.allocate((int) size);
            file.read(bytes, 0);
        }
        return parsed(StandardCharsets.UTF_8.decode(bytes.flip()).toString().lines().toList());
    }

    private Map<TopicPartition, Long> parsed(List<String> lines) throws BadContent {
        Map<TopicPartition, Long> offsets = new TreeMap<>();
        if (lines.isEmpty()) {
            return offsets;
        }
        if (!lines.get(0).strip().equals(VERSION)) {
            throw badLine(1, "the version should be 0", lines.get(0));
        }
        if (lines.size() < 2 || !lines.get(1).strip().equals("" + (lines.size() - 2))) {
            throw badLine(
                    2,
                    "the number of entries should be " + Math.max(0, lines.size() - 2),
                    lines.size() < 2 ? "" : lines.get(1));
        }
        for (int i = 2; i < lines.size(); i++) {
            String[] parts = lines.get(i).strip().split("\\s+", -1);
            Long partition = parts.length == 3 ? number(parts[1], Integer.MAX_VALUE) : null;
            Long offset = parts.length == 3 ? number(parts[2], Long.MAX_VALUE) : null;
            if (partition == null || offset == null) {
                throw badLine(i + 1, "it should be a topic, a partition, an offset", lines.get(i));
            }
            if (offsets.put(new TopicPartition(parts[0], partition.intValue()), offset) != null) {
                throw badLine(i + 1, "the partition is there twice", lines.get(i));
            }
        }
        return offsets;
    }

    private BadContent badLine(int number, String why, String line) {
        String shown = line.length() > 100 ? line.substring(0, 100) + "…" : line;
        return new BadContent(name + ", line " + number + ": " + why + ", but is: " + shown);
    }

    private static @Nullable Long number(String text, long max) {
        try {
            long number = Long.parseLong(text);
            return number < 0 || number > max ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Replaces the content, durably, before it returns. */
    void write(Map<TopicPartition, Long> offsets) {
        try (StorageFile file = writeBeside(offsets)) {
            file.flush();
        }
        putInPlace();
        storage.syncDirectory("");
    }

    /**
     * Writes new content under another name. The caller flushes and closes the file, then calls
     * {@link #putInPlace}.
     */
    StorageFile writeBeside(Map<TopicPartition, Long> offsets) {
        StringBuilder text = new StringBuilder();
        text.append(VERSION).append('\n').append(offsets.size()).append('\n');
        offsets.forEach(
                (partition, offset) ->
                        text.append(partition.topic())
                                .append(' ')
                                .append(partition.partition())
                                .append(' ')
                                .append(offset.longValue())
                                .append('\n'));
        storage.delete(temporary());
        StorageFile file = storage.open(temporary());
        file.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)), 0);
        return file;
    }

    /** Puts what was written beside in the file's place. */
    void putInPlace() {
        storage.rename(temporary(), name);
    }

    private String temporary() {
        return name + ".tmp";
    }
}
