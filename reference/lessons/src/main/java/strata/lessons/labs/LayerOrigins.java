package strata.lessons.labs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which implementation each layer under test comes from.
 *
 * @param origins {@code labs} or {@code reference} for the layers of labs 1 to N
 */
public record LayerOrigins(Map<Lab, String> origins) {
    private static final String LABS = "labs";
    private static final String REFERENCE = "reference";

    /**
     * The layers that the tests of a lab run on. What is not named: the lab's own layer is the
     * student's; those below are the reference where this copy has them, as when the lab is graded,
     * and else the student's own, too.
     *
     * @param choice as {@code log=labs}
     * @param lib the folder of the launcher's build
     * @throws IllegalArgumentException when the choice is none, and says what is wrong with it
     */
    public static LayerOrigins of(Lab lab, String choice, Path lib) {
        Map<Lab, String> origins = new LinkedHashMap<>();
        for (Lab below : Lab.ALL.subList(0, lab.number() - 1)) {
            origins.put(below, Files.exists(jar(lib, below)) ? REFERENCE : LABS);
        }
        origins.put(lab, LABS);
        for (String pair : choice.isEmpty() ? List.<String>of() : List.of(choice.split(",", -1))) {
            String[] parts = pair.split("=", -1);
            Lab named =
                    Lab.ALL.stream()
                            .filter(layer -> layer.layer().equals(parts[0]))
                            .findFirst()
                            .orElse(null);
            if (parts.length != 2 || named == null || !isOrigin(parts[1])) {
                throw new IllegalArgumentException(
                        "'" + pair + "' is not LAYER=ORIGIN, as in log=labs");
            }
            if (!origins.containsKey(named)) {
                throw new IllegalArgumentException(
                        "lab " + lab.number() + " runs without the layer '" + parts[0] + "'");
            }
            origins.put(named, parts[1]);
        }
        return new LayerOrigins(origins);
    }

    /** The labs whose classes the student's sources make. */
    public List<Lab> ownLabs() {
        return origins.keySet().stream().filter(lab -> LABS.equals(origins.get(lab))).toList();
    }

    /** Whether the layer of the lab itself is the student's own, so that it counts as progress. */
    public boolean isOwn(Lab lab) {
        return LABS.equals(origins.get(lab));
    }

    /**
     * Folders and jars with the classes.
     *
     * @param lib the folder of the launcher's build
     * @throws IllegalArgumentException when a layer is wanted that this copy does not have
     */
    public List<Path> classPath(Path root, Path lib) {
        List<Path> path = new ArrayList<>();
        for (Map.Entry<Lab, String> layer : origins.entrySet()) {
            Lab lab = layer.getKey();
            if (LABS.equals(layer.getValue())) {
                path.add(lab.classes(root));
                continue;
            }
            Path jar = jar(lib, lab);
            if (!Files.exists(jar)) {
                throw new IllegalArgumentException(
                        "this copy of Strata has no reference of the layer '"
                                + lab.layer()
                                + "'; your own runs by --layers "
                                + lab.layer()
                                + "=labs");
            }
            path.add(jar);
        }
        return path;
    }

    /** Folders of sources, for stack frames to be found in. */
    public List<Path> sources(Path root) {
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
    public String line() {
        StringBuilder line = new StringBuilder("layers:");
        origins.forEach(
                (lab, origin) -> line.append(' ').append(lab.layer()).append('=').append(origin));
        return line.toString();
    }

    /** Where the launcher puts a finished layer: the reference's, or one that was released. */
    private static Path jar(Path lib, Lab lab) {
        return lib.resolve("layers").resolve(lab.folder() + ".jar");
    }

    private static boolean isOrigin(String text) {
        return LABS.equals(text) || REFERENCE.equals(text);
    }
}
