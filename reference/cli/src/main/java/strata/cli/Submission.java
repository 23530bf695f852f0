package strata.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a student hands in: the {@code .java} files under {@code labs/*}{@code /src/main/java}, and
 * nothing else. The same files give the same bytes again.
 *
 * @param entries in the order of their names
 * @param leftOut what lies there too and does not count, each with the reason
 */
record Submission(List<Entry> entries, List<String> leftOut) {
    // The first moment that a zip can tell.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /**
     * A file in it.
     *
     * @param lab it is of
     * @param name as the grader looks for it, with slashes
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Entry(Lab lab, String name, Path file, byte[] content) {}

    static Submission of(Path root, List<Lab> labs) {
        Submission submission = new Submission(new ArrayList<>(), new ArrayList<>());
        for (Lab lab : labs) {
            submission.gather(root, lab);
        }
        return submission;
    }

    private void gather(Path root, Lab lab) {
        Path sources = lab.mainSources();
        if (!Files.isDirectory(sources, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(sources)) {
            for (Path file : all.sorted().toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (Files.isSymbolicLink(file)) {
                    leftOut.add(name + ": a symbolic link; links are not followed");
                } else if (Files.isRegularFile(file)) {
                    if (name.endsWith(".java")) {
                        entries.add(new Entry(lab, name, file, Files.readAllBytes(file)));
                    } else {
                        leftOut.add(name + ": not a .java file");
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentFault("cannot read " + sources + ": " + e, e);
        }
    }

    /** The zip. Not compressed: what another version of zlib makes of the same text may differ. */
    byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Entry entry : entries) {
                CRC32 crc = new CRC32();
                crc.update(entry.content());
                ZipEntry header = new ZipEntry(entry.name());
                header.setTimeLocal(TIME);
                header.setSize(entry.content().length);
                header.setCrc(crc.getValue());
                zip.putNextEntry(header);
                zip.write(entry.content());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
