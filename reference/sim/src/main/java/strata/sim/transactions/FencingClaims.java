package strata.sim.transactions;

import java.util.LinkedHashMap;
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
        final Map<String, Entrance> entrances = new LinkedHashMap<>();
        // By producer id and epoch, the life that it was given to.
        final Map<String, String> owners = new LinkedHashMap<>();
        // A request for an epoch has no answer, so it may be executed at any time.
        boolean mayBeginLate;
    }

    /** A life under an id. Two that ask at the same time may come in either order. */
    private static final class Entrance {
        // When it asked for its first epoch.
        long askedUs;
        long answeredUs = NEVER;

        /** Whether it certainly came after another one. */
        boolean followed(Entrance other) {
            return askedUs > other.answeredUs;
        }

        /** Whether it certainly came before another one. */
        boolean preceded(Entrance other) {
            return answeredUs < other.askedUs;
        }
    }

    FencingClaims(SimWorld world) {
        this.world = world;
    }

    /** How many times somebody was fenced. */
    long timesFenced() {
        return fenced;
    }

    /**
     * A life asks for its first epoch. Who has one and asks for another one in its place (KIP-360)
     * does not become the newest by that.
     */
    void asks(String id, String life) {
        Entrance entrance = entranceOf(id, life);
        entrance.askedUs = world.nowUs();
        entrance.answeredUs = NEVER;
    }

    /** It has no answer: it may have got one, or may get one later, and never know. */
    void askedInVain(String id) {
        idOf(id).mayBeginLate = true;
    }

    /** A life has an epoch that it has asked for. */
    void entered(String id, String life, long producerId, short epoch) {
        Entrance entrance = entranceOf(id, life);
        if (entrance.answeredUs == NEVER) {
            entrance.answeredUs = world.nowUs();
        }
        owns(id, life, producerId, epoch);
    }

    /** A life has an epoch, its first or another one. */
    void owns(String id, String life, long producerId, short epoch) {
        Id its = idOf(id);
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
        Entrance mine = entranceOf(id, life);
        for (Map.Entry<String, Entrance> other : idOf(id).entrances.entrySet()) {
            Entrance its = other.getValue();
            if (its.followed(mine) && its.answeredUs < sentUs) {
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
                                        other.getKey(),
                                        its.answeredUs / 1e6),
                                id));
            }
        }
    }

    /**
     * A life is told that it is none any more.
     *
     * @param takesTooLong whether its transaction may have been open for longer than it may
     */
    void fenced(String id, String life, ErrorCode error, boolean takesTooLong) {
        fenced++;
        Entrance mine = entranceOf(id, life);
        boolean isLast =
                idOf(id).entrances.values().stream()
                        .allMatch(its -> its.equals(mine) || its.preceded(mine));
        if (isLast && !idOf(id).mayBeginLate && !takesTooLong) {
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

    private Id idOf(String id) {
        return ids.computeIfAbsent(id, i -> new Id());
    }

    private Entrance entranceOf(String id, String life) {
        return idOf(id).entrances.computeIfAbsent(life, l -> new Entrance());
    }
}
