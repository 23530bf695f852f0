package strata.sim.transactions;

import strata.kernel.Nullable;
import strata.sim.cluster.ClusterClient;
import strata.sim.groups.Life;

/**
 * The lives of a client: one after the other; for a while two at once, when one that was taken for
 * dead comes back.
 */
@SuppressWarnings("ReferenceEquality") // One life of a process is not another one like it.
final class Lives<R extends Lives.Running> {
    private static final long REST_US = 250_000;

    private final ClusterClient client;
    private final Births<R> births;
    private @Nullable R present;
    private @Nullable R zombie;
    private int count;
    private int lastSlot = 1;
    private int zombieSlot;

    /** Makes lives. */
    interface Births<R> {
        /**
         * @param number counts from 0
         * @param slot 0 or 1: which of its client's connections it has; not those of a zombie
         */
        R born(int number, int slot);
    }

    /** A life under way. */
    interface Running {
        Party party();

        /** Begins. */
        void begin();

        /** It goes on after it stood still, though another one may have taken its place. */
        void resumes();

        /** It is dead. */
        void over();

        /** Its own connections are closed. */
        void disconnect();
    }

    Lives(ClusterClient client, Births<R> births) {
        this.client = client;
        this.births = births;
    }

    /** The present one; null between two. */
    @Nullable
    R present() {
        return present;
    }

    /** The present one if it may act; null for none. */
    @Nullable
    R awake() {
        R now = present;
        return now == null || now.party().life().isPaused() ? null : now;
    }

    /** Begins a life unless there is one. */
    void start() {
        if (present == null) {
            int slot = zombie == null ? 1 - lastSlot : 1 - zombieSlot;
            lastSlot = slot;
            R born = births.born(count++, slot);
            present = born;
            born.party().tell("starts");
            born.begin();
        }
    }

    /** Its process dies, and comes back after a while. */
    void crash(long downUs) {
        R now = present;
        if (now != null) {
            end(now, "crashes");
            disconnect(now);
            client.later(downUs, downUs, this::start);
        }
    }

    /** It stands still for a while. */
    void pause(long us) {
        R now = present;
        if (now != null) {
            Life life = now.party().life();
            now.party().tell("stands still");
            life.pause();
            client.later(us, us, () -> goOn(now));
        }
    }

    /** It stands still and is replaced; then it goes on for a while, as if nothing had happened. */
    void haunt(long us, long forUs) {
        R now = present;
        if (now == null) {
            return;
        }
        endZombie();
        now.party().tell("stands still, and is replaced");
        now.party().life().pause();
        zombie = now;
        zombieSlot = lastSlot;
        present = null;
        start();
        client.later(us, us, () -> goOn(now));
        client.later(
                us + forUs,
                us + forUs,
                () -> {
                    if (zombie == now) {
                        endZombie();
                    }
                });
    }

    /** One is none any more, and knows it: its process ends. */
    void fenced(R one) {
        if (one.party().life().isOver()) {
            return;
        }
        boolean isPresent = present == one;
        end(one, "ends, as it is a producer no more");
        // Not within the handling of an answer that came over one of its connections.
        client.later(1, 1, () -> disconnect(one));
        if (zombie == one) {
            zombie = null;
        }
        if (isPresent) {
            client.later(REST_US / 5, REST_US, this::start);
        }
    }

    /** The run ends: nobody stands still any more, and one is there. */
    void settle() {
        endZombie();
        R now = present;
        if (now == null) {
            start();
        } else {
            goOn(now);
        }
    }

    private void goOn(R one) {
        Life life = one.party().life();
        if (!life.isOver() && life.isPaused()) {
            one.party().tell("goes on");
            life.resume();
            if (!life.isOver()) {
                one.resumes();
            }
        }
    }

    private void endZombie() {
        R old = zombie;
        zombie = null;
        if (old != null && !old.party().life().isOver()) {
            end(old, "ends at last");
            disconnect(old);
        }
    }

    private void end(R one, String how) {
        one.party().tell(how);
        one.over();
        one.party().life().end();
        if (present == one) {
            present = null;
        }
    }

    private void disconnect(R one) {
        one.disconnect();
        client.reset();
    }
}
