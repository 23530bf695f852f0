package strata.sim.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.sim.SeededRandom;

/**
 * A directory's entries, twice: as every process sees them, and as they would be found after a loss
 * of power. An entry that was not synced may be gone then, however often its file was flushed; an
 * entry that was deleted may be back.
 */
final class Directory implements Entry {
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final TreeMap<String, Entry> durable = new TreeMap<>();
    private final List<EntryChange> pending = new ArrayList<>();
    // A sync was under way when the process died: any of the changes may have become durable.
    private boolean syncCut;

    /**
     * A change of entries, atomic.
     *
     * @param removed the name that goes; null for none
     * @param put the name that comes; null for none
     * @param twin the other directory of a rename from one to another: a change of both or of none
     */
    private record EntryChange(
            @Nullable String removed,
            @Nullable String put,
            @Nullable Entry entry,
            @Nullable Directory twin) {}

    SortedMap<String, Entry> entries() {
        return entries;
    }

    @Nullable
    Entry get(String name) {
        return entries.get(name);
    }

    void put(String name, Entry entry) {
        change(new EntryChange(null, name, entry, null));
    }

    void remove(String name) {
        change(new EntryChange(name, null, null, null));
    }

    void renameWithin(String from, String to, Entry entry) {
        change(new EntryChange(from, to, entry, null));
    }

    static void renameAcross(Directory out, String from, Directory in, String to, Entry entry) {
        out.change(new EntryChange(from, null, null, in));
        in.change(new EntryChange(null, to, entry, out));
    }

    /** Makes every change so far durable. */
    void sync() {
        makeDurable(pending.size());
    }

    void syncInterrupted() {
        syncCut = true;
    }

    /**
     * The machine has lost power. First half: decides, in this directory and in all below it, how
     * many of the pending changes had reached the disk: the first ones, in order.
     */
    void settle(CrashMode mode, SeededRandom chance) {
        if (!pending.isEmpty() && (mode == CrashMode.TEAR_TAIL || syncCut)) {
            makeDurable(chance.nextInt(pending.size() + 1));
        }
        syncCut = false;
        settleThose(entries, mode, chance);
        settleThose(durable, mode, chance);
    }

    /** Second half: what is not on the disk is gone. Adds to a list what was lost. */
    void losePower(CrashMode mode, SeededRandom chance, Losses losses, String path) {
        if (!pending.isEmpty()) {
            losses.add(path.isEmpty() ? "." : path, pending.size() + " unsynced entries");
        }
        pending.clear();
        entries.clear();
        entries.putAll(durable);
        entries.forEach(
                (name, entry) -> {
                    String below = path.isEmpty() ? name : path + "/" + name;
                    switch (entry) {
                        case Directory directory ->
                                directory.losePower(mode, chance, losses, below);
                        case FileContent file -> losses.add(below, file.losePower(mode, chance));
                    }
                });
    }

    private static void settleThose(
            SortedMap<String, Entry> entries, CrashMode mode, SeededRandom chance) {
        // A copy: settling a rename from one directory to another changes both.
        for (Entry entry : new ArrayList<>(entries.values())) {
            if (entry instanceof Directory directory) {
                directory.settle(mode, chance);
            }
        }
    }

    private void makeDurable(int count) {
        List<EntryChange> done = new ArrayList<>(pending.subList(0, count));
        pending.subList(0, count).clear();
        for (EntryChange change : done) {
            applyTo(durable, change);
            Directory twin = change.twin();
            if (twin != null) {
                twin.makeDurable(twin.upToTwin(this));
            }
        }
    }

    /**
     * How many changes there are up to the first half of a rename shared with another directory.
     */
    private int upToTwin(Directory other) {
        for (int i = 0; i < pending.size(); i++) {
            if (pending.get(i).twin() == other) {
                return i + 1;
            }
        }
        return 0;
    }

    private void change(EntryChange change) {
        applyTo(entries, change);
        pending.add(change);
    }

    private static void applyTo(SortedMap<String, Entry> to, EntryChange change) {
        String removed = change.removed();
        if (removed != null) {
            to.remove(removed);
        }
        String put = change.put();
        Entry entry = change.entry();
        if (put != null && entry != null) {
            to.put(put, entry);
        }
    }
}
