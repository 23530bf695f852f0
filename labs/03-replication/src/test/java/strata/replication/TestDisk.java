package strata.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.SimDisk;

/** A simulated disk with one partition's directory on it; it writes down what is done to it. */
final class TestDisk {
    /** The partition's directory. */
    static final String DIRECTORY = "flights-0";

    /** The file that step 3.1 is about. */
    static final String CHECKPOINT = DIRECTORY + "/leader-epoch-checkpoint";

    private final SimDisk disk = new SimDisk(new SeededRandom(1));
    private final List<String> changes = new ArrayList<>();
    private Storage storage;

    TestDisk() {
        disk.watch(action -> changes.add(action.toString().replace(DIRECTORY + "/", "")));
        storage = disk.mount();
    }

    /** The disk, as the present process sees it. */
    Storage storage() {
        return storage;
    }

    /** A new process mounts the disk. */
    void mount() {
        storage = disk.mount();
    }

    /** The machine loses power: what was not made durable is gone. A new process comes up. */
    void losePower() {
        disk.crash(CrashMode.LOSE_UNFLUSHED, new SeededRandom(1));
        mount();
    }

    /** What the checkpoint says, in one line; {@code missing} without one. */
    String checkpoint() {
        return disk.fileNames().contains(CHECKPOINT)
                ? new String(disk.contentOf(CHECKPOINT), StandardCharsets.UTF_8).replace("\n", "|")
                : "missing";
    }

    /** Makes the checkpoint say something, durably; {@code |} ends a line. */
    void setCheckpoint(String text) {
        byte[] bytes = text.replace("|", "\n").getBytes(StandardCharsets.UTF_8);
        storage.delete(CHECKPOINT);
        StorageFile file = storage.open(CHECKPOINT);
        file.write(ByteBuffer.wrap(bytes), 0);
        file.flush();
        file.close();
        storage.syncDirectory(DIRECTORY);
        storage.syncDirectory("");
        forget();
    }

    /** The checkpoint is lost. */
    void deleteCheckpoint() {
        storage.delete(CHECKPOINT);
        storage.syncDirectory(DIRECTORY);
    }

    /** From now on {@link #changes} begins anew. */
    void forget() {
        changes.clear();
    }

    /** What has changed the disk since then, in order. */
    List<String> changes() {
        return List.copyOf(changes);
    }
}
