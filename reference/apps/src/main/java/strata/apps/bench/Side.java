package strata.apps.bench;

import java.util.Locale;

/** The two that are compared; a ratio is always {@link #STRATA} divided by {@link #KAFKA}. */
enum Side {
    STRATA,
    KAFKA;

    /** As it is typed on the command line, and the key in the JSON report. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return key();
    }
}
