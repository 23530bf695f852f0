package strata.lessons.run;

import java.net.URL;
import java.net.URLClassLoader;
import strata.lessons.labs.Lab;

/**
 * The classes of layers and of their tests, from where the run says, even if whoever runs it has
 * layers of its own: both live in the layer's package, so they must come from one loader. All else,
 * as the kernel, is the runner's own.
 */
final class LayerClasses extends URLClassLoader {
    LayerClasses(URL[] roots, ClassLoader runner) {
        super(roots, runner);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isOfALayer(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = findClass(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private static boolean isOfALayer(String name) {
        return Lab.ALL.stream().anyMatch(lab -> name.startsWith("strata." + lab.layer() + "."));
    }
}
