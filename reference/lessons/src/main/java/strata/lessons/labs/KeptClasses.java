package strata.lessons.labs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders of classes that never change, each named after what is in it. Those that were used last
 * are kept: a program may still run on one.
 */
final class KeptClasses {
    private static final int KEPT = 8;

    private KeptClasses() {}

    /** The copy of a folder of classes, made if there is none. */
    static Path of(Path classes, Path home) throws IOException {
        Files.createDirectories(home);
        Path kept = home.resolve(hash(classes));
        if (Files.isDirectory(kept)) {
            Files.setLastModifiedTime(kept, FileTime.fromMillis(System.currentTimeMillis()));
            return kept;
        }
        Path fresh = Files.createTempDirectory(home, "new");
        try {
            SourceTree.copy(classes, fresh);
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            SourceTree.delete(fresh);
        }
        forgetOld(home);
        return kept;
    }

    private static String hash(Path classes) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : SourceTree.state(List.of(classes)).keySet()) {
                String name = classes.relativize(file).toString();
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void forgetOld(Path home) throws IOException {
        List<Path> newestFirst = new ArrayList<>();
        try (Stream<Path> all = Files.list(home)) {
            all.sorted(Comparator.comparing(KeptClasses::usedAt).reversed())
                    .forEach(newestFirst::add);
        }
        for (Path old :
                newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
            SourceTree.delete(old);
        }
    }

    private static FileTime usedAt(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
