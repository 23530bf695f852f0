package strata.cli.inspect;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What lies directly in a directory. */
final class DirectoryFiles {
    private DirectoryFiles() {}

    /** Its files, sorted; directories inside are a note. */
    static List<Path> of(Path directory, String prefix, Findings findings) {
        List<Path> files = new ArrayList<>();
        for (Path path : all(directory)) {
            if (Files.isDirectory(path)) {
                findings.note(
                        prefix + path.getFileName(),
                        Finding.WHOLE,
                        "a directory: a partition has none inside");
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /**
     * Everything, sorted by name.
     *
     * @throws ReadFault when it cannot be listed
     */
    static List<Path> all(Path directory) {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(paths::add);
        } catch (IOException e) {
            throw new ReadFault("it cannot be listed: " + SourceFile.reason(e), e);
        } catch (DirectoryIteratorException e) {
            throw new ReadFault("it cannot be listed: " + e.getMessage(), e);
        }
        Collections.sort(paths);
        return paths;
    }
}
