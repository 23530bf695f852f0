package strata.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The abilities of a real file system, tried in a folder that is deleted again. */
record TriedOut(Path root) implements FileSystemProbe.Abilities {
    private interface Trial {
        boolean in(Path folder) throws IOException;
    }

    @Override
    public String type() throws IOException {
        return Files.getFileStore(root).type();
    }

    @Override
    public boolean tellsCase() throws IOException {
        return tried(
                folder -> {
                    Files.createFile(folder.resolve("name"));
                    return Files.notExists(folder.resolve("NAME"));
                });
    }

    @Override
    public boolean hasSymbolicLinks() throws IOException {
        return tried(
                folder -> {
                    try {
                        Files.createSymbolicLink(folder.resolve("link"), folder);
                        return true;
                    } catch (IOException | UnsupportedOperationException e) {
                        return false;
                    }
                });
    }

    @Override
    public boolean runsPrograms() throws IOException {
        if (Path.of("").getFileSystem().getSeparator().equals("\\")) {
            return true;
        }
        return tried(
                folder -> {
                    Path script = Files.writeString(folder.resolve("try"), "#!/bin/sh\nexit 0\n");
                    return script.toFile().setExecutable(true)
                            && Programs.firstLine(List.of(script.toString()), folder) != null;
                });
    }

    private boolean tried(Trial trial) throws IOException {
        Path state = Files.createDirectories(root.resolve(".strata"));
        Path folder = Files.createTempDirectory(state, "doctor");
        try {
            return trial.in(folder);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
