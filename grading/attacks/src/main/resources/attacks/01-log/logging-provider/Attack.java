package strata.log;

import org.slf4j.helpers.NOP_FallbackServiceProvider;

public final class Attack extends NOP_FallbackServiceProvider {
    /** Called first thing by each method of Varints. */
    static void go() {}
}
