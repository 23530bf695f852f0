package strata.kernel.storage;

import java.util.List;

/**
 * A node's directory of files. Names are relative, with {@code /} between parts: {@code
 * flights-0/00000000000000000000.log}.
 *
 * <p>Synchronous: a call may take time, fail, or (in the simulator) be the last thing before a
 * crash. Failures are {@link StorageException}; a layer never catches them.
 */
public interface Storage {
    /** Opens a file, creating it and its directory when missing. */
    StorageFile open(String name);

    /** Whether a file or directory of that name is there. */
    boolean exists(String name);

    /**
     * The names of the files and directories directly inside a directory, sorted; empty when it is
     * missing.
     *
     * @param directory a name, or {@code ""} for the node's own directory
     */
    List<String> list(String directory);

    /** Renames a file or directory, replacing a file of the new name; atomic. */
    void rename(String from, String to);

    /**
     * Deletes a file, or a directory with all in it; missing: no effect. Slices of a deleted file
     * that are still held stay readable.
     */
    void delete(String name);

    /**
     * Makes durable that the directory's files exist, are gone or are renamed.
     *
     * @param directory a name, or {@code ""} for the node's own directory
     */
    void syncDirectory(String directory);

    /** Where the node's own directory is and how much room there is; a storage may not know. */
    default Volume volume() {
        return new Volume("", -1L, -1L);
    }

    /**
     * Names the memory in which what was written waits until it is flushed. While the name is the
     * same, nothing that was written has been lost, whichever process wrote it and however that
     * ended: a process that is killed loses nothing, a machine that loses power does. Empty where
     * the storage cannot say.
     */
    default String memoryId() {
        return "";
    }
}
