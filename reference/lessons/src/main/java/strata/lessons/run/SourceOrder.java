package strata.lessons.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/**
 * Tests in the order of their source, which begins with what the others build on; by name where
 * there is no source.
 */
public final class SourceOrder implements MethodOrderer {
    private static final Pattern METHOD = Pattern.compile("\\bvoid\\s+(\\w+)\\s*\\(");

    @Override
    public void orderMethods(MethodOrdererContext context) {
        String folders = context.getConfigurationParameter(TestSources.FOLDERS).orElse("");
        Map<String, Integer> places = places(folders, context.getTestClass());
        context.getMethodDescriptors()
                .sort(
                        Comparator.<MethodDescriptor>comparingInt(
                                        test ->
                                                places.getOrDefault(
                                                        test.getMethod().getName(),
                                                        Integer.MAX_VALUE))
                                .thenComparing(test -> test.getMethod().getName()));
    }

    private static Map<String, Integer> places(String folders, Class<?> type) {
        Map<String, Integer> places = new HashMap<>();
        String file = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
        for (String folder : folders.split(File.pathSeparator, -1)) {
            Path source = Path.of(folder).resolve(file);
            if (folder.isEmpty() || !Files.exists(source)) {
                continue;
            }
            try {
                Matcher method = METHOD.matcher(Files.readString(source));
                while (method.find()) {
                    places.putIfAbsent(method.group(1), method.start());
                }
            } catch (IOException unreadable) {
                // The order by name will do.
                places.clear();
            }
        }
        return places;
    }
}
