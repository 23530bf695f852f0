package strata.lessons.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.lessons.labs.Lab;

/**
 * Which implementation each layer under test comes from.
 *
 * @param origins {@code labs} or {@code reference} for the layers of labs 1 to N
 */
record LayerOrigins(Map<Lab, String> origins) {
    private static final String LABS = "labs";
    private static final String REFERENCE = "reference";

    /**
     * The layers that the tests of a lab run on.
     *
     * @param choice as {@code log=reference}; what is not named is the student's own
     */
    static LayerOrigins of(Lab lab, String choice) throws UsageFault {
        Map<Lab, String> origins = new LinkedHashMap<>();
        Lab.ALL.subList(0, lab.number()).forEach(layer -> origins.put(layer, LABS));
        for (String pair : choice.isEmpty() ? List.<String>of() : List.of(choice.split(",", -1))) {
            String[] parts = pair.split("=", -1);
            Lab named =
                    Lab.ALL.stream()
                            .filter(layer -> layer.layer().equals(parts[0]))
                            .findFirst()
                            .orElse(null);
            if (parts.length != 2 || named == null || !isOrigin(parts[1])) {
                throw new UsageFault("'" + pair + "' is not LAYER=ORIGIN, as in log=labs");
            }
            if (!origins.containsKey(named)) {
                throw new UsageFault(
                        "lab " + lab.number() + " runs without the layer '" + parts[0] + "'");
            }
            origins.put(named, parts[1]);
        }
        return new LayerOrigins(origins);
    }

    /** The labs whose classes the student's sources make. */
    List<Lab> ownLabs() {
        return origins.keySet().stream().filter(lab -> LABS.equals(origins.get(lab))).toList();
    }

    /** Whether all of it is the student's own, so that it counts as progress. */
    boolean areOwn() {
        return ownLabs().size() == origins.size();
    }

    /**
     * Folders and jars with the classes.
     *
     * @param lib the folder of the launcher's build
     */
    List<Path> classPath(Path root, Path lib) throws UsageFault {
        List<Path> path = new ArrayList<>();
        for (Map.Entry<Lab, String> layer : origins.entrySet()) {
            Lab lab = layer.getKey();
            if (LABS.equals(layer.getValue())) {
                path.add(lab.classes(root));
                continue;
            }
            Path jar = lib.resolve("layers").resolve(lab.folder() + ".jar");
            if (!Files.exists(jar)) {
                throw new UsageFault(
                        "this copy of Strata has no reference of the layer '"
                                + lab.layer()
                                + "'; run without --layers");
            }
            path.add(jar);
        }
        return path;
    }

    /** Folders of sources, for stack frames to be found in. */
    List<Path> sources(Path root) {
        List<Path> sources = new ArrayList<>();
        origins.forEach(
                (lab, origin) ->
                        sources.add(
                                LABS.equals(origin)
                                        ? lab.sources(root)
                                        : lab.referenceSources(root)));
        return sources;
    }

    /** As the first line of every report says it: {@code layers: log=labs}. */
    String line() {
        StringBuilder line = new StringBuilder("layers:");
        origins.forEach(
                (lab, origin) -> line.append(' ').append(lab.layer()).append('=').append(origin));
        return line.toString();
    }

    private static boolean isOrigin(String text) {
        return LABS.equals(text) || REFERENCE.equals(text);
    }
}
