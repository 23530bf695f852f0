package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.Breach;
import strata.sim.SimWorld;

/**
 * A committed offset is a register: who reads it gets what the last commit wrote, or one that was
 * under way meanwhile. So no acknowledged commit is lost, and no offset goes back unless a client
 * commits it so.
 *
 * <p>A commit of which nobody knows what became may come into force at any later time.
 */
final class CommitClaims {
    static final long NONE = -1;

    private final SimWorld world;
    private final Map<GroupPartition, List<Write>> writes = new LinkedHashMap<>();
    private long acknowledged;
    private long reads;

    /** What became of a commit. */
    private enum Fate {
        UNDER_WAY,
        ACKNOWLEDGED,
        REFUSED,
        UNKNOWN
    }

    /** A commit. */
    static final class Write {
        final GroupPartition what;
        final long offset;
        final long sentUs;
        private Fate fate = Fate.UNDER_WAY;
        private long doneUs = Long.MAX_VALUE;

        private Write(GroupPartition what, long offset, long sentUs) {
            this.what = what;
            this.offset = offset;
            this.sentUs = sentUs;
        }

        /** Nobody knows what became of it. */
        void lost() {
            fate = Fate.UNKNOWN;
        }

        /** It was refused: nothing was stored. */
        void refused() {
            fate = Fate.REFUSED;
        }
    }

    CommitClaims(SimWorld world) {
        this.world = world;
    }

    /** How many commits were acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    /** How many committed offsets were read. */
    long reads() {
        return reads;
    }

    /** Somebody commits an offset. */
    Write sending(String groupId, TopicPartition partition, long offset) {
        GroupPartition what = new GroupPartition(groupId, partition);
        Write write = new Write(what, offset, world.nowUs());
        writes.computeIfAbsent(what, w -> new ArrayList<>()).add(write);
        return write;
    }

    /** A commit is acknowledged. */
    void acknowledged(Write write) {
        acknowledged++;
        write.fate = Fate.ACKNOWLEDGED;
        write.doneUs = world.nowUs();
    }

    /**
     * Somebody has read a committed offset.
     *
     * @param offset {@link #NONE} for none
     * @param begunUs when it was asked for
     */
    void read(String groupId, TopicPartition partition, long offset, long begunUs) {
        reads++;
        GroupPartition what = new GroupPartition(groupId, partition);
        List<Write> all = writes.getOrDefault(what, List.of());
        Write over = null;
        for (Write write : all) {
            if (write.fate == Fate.ACKNOWLEDGED
                    && write.doneUs < begunUs
                    && (over == null || write.sentUs > over.sentUs)) {
                over = write;
            }
        }
        if (offset == NONE) {
            if (over != null) {
                throw broken(what, "commit-lost", "none", over, null);
            }
            return;
        }
        Write older = null;
        for (Write write : all) {
            if (write.offset == offset && write.fate != Fate.REFUSED) {
                if (over == null || write.doneUs >= over.sentUs) {
                    return;
                }
                older = write;
            }
        }
        String name = older == null ? "commit-from-nowhere" : "offset-went-back";
        throw broken(what, name, Long.toString(offset), over, older);
    }

    private RuntimeException broken(
            GroupPartition what,
            String name,
            String offset,
            @Nullable Write over,
            @Nullable Write older) {
        String last =
                over == null
                        ? "nothing is known to be committed"
                        : String.format(
                                Locale.ROOT,
                                "%d was committed (sent at %.3f s, acknowledged at %.3f s)",
                                over.offset,
                                over.sentUs / 1e6,
                                over.doneUs / 1e6);
        String before =
                older == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", after %s (acknowledged at %.3f s)",
                                offset,
                                older.doneUs / 1e6);
        throw world.breach(
                Breach.of(
                        name,
                        "A committed offset stays until another one is committed",
                        what + ": read " + offset + "; " + last + before,
                        what.toString()));
    }
}
