package strata.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which implementation of which layer to run, from {@code --layers log=labs,segments=reference}, or
 * {@code all=labs}. Layers that are not named keep their default.
 *
 * @param origins layer to origin, in the order of the layers
 */
record LayerChoice(Map<String, String> origins) {
    /** The five layers, lowest first. */
    static final List<String> LAYERS =
            List.of("log", "segments", "replication", "groups", "transactions");

    /** Stands for each of them. */
    private static final String ALL = "all";

    private static final List<String> ORIGINS = List.of("reference", "labs");

    /** Reads {@code layer=origin}, several of them separated by commas. */
    static LayerChoice parse(String text) {
        Map<String, String> named = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            String[] parts = pair.split("=", -1);
            List<String> layers = parts[0].equals(ALL) ? LAYERS : List.of(parts[0]);
            if (parts.length != 2 || !LAYERS.containsAll(layers) || !ORIGINS.contains(parts[1])) {
                throw new TypeConversionException(
                        "'%s' is not LAYER=ORIGIN, with a layer of %s or all, and an origin of %s"
                                .formatted(pair, LAYERS, ORIGINS));
            }
            for (String layer : layers) {
                if (named.put(layer, parts[1]) != null) {
                    throw new TypeConversionException("layer '" + layer + "' is named twice");
                }
            }
        }
        Map<String, String> origins = new LinkedHashMap<>();
        for (String layer : LAYERS) {
            if (named.containsKey(layer)) {
                origins.put(layer, named.get(layer));
            }
        }
        return new LayerChoice(origins);
    }

    @Override
    public String toString() {
        return origins.entrySet().stream().map(Object::toString).collect(Collectors.joining(","));
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<LayerChoice> {
        @Override
        public LayerChoice convert(String text) {
            return parse(text);
        }
    }
}
