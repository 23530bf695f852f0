package strata.broker;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.log.LogLayer;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.segments.SegmentsLayer;
import strata.kernel.transactions.TransactionsLayer;

/**
 * The layers that are present: those whose descriptor resource {@code META-INF/strata/<layer>} is
 * on the class path, with its provider class and its origin, {@code reference} or {@code labs}.
 *
 * <p>Invariant: they are a prefix of {@link Layer}, each from one origin. Both trees use the same
 * class names, so two descriptors for a layer would silently shadow each other: that is an error
 * which names both.
 */
public final class Layers {
    /** The layers, from the ground up. */
    public enum Layer {
        LOG("log"),
        SEGMENTS("segments"),
        REPLICATION("replication"),
        GROUPS("groups"),
        TRANSACTIONS("transactions");

        private final String id;

        Layer(String id) {
            this.id = id;
        }

        /** As descriptors and {@code --layers} spell it. */
        public String id() {
            return id;
        }
    }

    /** The layers on the class path cannot work together. */
    public static final class LayersException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LayersException(String message) {
            super(message);
        }

        LayersException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private record Present(String origin, Object provider) {}

    private record Found(String origin, Class<?> type) {}

    private final Map<Layer, Present> present;

    private Layers(Map<Layer, Present> present) {
        this.present = present;
    }

    /**
     * Finds the layers on a class path.
     *
     * @throws LayersException when a layer is there twice, a layer below another is missing, or a
     *     provider cannot be made
     */
    public static Layers load(ClassLoader classes) {
        return made(found(classes));
    }

    /**
     * The same, over and over: new providers each time, of layers that are looked for the first
     * time only.
     */
    public static Supplier<Layers> source(ClassLoader classes) {
        Map<Layer, Found> found = new EnumMap<>(Layer.class);
        return () -> {
            if (found.isEmpty()) {
                found.putAll(found(classes));
            }
            return made(found);
        };
    }

    private static Layers made(Map<Layer, Found> found) {
        Map<Layer, Present> present = new EnumMap<>(Layer.class);
        found.forEach((layer, one) -> present.put(layer, made(layer, one)));
        return new Layers(present);
    }

    private static Map<Layer, Found> found(ClassLoader classes) {
        Map<Layer, Found> present = new EnumMap<>(Layer.class);
        for (Layer layer : Layer.values()) {
            Found found = find(layer, classes);
            if (found != null) {
                present.put(layer, found);
            }
        }
        for (Layer layer : present.keySet()) {
            for (Layer below : Layer.values()) {
                if (below.compareTo(layer) < 0 && !present.containsKey(below)) {
                    throw new LayersException(
                            "layer "
                                    + layer.id()
                                    + " is there, but "
                                    + below.id()
                                    + " below it is not");
                }
            }
        }
        if (present.isEmpty()) {
            throw new LayersException("no layer is on the class path, not even log");
        }
        return present;
    }

    /**
     * The same with another provider of one layer: how the simulator plants a mistake in it.
     *
     * @param origin as {@link #toString} tells it
     */
    public Layers with(Layer layer, String origin, Object provider) {
        Map<Layer, Present> others = new EnumMap<>(present);
        others.put(layer, new Present(origin, provider));
        return new Layers(others);
    }

    /** The same without the layers above one: how a run stays what it was before they came. */
    public Layers upTo(Layer highest) {
        Map<Layer, Present> lower = new EnumMap<>(present);
        lower.keySet().removeIf(layer -> layer.compareTo(highest) > 0);
        return new Layers(lower);
    }

    /** Layer 1. */
    public LogLayer log() {
        Present log = present.get(Layer.LOG);
        if (log == null || !(log.provider() instanceof LogLayer layer)) {
            throw new LayersException("the provider of layer log is not a LogLayer");
        }
        return layer;
    }

    /** Layer 2; null where it is not present. */
    public @Nullable SegmentsLayer segments() {
        Present segments = present.get(Layer.SEGMENTS);
        if (segments == null) {
            return null;
        }
        if (!(segments.provider() instanceof SegmentsLayer layer)) {
            throw new LayersException("the provider of layer segments is not a SegmentsLayer");
        }
        return layer;
    }

    /** Layer 3; null where it is not present. */
    public @Nullable ReplicationLayer replication() {
        Present replication = present.get(Layer.REPLICATION);
        if (replication == null) {
            return null;
        }
        if (!(replication.provider() instanceof ReplicationLayer layer)) {
            throw new LayersException(
                    "the provider of layer replication is not a ReplicationLayer");
        }
        return layer;
    }

    /** Layer 4; null where it is not present. */
    public @Nullable GroupsLayer groups() {
        Present groups = present.get(Layer.GROUPS);
        if (groups == null) {
            return null;
        }
        if (!(groups.provider() instanceof GroupsLayer layer)) {
            throw new LayersException("the provider of layer groups is not a GroupsLayer");
        }
        return layer;
    }

    /** Layer 5; null where it is not present. */
    public @Nullable TransactionsLayer transactions() {
        Present transactions = present.get(Layer.TRANSACTIONS);
        if (transactions == null) {
            return null;
        }
        if (!(transactions.provider() instanceof TransactionsLayer layer)) {
            throw new LayersException(
                    "the provider of layer transactions is not a TransactionsLayer");
        }
        return layer;
    }

    /** Whether a layer is present. */
    public boolean has(Layer layer) {
        return present.containsKey(layer);
    }

    /** What this runs on: {@code layers: log=reference}. */
    @Override
    public String toString() {
        return present.entrySet().stream()
                .map(entry -> entry.getKey().id() + "=" + entry.getValue().origin())
                .collect(Collectors.joining(" ", "layers: ", ""));
    }

    private static @Nullable Found find(Layer layer, ClassLoader classes) {
        String resource = "META-INF/strata/" + layer.id();
        List<URL> urls = resources(resource, classes);
        if (urls.isEmpty()) {
            return null;
        }
        if (urls.size() > 1) {
            throw new LayersException(
                    "layer " + layer.id() + " is on the class path more than once: " + urls);
        }
        Properties descriptor = new Properties();
        try (InputStream in = urls.get(0).openStream()) {
            descriptor.load(in);
        } catch (IOException e) {
            throw new LayersException("cannot read " + urls.get(0), e);
        }
        String provider = descriptor.getProperty("provider");
        String origin = descriptor.getProperty("origin");
        if (provider == null || origin == null) {
            throw new LayersException(urls.get(0) + " needs the keys provider and origin");
        }
        try {
            return new Found(origin.trim(), Class.forName(provider.trim(), true, classes));
        } catch (ReflectiveOperationException e) {
            throw cannotMake(provider, layer, e);
        }
    }

    private static Present made(Layer layer, Found found) {
        try {
            return new Present(found.origin(), found.type().getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw cannotMake(found.type().getName(), layer, e);
        }
    }

    private static LayersException cannotMake(String provider, Layer layer, Exception cause) {
        return new LayersException(
                "cannot make the provider " + provider + " of layer " + layer.id(), cause);
    }

    private static List<URL> resources(String name, ClassLoader classes) {
        try {
            List<URL> urls = new ArrayList<>();
            classes.getResources(name).asIterator().forEachRemaining(urls::add);
            return Collections.unmodifiableList(urls);
        } catch (IOException e) {
            throw new LayersException("cannot look for " + name, e);
        }
    }
}
