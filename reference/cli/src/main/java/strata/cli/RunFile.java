package strata.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;

/**
 * What runs on a data directory, as the running cluster wrote it into {@code cluster.json}.
 *
 * @param pid the process
 * @param startedAtMs milliseconds since 1970, to tell the process from a later one of the same pid
 * @param bootstrap {@code host:port} of each node
 * @param layers the first line of the run
 * @param nodes its nodes
 * @param remarks what else it said of itself, in lines
 */
record RunFile(
        long pid,
        long startedAtMs,
        List<String> bootstrap,
        String layers,
        List<Node> nodes,
        List<String> remarks) {
    /**
     * A node of the cluster.
     *
     * @param pid its process; with several nodes in one, that of them all
     */
    record Node(int id, String address, String data, long pid) {}

    /** An older version wrote neither nodes nor remarks. */
    RunFile(
            long pid,
            long startedAtMs,
            List<String> bootstrap,
            String layers,
            @Nullable List<Node> nodes,
            @Nullable List<String> remarks) {
        this.pid = pid;
        this.startedAtMs = startedAtMs;
        this.bootstrap = bootstrap;
        this.layers = layers;
        this.nodes = nodes == null ? List.of() : nodes;
        this.remarks = remarks == null ? List.of() : remarks;
    }

    private static final Logger LOG = LoggerFactory.getLogger(RunFile.class);
    private static final int LATER_BYTES = 1024;
    private static final String NAME = "cluster.json";
    // How far a process's start, in clock ticks of the system, may lie from what it wrote itself.
    private static final long START_TOLERANCE_MS = 60_000;

    /** What is written there; null when nothing is. */
    static @Nullable RunFile read(Path data) {
        try {
            return new ObjectMapper().readValue(data.resolve(NAME).toFile(), RunFile.class);
        } catch (JsonProcessingException e) {
            throw new EnvironmentFault(
                    data.resolve(NAME) + " is damaged: delete it if nothing runs there", e);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Takes the room on the disk that this will need once it is written, before a node can fill it:
     * so a cluster that serves always gets its file. Where there is no room now, nothing is done:
     * the node that starts next says what is wrong with the directory.
     *
     * @return whether it did, and whoever did not write must give it back
     */
    boolean reserve(Path data) {
        Path temporary = temporary(data);
        try {
            // What is known only when the nodes run, as ports and process ids, is longer.
            byte[] blanks = new byte[2 * bytes().length + LATER_BYTES];
            Arrays.fill(blanks, (byte) ' ');
            Files.createDirectories(data);
            // Another run's reservation serves as well, and what it writes there stays whole.
            Files.write(temporary, blanks, WRITE, CREATE_NEW);
            return true;
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} is there already", temporary);
            return false;
        } catch (IOException e) {
            LOG.debug("no room for {}", temporary, e);
            release(data);
            return false;
        }
    }

    /** Gives the room back, of a cluster that has not come to serve. */
    static void release(Path data) {
        try {
            Files.deleteIfExists(temporary(data));
        } catch (IOException e) {
            LOG.debug("{} stays", temporary(data), e);
        }
    }

    /** Says that this cluster runs, at once or not at all. */
    void write(Path data) {
        try {
            Path temporary = temporary(data);
            // In place, as a truncated file would have lost the room that it had.
            try (FileChannel file = FileChannel.open(temporary, WRITE, CREATE)) {
                ByteBuffer bytes = ByteBuffer.wrap(bytes());
                while (bytes.hasRemaining()) {
                    file.write(bytes, bytes.position());
                }
                file.truncate(bytes.limit());
            }
            Files.move(temporary, data.resolve(NAME), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + data.resolve(NAME) + ": " + e, e);
        }
    }

    private static Path temporary(Path data) {
        return data.resolve(NAME + ".tmp");
    }

    private byte[] bytes() throws JsonProcessingException {
        return new ObjectMapper().writeValueAsBytes(this);
    }

    /** Says that nothing runs any more. */
    static void delete(Path data) {
        try {
            Files.deleteIfExists(data.resolve(NAME));
        } catch (IOException e) {
            throw new EnvironmentFault("cannot delete " + data.resolve(NAME) + ": " + e, e);
        }
    }

    /** The process, if it is still the one that wrote this. */
    @Nullable
    ProcessHandle process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(
                        p ->
                                p.info()
                                        .startInstant()
                                        .map(i -> startedAtMs - i.toEpochMilli())
                                        .map(late -> Math.abs(late) < START_TOLERANCE_MS)
                                        .orElse(true))
                .orElse(null);
    }
}
