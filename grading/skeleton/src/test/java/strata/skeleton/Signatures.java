package strata.skeleton;

import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What compiled classes show to others in their package and beyond. */
final class Signatures {
    private Signatures() {}

    /** One line for each class and each of its members that is not private. */
    static Set<String> of(Path classes) throws IOException, ClassNotFoundException {
        Set<String> lines = new TreeSet<>();
        try (URLClassLoader loader =
                        new URLClassLoader(
                                new URL[] {classes.toUri().toURL()},
                                Signatures.class.getClassLoader());
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith("package-info.class")) {
                    String type = name.substring(0, name.length() - ".class".length());
                    add(lines, Class.forName(type.replace('/', '.'), false, loader));
                }
            }
        }
        return lines;
    }

    private static void add(Set<String> lines, Class<?> type) {
        if (type.isAnonymousClass() || Modifier.isPrivate(type.getModifiers())) {
            return;
        }
        List<String> interfaces =
                Arrays.stream(type.getGenericInterfaces()).map(Object::toString).toList();
        lines.add(type.toGenericString() + " " + type.getGenericSuperclass() + interfaces);
        Arrays.stream(type.getDeclaredFields())
                .filter(Signatures::isShown)
                .forEach(field -> lines.add(field.toGenericString()));
        Arrays.stream(type.getDeclaredMethods())
                .filter(Signatures::isShown)
                .forEach(method -> lines.add(method.toGenericString()));
        Arrays.stream(type.getDeclaredConstructors())
                .filter(Signatures::isShown)
                .forEach(constructor -> lines.add(constructor.toGenericString()));
    }

    private static boolean isShown(Member member) {
        return !Modifier.isPrivate(member.getModifiers()) && !member.isSynthetic();
    }
}
