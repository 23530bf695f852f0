package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.sim.Breach;
import strata.sim.SimWorld;

/**
 * Of the lives under one transactional id only the newest goes on: what an older one sends once the
 * newest has its epoch is refused; an epoch is one life's alone; and nobody is fenced but by a
 * newer life, or for having taken longer than its timeout (KIP-98).
 */
final class FencingClaims {
    private static final long NEVER = Long.MAX_VALUE;

    private final SimWorld world;
    private final Map<String, Id> ids = new LinkedHashMap<>();
    private long fenced;

    /** A transactional id. */
    private static final class Id {
        // In the order of their beginnings.
        final List<Entrance> entrances = new ArrayList<>();
        // By producer id and epoch, the life that it was given to.
        final Map<String, String> owners = new LinkedHashMap<>();
        // A request for an epoch has no answer, so it may be executed at any time.
        boolean mayBeginLate;
    }

    /** A life under an id. */
    private static final class Entrance {
        final String life;
        long answeredUs = NEVER;

        Entrance(String life) {
            this.life = life;
        }
    }

    FencingClaims(SimWorld world) {
        this.world = world;
    }

    /** How many times somebody was fenced. */
    long timesFenced() {
        return fenced;
    }

    /** A life asks for an epoch. */
    void asks(String id, String life) {
        Id its = ids.computeIfAbsent(id, i -> new Id());
        if (its.entrances.stream().noneMatch(e -> e.life.equals(life))) {
            its.entrances.add(new Entrance(life));
        }
    }

    /** It has no answer: it may have got one, or may get one later, and never know. */
    void askedInVain(String id) {
        ids.computeIfAbsent(id, i -> new Id()).mayBeginLate = true;
    }

    /** A life has its first epoch. */
    void entered(String id, String life, long producerId, short epoch) {
        Id its = ids.computeIfAbsent(id, i -> new Id());
        for (Entrance each : its.entrances) {
            if (each.life.equals(life)) {
                each.answeredUs = Math.min(each.answeredUs, world.nowUs());
            }
        }
        owns(id, life, producerId, epoch);
    }

    /** A life has an epoch, its first or another one. */
    void owns(String id, String life, long producerId, short epoch) {
        Id its = ids.computeIfAbsent(id, i -> new Id());
        String owner = its.owners.putIfAbsent(producerId + "/" + epoch, life);
        if (owner != null && !owner.equals(life)) {
            throw world.breach(
                    Breach.of(
                            "epoch-given-twice",
                            "An epoch of a transactional id is given to one producer alone",
                            String.format(
                                    Locale.ROOT,
                                    "%s gets producer id %d and epoch %d of %s, as %s did before",
                                    life,
                                    producerId,
                                    epoch,
                                    id,
                                    owner),
                            id));
        }
    }

    /**
     * A life was told that all is well.
     *
     * @param sentUs when it sent that for the first time
     */
    void accepted(String id, String life, long sentUs, String what) {
        Id its = ids.computeIfAbsent(id, i -> new Id());
        boolean isLater = false;
        for (Entrance each : its.entrances) {
            if (isLater && each.answeredUs < sentUs) {
                throw world.breach(
                        Breach.of(
                                "zombie-accepted",
                                "A producer that another one has replaced is fenced",
                                String.format(
                                        Locale.ROOT,
                                        "%s of %s, sent at %.3f s, is accepted; %s had taken its"
                                                + " place at %.3f s",
                                        what,
                                        life,
                                        sentUs / 1e6,
                                        each.life,
                                        each.answeredUs / 1e6),
                                id));
            }
            isLater |= each.life.equals(life);
        }
    }

    /**
     * A life is told that it is none any more.
     *
     * @param takesTooLong whether its transaction may have been open for longer than it may
     */
    void fenced(String id, String life, ErrorCode error, boolean takesTooLong) {
        fenced++;
        Id its = ids.computeIfAbsent(id, i -> new Id());
        boolean isLast =
                !its.entrances.isEmpty()
                        && its.entrances.get(its.entrances.size() - 1).life.equals(life);
        if (isLast && !its.mayBeginLate && !takesTooLong) {
            throw world.breach(
                    Breach.of(
                            "fenced-for-nothing",
                            "A producer is fenced by a newer one or by its timeout alone",
                            life
                                    + " of "
                                    + id
                                    + " is told "
                                    + error
                                    + ", though it is the newest, and within its timeout",
                            id));
        }
    }
}
