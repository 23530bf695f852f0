package strata.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import strata.kernel.Nullable;

/**
 * Who listens where, as Linux tells it under /proc; elsewhere, and about others' processes, nobody
 * knows.
 */
public final class PortHolders {
    private static final String LISTENING = "0A";

    private PortHolders() {}

    /** Whether a node could listen there. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As a node does: connections of the last run may linger.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@code process 4711 (java)}; null when it cannot be told. */
    public static @Nullable String holder(int port) {
        String inode = inode(port);
        return inode == null ? null : process("socket:[" + inode + "]");
    }

    private static @Nullable String inode(int port) {
        String wanted = ":%04X".formatted(port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] columns = line.strip().split("\\s+", -1);
                    if (columns.length > 9
                            && columns[1].toUpperCase(Locale.ROOT).endsWith(wanted)
                            && columns[3].equals(LISTENING)) {
                        return columns[9];
                    }
                }
            } catch (IOException e) {
                // No such table here.
            }
        }
        return null;
    }

    private static @Nullable String process(String socket) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
                    .filter(folder -> holds(folder, socket))
                    .map(PortHolders::name)
                    .findFirst()
                    .orElse(null);
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }

    private static boolean holds(Path process, String socket) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.anyMatch(
                    file -> {
                        try {
                            return Files.readSymbolicLink(file).toString().equals(socket);
                        } catch (IOException e) {
                            return false;
                        }
                    });
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static String name(Path process) {
        String pid = process.getFileName().toString();
        try {
            return "process "
                    + pid
                    + " ("
                    + Files.readString(process.resolve("comm")).strip()
                    + ")";
        } catch (IOException e) {
            return "process " + pid;
        }
    }
}
