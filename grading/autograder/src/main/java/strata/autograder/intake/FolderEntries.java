package strata.autograder.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The files of a folder. No link is followed, neither to look what is behind it nor to read it.
 * Folders that hold no submission (version control, builds) are not entered.
 */
final class FolderEntries {
    private static final Set<String> PASSED_OVER =
            Set.of(".git", ".strata", "target", "node_modules", ".idea", "reference", "docs");

    private final Path root;
    private final Limits limits;
    private final List<Entry> entries = new ArrayList<>();
    private int seen;

    private FolderEntries(Path root, Limits limits) {
        this.root = root;
        this.limits = limits;
    }

    static List<Entry> of(Path root, Limits limits) throws IOException, Refused {
        FolderEntries folder = new FolderEntries(root, limits);
        folder.walk(root, 0);
        return folder.entries;
    }

    private void walk(Path folder, int depth) throws IOException, Refused {
        if (depth > limits.depth()) {
            throw new Refused(
                    "too-many-files",
                    "Folders are nested deeper than " + limits.depth() + "; hand in less.");
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                if (++seen > limits.entries()) {
                    throw new Refused(
                            "too-many-files",
                            "There are more than "
                                    + limits.entries()
                                    + " files and folders; hand in only labs/.");
                }
                children.add(child);
            }
        }
        Collections.sort(children);
        for (Path child : children) {
            add(child, depth);
        }
    }

    private void add(Path child, int depth) throws IOException, Refused {
        BasicFileAttributes is =
                Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String path = root.relativize(child).toString().replace('\\', '/');
        if (is.isSymbolicLink()) {
            entries.add(new Entry(path, Entry.Type.LINK, Entry.NONE));
        } else if (is.isDirectory()) {
            if (!PASSED_OVER.contains(child.getFileName().toString())) {
                walk(child, depth + 1);
            }
        } else if (is.isRegularFile()) {
            entries.add(new Entry(path, Entry.Type.FILE, bytesMax -> read(child, bytesMax)));
        } else {
            entries.add(new Entry(path, Entry.Type.SPECIAL, Entry.NONE));
        }
    }

    private static byte[] read(Path file, int bytesMax) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(bytesMax);
        }
    }
}
