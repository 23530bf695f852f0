package strata.skeleton;

import strata.cli.CommandProvider;

/** Brings {@code strata handout}. */
public final class HandoutProvider implements CommandProvider {
    @Override
    public String name() {
        return "handout";
    }

    @Override
    public Object newCommand() {
        return new HandoutCommand();
    }
}
