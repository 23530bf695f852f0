package strata.lessons.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/** Which stack frames are in the code under test, and which in the tests. */
final class OwnCode {
    private static final int FRAMES_MAX = 12;

    private final Roots layers;
    // Those that are under test: a layer below that was released is a jar.
    private final Roots own;
    private final Roots tests;

    OwnCode(List<Path> layerRoots, List<Path> testRoots) {
        List<Path> folders = layerRoots.stream().filter(Files::isDirectory).toList();
        this.layers = new Roots(layerRoots, new HashMap<>());
        this.own = folders.isEmpty() ? layers : new Roots(folders, new HashMap<>());
        this.tests = new Roots(testRoots, new HashMap<>());
    }

    /**
     * The innermost frame of the student's own layers; where there is none, of a released one; else
     * empty.
     */
    String layerFrame(Throwable thrown) {
        String found = innermostFrame(thrown, own);
        return found.isEmpty() ? innermostFrame(thrown, layers) : found;
    }

    private static String innermostFrame(Throwable thrown, Roots roots) {
        String found = "";
        for (Throwable cause : Causes.all(thrown)) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (roots.have(frame)) {
                    found = text(frame);
                    break;
                }
            }
        }
        return found;
    }

    /** Where the test was; empty when no frame tells. */
    String testFrame(Throwable thrown) {
        // Of a cause that was thrown in an earlier test nobody wants to know here.
        for (Throwable cause : Causes.all(thrown)) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (tests.have(frame)) {
                    return text(frame);
                }
            }
        }
        return "";
    }

    /** The frames of layers and tests, innermost first; some are left out when there are many. */
    List<String> stack(Throwable thrown) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : innermost(thrown).getStackTrace()) {
            if (layers.have(frame) || tests.have(frame)) {
                frames.add(text(frame));
            }
        }
        if (frames.size() <= FRAMES_MAX) {
            return frames;
        }
        // A recursion without an end has a thousand that say the same.
        List<String> ends = new ArrayList<>(frames.subList(0, FRAMES_MAX / 2));
        ends.add("(" + (frames.size() - FRAMES_MAX) + " more)");
        ends.addAll(frames.subList(frames.size() - FRAMES_MAX / 2, frames.size()));
        return ends;
    }

    /** Whether a static initialiser of the layers is under way there. */
    boolean isInitialising(StackTraceElement[] frames) {
        for (StackTraceElement frame : frames) {
            if (frame.getMethodName().equals("<clinit>") && layers.have(frame)) {
                return true;
            }
        }
        return false;
    }

    /** The innermost cause that has a frame of the layers, else the outermost. */
    private Throwable innermost(Throwable thrown) {
        Throwable found = thrown;
        for (Throwable cause : Causes.all(thrown)) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (layers.have(frame)) {
                    found = cause;
                    break;
                }
            }
        }
        return found;
    }

    private static String text(StackTraceElement frame) {
        String type = frame.getClassName();
        String folder = type.substring(0, type.lastIndexOf('.') + 1).replace('.', '/');
        return folder
                + frame.getFileName()
                + ":"
                + frame.getLineNumber()
                + " in "
                + place(frame.getMethodName());
    }

    private static String place(String method) {
        // What a compiler calls lambda$append$0 is the inside of append.
        if (method.startsWith("lambda$") && method.lastIndexOf('$') > "lambda$".length()) {
            return place(method.substring("lambda$".length(), method.lastIndexOf('$')));
        }
        return switch (method) {
            case "<clinit>", "static" -> "a static initialiser";
            case "<init>", "new" -> "a constructor";
            default -> method;
        };
    }

    /** Folders and jars, and which classes were found in them. */
    private record Roots(List<Path> roots, Map<String, Boolean> known) {
        boolean have(StackTraceElement frame) {
            String type = frame.getClassName();
            return type.startsWith("strata.") && known.computeIfAbsent(type, this::holds);
        }

        private boolean holds(String type) {
            String file = type.replace('.', '/') + ".class";
            for (Path root : roots) {
                if (Files.isDirectory(root)
                        ? Files.exists(root.resolve(file))
                        : jarHolds(root, file)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean jarHolds(Path jar, String file) {
            try (JarFile entries = new JarFile(jar.toFile())) {
                return entries.getEntry(file) != null;
            } catch (IOException noJar) {
                return false;
            }
        }
    }
}
