package strata.lessons.run;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import strata.lessons.LessonExtension;

/**
 * One run of tests on the JUnit Platform, in this JVM: the classes of layers and tests get a fresh
 * class loader, so that a resident runner sees what was compiled anew.
 */
public final class Suite {
    private Suite() {}

    /** The tests that {@link #run} would run, in their order. */
    public static List<TestInfo> plan(SuiteRequest request) {
        return inClassLoader(
                request,
                launcher -> {
                    SuiteListener listener = new SuiteListener(request, event -> {});
                    return listener.plan(launcher.discover(discovery(request)));
                });
    }

    /**
     * Runs the tests.
     *
     * @param events told as they happen, on the threads that run the tests, one at a time
     * @return what became of each test, in their order
     */
    public static List<TestOutcome> run(SuiteRequest request, Consumer<SuiteEvent> events) {
        return inClassLoader(
                request,
                launcher -> {
                    TestPlan plan = launcher.discover(discovery(request));
                    SuiteListener listener = new SuiteListener(request, events);
                    events.accept(new SuiteEvent.Planned(listener.plan(plan)));
                    launcher.execute(plan, listener);
                    return listener.outcomes();
                });
    }

    private static <T> T inClassLoader(SuiteRequest request, Function<Launcher, T> work) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (LayerClasses classes = new LayerClasses(urls(request), Suite.class.getClassLoader())) {
            Thread.currentThread().setContextClassLoader(classes);
            return work.apply(LauncherFactory.create(launcherConfig()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static LauncherConfig launcherConfig() {
        return LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .build();
    }

    private static LauncherDiscoveryRequest discovery(SuiteRequest request) {
        LauncherDiscoveryRequestBuilder builder =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClasspathRoots(new LinkedHashSet<>(request.testRoots())))
                        .filters(chosen(request))
                        .configurationParameter(LessonExtension.SALT, request.salt())
                        .configurationParameter(LessonExtension.SEED, "" + request.seed())
                        .configurationParameter(
                                "junit.jupiter.testmethod.order.default",
                                SourceOrder.class.getName())
                        .configurationParameter(
                                "junit.jupiter.testclass.order.default", StepOrder.class.getName());
        builder.configurationParameter(LessonExtension.LIMIT_MS, "" + request.limit().toMillis())
                .configurationParameter(LessonExtension.TIMEOUTS_MAX, "" + request.timeoutsMax());
        TestSources sources = request.sources();
        List<String> folders = sources.folders().stream().map(Path::toString).toList();
        builder.configurationParameter(
                        TestSources.FOLDERS, String.join(File.pathSeparator, folders))
                .configurationParameter(TestSources.COURSE, String.join(",", sources.course()));
        if (!folders.isEmpty()) {
            // A student's own tests need no annotation of ours to be told a step and a limit.
            builder.configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                    .configurationParameter(
                            "junit.jupiter.extensions.autodetection.include",
                            LessonExtension.class.getName());
        }
        return builder.build();
    }

    private static PostDiscoveryFilter chosen(SuiteRequest request) {
        return descriptor ->
                descriptor.isContainer()
                        ? FilterResult.included("a container")
                        : FilterResult.includedIf(
                                Tests.infoOf(descriptor.getSource().orElse(null), request.sources())
                                        .filter(info -> Tests.isChosen(info, request.only()))
                                        .isPresent());
    }

    private static URL[] urls(SuiteRequest request) {
        List<Path> roots = new ArrayList<>(request.testRoots());
        roots.addAll(request.layerRoots());
        URL[] urls = new URL[roots.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = roots.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
            }
        }
        return urls;
    }
}
