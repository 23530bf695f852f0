package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One thing that is wrong with the files of a {@link HandMadeLog}.
 *
 * @param name for a reader
 * @param file the name of the file that a message must name
 * @param kind how much of the log it may cost
 * @param act does it, in the partition's folder
 */
record Damage(String name, String file, Kind kind, Consumer<Path> act) {

    /** How much of a log a damage may cost. */
    enum Kind {
        /** An index can be made anew, a stranger does no harm: everything is served. */
        NOTHING_IS_LOST,
        /** Records are damaged: these are refused, or the log ends before them. */
        RECORDS_ARE_LOST,
        /** Records are gone: the next ones answer, as after a compaction, or the log ends. */
        RECORDS_ARE_GONE,
        /**
         * The base offset and the leader epoch of a batch are in no checksum. Where nothing
         * contradicts it, this one batch may come with another offset, as it does from Apache
         * Kafka; no other may.
         */
        IN_NO_CHECKSUM
    }

    /** The segment in the middle, where most damage is done. */
    private static final int MIDDLE = 1;

    /** All damages to files that were written by {@code log}. */
    static List<Damage> all(HandMadeLog log) {
        List<Damage> all = new ArrayList<>();
        int entries = log.batchCount() - 1;
        for (int segment : List.of(MIDDLE, log.segmentCount() - 1)) {
            for (int i = 0; i < entries * 8; i += segment == MIDDLE ? 1 : 3) {
                all.add(flip(log.file(segment, ".index"), i, Kind.NOTHING_IS_LOST));
            }
            for (int i = 0; i < entries * 12; i += segment == MIDDLE ? 1 : 5) {
                all.add(flip(log.file(segment, ".timeindex"), i, Kind.NOTHING_IS_LOST));
            }
        }
        addFlipsOfTheLog(all, log);
        addSizes(all, log);
        addFiles(all, log);
        return all;
    }

    /** Every byte of a batch in the middle, and some of the first and of the last one. */
    private static void addFlipsOfTheLog(List<Damage> all, HandMadeLog log) {
        int batchBytes = log.batches().get(log.batchCount() + 2).length;
        for (int i = 0; i < batchBytes; i++) {
            all.add(flip(log.file(MIDDLE, ".log"), 2 * batchBytes + i, kindAt(i)));
        }
        for (int i = 0; i < batchBytes; i += 7) {
            all.add(flip(log.file(MIDDLE, ".log"), i, kindAt(i)));
            all.add(
                    flip(
                            log.file(log.segmentCount() - 1, ".log"),
                            (log.batchCount() - 1) * batchBytes + i,
                            kindAt(i)));
        }
    }

    private static Kind kindAt(int index) {
        boolean isOffset = index < BatchBytes.LENGTH;
        boolean isEpoch = index >= BatchBytes.LEADER_EPOCH && index < BatchBytes.MAGIC;
        return isOffset || isEpoch ? Kind.IN_NO_CHECKSUM : Kind.RECORDS_ARE_LOST;
    }

    private static void addSizes(List<Damage> all, HandMadeLog log) {
        for (int segment : List.of(MIDDLE, log.segmentCount() - 1)) {
            for (String suffix : List.of(".index", ".timeindex")) {
                String file = log.file(segment, suffix);
                Kind kind = Kind.NOTHING_IS_LOST;
                all.add(change("not a whole entry less", file, kind, b -> cut(b, b.length - 3)));
                all.add(change("not a whole entry more", file, kind, b -> cut(b, b.length + 3)));
                all.add(change("of zeros", file, kind, b -> new byte[b.length]));
                all.add(change("with a tail of zeros", file, kind, b -> cut(b, b.length + 240)));
                all.add(change("twice", file, kind, b -> twice(b)));
                all.add(change("backwards", file, kind, Damage::reversed));
                all.add(
                        new Damage(
                                "no " + file, file, kind, f -> Workspace.delete(f.resolve(file))));
            }
            String file = log.file(segment, ".log");
            Kind kind = Kind.RECORDS_ARE_LOST;
            all.add(change("cut inside a batch", file, kind, b -> cut(b, b.length / 2 + 5)));
            all.add(change("cut inside a header", file, kind, b -> cut(b, b.length - 70)));
            all.add(change("of zeros", file, kind, b -> new byte[b.length]));
        }
        // An empty newest one is what a roll leaves: nobody could know.
        String middle = log.file(MIDDLE, ".log");
        all.add(change("empty", middle, Kind.RECORDS_ARE_GONE, b -> new byte[0]));
        String index = log.file(MIDDLE, ".index");
        String another = log.file(MIDDLE + 1, ".index");
        all.add(
                new Damage(
                        "another's " + index,
                        index,
                        Kind.NOTHING_IS_LOST,
                        f ->
                                DataDirectory.write(
                                        f.resolve(index), DataDirectory.read(f.resolve(another)))));
        all.add(
                change(
                        "with a tail that is no batch",
                        log.file(log.segmentCount() - 1, ".log"),
                        Kind.NOTHING_IS_LOST,
                        b -> cut(b, b.length + 50)));
    }

    private static void addFiles(List<Damage> all, HandMadeLog log) {
        for (String name :
                List.of("notes.txt", "17.log", "abc.log", "00000000000000000003.log.bak")) {
            all.add(
                    new Damage(
                            "a stranger " + name,
                            name,
                            Kind.NOTHING_IS_LOST,
                            f -> DataDirectory.write(f.resolve(name), "no log".getBytes(UTF_8))));
        }
        all.add(new Damage("a folder", "folder", Kind.NOTHING_IS_LOST, f -> folder(f)));
        String log1 = log.file(MIDDLE, ".log");
        all.add(
                new Damage(
                        "no " + log1,
                        log1,
                        Kind.RECORDS_ARE_GONE,
                        f -> Workspace.delete(f.resolve(log1))));
        all.add(
                new Damage(
                        "no segment " + log1,
                        log1,
                        Kind.RECORDS_ARE_GONE,
                        f ->
                                List.of(".log", ".index", ".timeindex")
                                        .forEach(
                                                s ->
                                                        Workspace.delete(
                                                                f.resolve(log.file(MIDDLE, s))))));
    }

    private static Damage flip(String file, int index, Kind kind) {
        int bit = 1 << index % 8;
        return change(
                "bit %d of byte %d".formatted(index % 8, index),
                file,
                kind,
                bytes -> {
                    byte[] copy = bytes.clone();
                    copy[index] ^= (byte) bit;
                    return copy;
                });
    }

    private static Damage change(
            String name, String file, Kind kind, UnaryOperator<byte[]> change) {
        return new Damage(
                file + ": " + name,
                file,
                kind,
                folder -> {
                    Path path = folder.resolve(file);
                    DataDirectory.write(path, change.apply(DataDirectory.read(path)));
                });
    }

    private static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] twice(byte[] bytes) {
        byte[] both = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
        return both;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static void folder(Path partition) {
        try {
            Files.writeString(Files.createDirectory(partition.resolve("folder")).resolve("x"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
