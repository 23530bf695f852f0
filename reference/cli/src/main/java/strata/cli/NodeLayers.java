package strata.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import strata.kernel.Nullable;

/**
 * Which layers a node runs on: a prefix of the five, each the student's own or one that is on our
 * class path.
 *
 * @param origins layer to {@code labs} or {@code reference}, lowest first
 * @param own the labs among them whose classes have to be made
 */
record NodeLayers(Map<String, String> origins, List<Lab> own) {
    private static final String LABS = "labs";

    /** A choice that this copy of Strata cannot serve; the message says why. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }
    }

    /**
     * What is on the class path, with what was chosen in its place. Where the class path has no
     * such layer, as in a handout, the student's own stands in: the first, those below one that was
     * chosen, and those that have no hole left.
     *
     * @param choice null for none
     * @param present the class path
     */
    static NodeLayers of(@Nullable LayerChoice choice, ClassPathLayers present, Path root)
            throws Unavailable {
        Map<String, String> chosen = choice == null ? Map.of() : choice.origins();
        int highest =
                chosen.keySet().stream().mapToInt(LayerChoice.LAYERS::indexOf).max().orElse(0);
        Map<String, String> origins = new LinkedHashMap<>();
        List<Lab> own = new ArrayList<>();
        for (int i = 0; i < LayerChoice.LAYERS.size(); i++) {
            String layer = LayerChoice.LAYERS.get(i);
            String here = present.origin(layer);
            Lab lab = Lab.find(root, i + 1);
            String origin = chosen.getOrDefault(layer, here == null ? "" : here);
            if (origin.isEmpty() && lab != null && (i <= highest || isWhole(lab))) {
                origin = LABS;
            }
            if (origin.isEmpty()) {
                requireNoneAbove(chosen, i);
                break;
            }
            if (!origin.equals(here)) {
                own.add(available(layer, origin, lab));
            }
            origins.put(layer, origin);
        }
        return new NodeLayers(origins, own);
    }

    /**
     * What a command is to run on: {@link #of}, or {@link #asTheyAre} in a JVM that was started for
     * the student's classes, and where there is no repository, as in a container.
     *
     * @throws ParameterException for a choice that cannot be served
     */
    static NodeLayers ofThisJvm(@Nullable LayerChoice choice, CommandSpec spec) {
        ClassPathLayers present = ClassPathLayers.ofThisJvm();
        if (Boolean.getBoolean(LabNode.CHILD) || (choice == null && !House.isKnown())) {
            return asTheyAre(present);
        }
        try {
            return of(choice, present, House.root());
        } catch (Unavailable e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Only what is on the class path: of a node whose class path somebody has put together. */
    static NodeLayers asTheyAre(ClassPathLayers present) {
        Map<String, String> origins = new LinkedHashMap<>();
        for (String layer : LayerChoice.LAYERS) {
            String here = present.origin(layer);
            if (here != null) {
                origins.put(layer, here);
            }
        }
        return new NodeLayers(origins, List.of());
    }

    private static boolean isWhole(Lab lab) {
        return LabNode.openSteps(lab).isEmpty();
    }

    private static Lab available(String layer, String origin, @Nullable Lab lab)
            throws Unavailable {
        String asked = "--layers " + layer + "=" + origin + ": ";
        if (!origin.equals(LABS)) {
            throw new Unavailable(
                    asked
                            + "the reference is not in this copy of Strata"
                            + (lab == null ? "" : "; " + layer + "=labs is what there is"));
        }
        if (lab == null) {
            int number = LayerChoice.LAYERS.indexOf(layer) + 1;
            throw new Unavailable(asked + "lab " + number + " is not in this copy of Strata");
        }
        return lab;
    }

    private static void requireNoneAbove(Map<String, String> chosen, int missing)
            throws Unavailable {
        for (String layer : LayerChoice.LAYERS.subList(missing, LayerChoice.LAYERS.size())) {
            if (chosen.containsKey(layer)) {
                throw new Unavailable(
                        "--layers "
                                + layer
                                + "="
                                + chosen.get(layer)
                                + ": there is no such layer here yet; "
                                + LayerChoice.LAYERS.subList(0, missing)
                                + " is what there is");
            }
        }
    }
}
