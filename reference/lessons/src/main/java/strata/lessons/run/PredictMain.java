package strata.lessons.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import strata.kernel.Todo;
import strata.lessons.Predict;

/**
 * Runs methods that are annotated {@link Predict} and prints a line of JSON for each: {@code
 * {"method","answer"}}, or {@code {"method","step","what"}} where it came to a hole, or {@code
 * {"method","failed"}}.
 *
 * <p>Arguments: the class, the class path of layer and tests, the methods. What the code itself
 * prints goes to the standard error.
 */
public final class PredictMain {
    private static final long SECONDS_MAX = 10;

    private PredictMain() {}

    /** Runs the methods, one after another, and ends the JVM. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        List<String> methods = List.of(args).subList(2, args.length);
        try (URLClassLoader classes =
                new URLClassLoader(urls(args[1]), PredictMain.class.getClassLoader())) {
            Class<?> questions = Class.forName(args[0], true, classes);
            for (String method : methods) {
                out.println(answer(questions, method));
            }
        }
        // A thread of the code under test that never ends must not keep us.
        System.exit(0);
    }

    private static URL[] urls(String classPath) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** What one method says, or why it does not. */
    static ObjectNode answer(Class<?> questions, String name) throws InterruptedException {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("method", name);
        FutureTask<String> task = new FutureTask<>(() -> invoke(questions, name));
        Thread thread = new Thread(task, "predict-" + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return line.put("answer", task.get(SECONDS_MAX, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return line.put("failed", "it was not done within " + SECONDS_MAX + " s");
        } catch (ExecutionException e) {
            Throwable fault = first(e);
            return fault instanceof Todo todo
                    ? line.put("step", todo.step()).put("what", todo.getMessage())
                    : line.put("failed", "it threw " + fault + place(fault, questions));
        }
    }

    private static String invoke(Class<?> questions, String name) throws Exception {
        Method method = questions.getDeclaredMethod(name);
        if (!method.isAnnotationPresent(Predict.class)) {
            throw new IllegalArgumentException(name + " is not annotated @Predict");
        }
        method.setAccessible(true);
        return String.valueOf(method.invoke(null));
    }

    /** What was thrown in the code itself. */
    private static Throwable first(ExecutionException e) {
        Throwable fault = e;
        while ((fault instanceof ExecutionException
                        || fault instanceof InvocationTargetException
                        || fault instanceof ExceptionInInitializerError)
                && fault.getCause() != null) {
            fault = fault.getCause();
        }
        return fault;
    }

    /** The student's own innermost frame. */
    private static String place(Throwable fault, Class<?> questions) {
        return Arrays.stream(fault.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(questions.getPackageName() + "."))
                .findFirst()
                .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }
}
