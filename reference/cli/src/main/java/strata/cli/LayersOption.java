package strata.cli;

import picocli.CommandLine.Option;
import strata.kernel.Nullable;

/** {@code --layers}, of whatever command starts nodes. */
final class LayersOption {
    @Option(
            names = "--layers",
            paramLabel = "LAYER=ORIGIN[,...]",
            converter = LayerChoice.Converter.class,
            description =
                    "Which implementation of which layer to run, as in"
                            + " log=labs,segments=reference.")
    private @Nullable LayerChoice choice;

    /** Null where nothing was chosen. */
    @Nullable
    LayerChoice choice() {
        return choice;
    }
}
