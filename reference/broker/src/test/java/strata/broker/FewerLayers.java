package strata.broker;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/** The layers of the class path, without some. */
final class FewerLayers {
    private FewerLayers() {}

    static Layers without(String... layers) {
        return Layers.load(
                new ClassLoader(FewerLayers.class.getClassLoader()) {
                    @Override
                    public Enumeration<URL> getResources(String name) throws IOException {
                        for (String layer : layers) {
                            if (name.equals("META-INF/strata/" + layer)) {
                                return Collections.emptyEnumeration();
                            }
                        }
                        return super.getResources(name);
                    }
                });
    }
}
