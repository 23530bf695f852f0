package strata.sim.check;

import strata.kernel.Check;

/**
 * One life of a client: what it remembers, as the position it reads from, ends with it.
 *
 * @param client its name
 * @param number counts the lives of that name, from 0
 */
public record Session(String client, int number) {
    public Session {
        Check.that(Placed.isName(client) && client.indexOf('/') < 0, "%s names no client", client);
    }

    /** As the text form has it: {@code p1}, or {@code p1/2} for its third life. */
    @Override
    public String toString() {
        return number == 0 ? client : client + "/" + number;
    }
}
