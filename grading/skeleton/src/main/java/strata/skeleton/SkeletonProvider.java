package strata.skeleton;

import strata.cli.CommandProvider;

/** Brings {@code strata skeleton}. */
public final class SkeletonProvider implements CommandProvider {
    @Override
    public String name() {
        return "skeleton";
    }

    @Override
    public Object newCommand() {
        return new SkeletonCommand();
    }
}
