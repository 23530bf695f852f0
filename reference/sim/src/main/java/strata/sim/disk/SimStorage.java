package strata.sim.disk;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageException.Kind;
import strata.kernel.storage.StorageFile;

/** The disk as one process sees it, until that process dies. */
final class SimStorage implements Storage {
    private final SimDisk disk;
    private final Directory root;
    private boolean dead;

    SimStorage(SimDisk disk, Directory root) {
        this.disk = disk;
        this.root = root;
    }

    @Override
    public StorageFile open(String name) {
        mustLive();
        Directory parent = directoryMade(parentOf(name));
        String last = lastOf(name);
        Entry entry = parent.get(last);
        if (entry == null) {
            FileContent created = new FileContent();
            disk.perform(
                    this,
                    Step.atomic(
                            DiskAction.of(DiskOperation.CREATE, name),
                            () -> parent.put(last, created)));
            entry = created;
        }
        if (entry instanceof FileContent file) {
            return new SimFile(this, name, file);
        }
        throw new StorageException(Kind.ACCESS, name + " is a directory");
    }

    @Override
    public boolean exists(String name) {
        mustLive();
        return find(name) != null;
    }

    @Override
    public List<String> list(String directory) {
        mustLive();
        return find(directory) instanceof Directory found
                ? new ArrayList<>(found.entries().keySet())
                : new ArrayList<>();
    }

    @Override
    public void rename(String from, String to) {
        mustLive();
        Entry entry = find(from);
        if (entry == null) {
            throw new StorageException(Kind.ACCESS, "no file " + from);
        }
        Directory out = parent(from);
        Directory in = parent(to);
        Entry replaced = in.get(lastOf(to));
        if (replaced instanceof Directory) {
            throw new StorageException(Kind.ACCESS, to + " is a directory");
        }
        Runnable move =
                () -> {
                    disk.grow(replaced == null ? 0 : -SimDisk.sizeOf(replaced));
                    if (out == in) {
                        out.renameWithin(lastOf(from), lastOf(to), entry);
                    } else {
                        Directory.renameAcross(out, lastOf(from), in, lastOf(to), entry);
                    }
                };
        disk.perform(
                this, Step.atomic(DiskAction.of(DiskOperation.RENAME, from + " to " + to), move));
    }

    @Override
    public void delete(String name) {
        mustLive();
        Entry entry = find(name);
        if (entry == null) {
            return;
        }
        Directory parent = parent(name);
        Runnable remove =
                () -> {
                    disk.grow(-SimDisk.sizeOf(entry));
                    parent.remove(lastOf(name));
                };
        disk.perform(this, Step.atomic(DiskAction.of(DiskOperation.DELETE, name), remove));
    }

    @Override
    public void syncDirectory(String directory) {
        mustLive();
        if (!(find(directory) instanceof Directory found)) {
            throw new StorageException(Kind.ACCESS, "no directory " + directory);
        }
        String shown = directory.isEmpty() ? "." : directory;
        disk.perform(
                this,
                new Step(
                        DiskAction.of(DiskOperation.SYNC_DIRECTORY, shown),
                        found::sync,
                        bytes -> found.syncInterrupted()));
    }

    void die() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    /** A dead process does nothing more, whatever it caught on the way out. */
    void mustLive() {
        if (dead) {
            throw new SimCrash("the process is dead");
        }
    }

    SimDisk disk() {
        return disk;
    }

    private @Nullable Entry find(String name) {
        return find(root, name);
    }

    static @Nullable Entry find(Directory root, String name) {
        Entry at = root;
        for (String part : parts(name)) {
            if (!(at instanceof Directory directory)) {
                return null;
            }
            at = directory.get(part);
        }
        return at;
    }

    private Directory parent(String name) {
        if (find(parentOf(name)) instanceof Directory directory) {
            return directory;
        }
        throw new StorageException(Kind.ACCESS, "no directory " + parentOf(name));
    }

    private Directory directoryMade(String name) {
        Directory at = root;
        for (String part : parts(name)) {
            Directory in = at;
            Entry entry = in.get(part);
            if (entry == null) {
                Directory made = new Directory();
                disk.perform(
                        this,
                        Step.atomic(
                                DiskAction.of(DiskOperation.CREATE, name + "/"),
                                () -> in.put(part, made)));
                entry = made;
            }
            if (!(entry instanceof Directory directory)) {
                throw new StorageException(Kind.ACCESS, part + " is a file, in " + name);
            }
            at = directory;
        }
        return at;
    }

    @Override
    public String memoryId() {
        mustLive();
        return disk.memoryId();
    }

    private static String[] parts(String name) {
        return name.isEmpty() ? new String[0] : name.split("/", -1);
    }

    private static String parentOf(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    private static String lastOf(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        Check.that(!last.isEmpty(), "not a name: %s", name);
        return last;
    }
}
