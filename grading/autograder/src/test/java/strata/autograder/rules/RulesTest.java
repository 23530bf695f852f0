package strata.autograder.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.autograder.supervise.Snippets;

final class RulesTest {
    private static final Rules RULES = new Rules("strata/log/", Set.of("strata/log/VarintsTest"));

    @ParameterizedTest
    @CsvSource({
        "01-log, log",
        "02-segments, segments",
        "03-replication, replication",
        "04-consumer-groups, groups",
        "05-transactions, transactions"
    })
    void theReferenceIsAllowed(String lab, String layer) throws IOException {
        Path reference =
                Path.of(System.getProperty("strata.root"), "reference", lab, "src/main/java");
        Rules rules = new Rules("strata/" + layer + "/", Set.of());

        Rules.Result result = rules.check(new OwnClasses(Snippets.classesOf(reference)));

        assertThat(result.refusals()).isEmpty();
        assertThat(result.shadowed()).isEmpty();
        assertThat(result.unsteady()).isEmpty();
    }

    @Test
    void aHashOfKeysIsForLayerTwoAlone() {
        String source =
                """
                class Keys {
                    byte[] hash(byte[] key) throws java.security.NoSuchAlgorithmException {
                        return java.security.MessageDigest.getInstance("SHA-256").digest(key);
                    }
                }
                """;
        OwnClasses ofLog = new OwnClasses(Snippets.classes(source));
        OwnClasses ofSegments =
                new OwnClasses(Snippets.classes("package strata.segments;\n" + source));

        assertThat(RULES.check(ofLog).refusals()).isNotEmpty();
        Rules rules = new Rules("strata/segments/", Set.of());
        assertThat(rules.check(ofSegments).refusals()).isEmpty();
    }

    @Test
    void whatTheLanguageOffersIsAllowed() {
        Rules.Result result =
                check(
                        """
                        import java.nio.ByteBuffer;
                        import java.util.*;
                        import java.util.function.*;
                        import java.util.stream.*;
                        import org.slf4j.Logger;
                        import org.slf4j.LoggerFactory;

                        class A implements Comparable<A>, AutoCloseable {
                            private static final Logger LOG = LoggerFactory.getLogger(A.class);
                            enum Color { RED, GREEN { @Override int weight() { return 2; } }; int weight() { return 1; } }
                            sealed interface Shape permits Round, Square {}
                            record Round(double radius) implements Shape {}
                            record Square(double side, List<String> names) implements Shape {}
                            static final class Own extends RuntimeException {
                                private static final long serialVersionUID = 1L;
                                Own(String m, Throwable c) { super(m, c); }
                            }
                            class Inner { int x = A.this.n; }
                            int n;
                            double area(Shape s) {
                                return switch (s) {
                                    case Round r when r.radius() > 1 -> Math.PI * r.radius() * r.radius();
                                    case Round(double radius) -> radius;
                                    case Square q -> q.side() * q.side();
                                };
                            }
                            int byName(String name) { return switch (name) { case "a" -> 1; case "b" -> 2; default -> 0; }; }
                            int byColor(Color c) { switch (c) { case RED: return 1; default: return c.weight(); } }
                            int any(Object o) { return switch (o) { case Color c when c == Color.RED -> 1; case Integer i -> i; case null -> 0; default -> o.hashCode(); }; }
                            String text(int a, long b, Object c) { return a + "," + b + ": " + c + String.format(Locale.ROOT, "%d", a); }
                            Supplier<String> lambda(List<String> l) { return () -> l.stream().map(String::trim).collect(Collectors.joining()); }
                            Function<Integer, int[]> array() { return int[]::new; }
                            byte[] copy(byte[] b) { byte[] c = b.clone(); System.arraycopy(b, 0, c, 0, 1); return Arrays.copyOf(c, 3); }
                            long sum(ByteBuffer b) { java.util.zip.CRC32C crc = new java.util.zip.CRC32C(); crc.update(b.duplicate().flip()); return crc.getValue(); }
                            int guarded(List<Integer> l) {
                                try { return l.get(0); } catch (IndexOutOfBoundsException | NullPointerException e) { throw new Own("no", e); } finally { n++; }
                            }
                            int resource() { try (A a = new A()) { LOG.warn("at {}", a.n); return a.n; } }
                            void loops(Map<String, List<Integer>> m) { for (var e : m.entrySet()) { for (int i : e.getValue()) { if (i > 3) { continue; } n += i; } } }
                            Comparator<String> order() { return Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()); }
                            void checked(int x) { assert x > 0 : "positive"; Objects.requireNonNull(order()); }
                            Iterator<Integer> iterator() { return new Iterator<>() { int i; public boolean hasNext() { return i < 3; } public Integer next() { if (i > 2) { throw new NoSuchElementException(); } return i++; } }; }
                            @Override public int compareTo(A o) { return Integer.compare(n, o.n); }
                            @Override public boolean equals(Object o) { return o instanceof A a && a.n == n && o.getClass() == getClass(); }
                            @Override public int hashCode() { return Objects.hash(n); }
                            @Override public void close() {}
                        }
                        """);

        assertThat(result.refusals()).isEmpty();
        assertThat(result.isAllowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    System.exit(0);                                             | java.lang.System.exit
                    Runtime.getRuntime().halt(1);                               | java.lang.Runtime.getRuntime
                    System.out.println(1);                                      | java.lang.System.out
                    System.getenv("HOME");                                      | java.lang.System.getenv
                    System.getProperty("user.dir");                             | java.lang.System.getProperty
                    System.nanoTime();                                          | java.lang.System.nanoTime
                    System.currentTimeMillis();                                 | java.lang.System.currentTimeMillis
                    System.identityHashCode(this);                              | java.lang.System.identityHashCode
                    System.setOut(null);                                        | java.lang.System.setOut
                    Integer.getInteger("x");                                    | java.lang.Integer.getInteger
                    Boolean.getBoolean("x");                                    | java.lang.Boolean.getBoolean
                    new Thread(() -> {}).start();                               | new java.lang.Thread
                    Thread.currentThread();                                     | java.lang.Thread.currentThread
                    Thread.sleep(1);                                            | java.lang.Thread.sleep
                    new Thread() {}.start();                                    | extends java.lang.Thread
                    java.util.concurrent.Executors.newCachedThreadPool();       | Executors.newCachedThreadPool
                    new java.util.concurrent.ConcurrentHashMap<String, String>(); | new java.util.concurrent.ConcurrentHashMap
                    java.util.List.of(1).parallelStream();                      | java.util.List.parallelStream
                    java.util.List.of(1).stream().parallel();                   | java.util.stream.Stream.parallel
                    java.util.Arrays.parallelSort(new int[1]);                  | java.util.Arrays.parallelSort
                    synchronized (this) { n++; }                                | has a synchronized block
                    wait();                                                     | java.lang.Object.wait
                    notifyAll();                                                | java.lang.Object.notifyAll
                    Class.forName("strata.log.VarintsTest");                    | java.lang.Class.forName
                    getClass().getDeclaredMethods();                            | java.lang.Class.getDeclaredMethods
                    getClass().getName();                                       | java.lang.Class.getName
                    getClass().getClassLoader();                                | java.lang.Class.getClassLoader
                    getClass().getResourceAsStream("x");                        | java.lang.Class.getResourceAsStream
                    java.lang.invoke.MethodHandles.lookup();                    | java.lang.invoke.MethodHandles.lookup
                    java.lang.reflect.Array.newInstance(int.class, 1);          | java.lang.reflect.Array.newInstance
                    java.nio.file.Files.readString(java.nio.file.Path.of("x")); | java.nio.file
                    new java.io.File("x").delete();                             | new java.io.File
                    new java.io.FileOutputStream(java.io.FileDescriptor.out);   | java.io.FileDescriptor.out
                    new java.io.RandomAccessFile("x", "rw");                    | new java.io.RandomAccessFile
                    new java.io.PrintStream("x");                               | new java.io.PrintStream
                    new java.util.Formatter("x");                               | new java.util.Formatter
                    new java.util.Scanner("x");                                 | new java.util.Scanner
                    new java.io.ObjectInputStream(null);                        | new java.io.ObjectInputStream
                    java.nio.channels.FileChannel.open(null);                   | java.nio.channels.FileChannel.open
                    new java.net.Socket("localhost", 1);                        | new java.net.Socket
                    java.net.URI.create("http://x").toURL();                    | java.net.URI.create
                    new ProcessBuilder("sh").start();                           | new java.lang.ProcessBuilder
                    ProcessHandle.current().destroy();                          | java.lang.ProcessHandle.current
                    java.util.ServiceLoader.load(Runnable.class);               | java.util.ServiceLoader.load
                    new java.util.Timer();                                      | new java.util.Timer
                    new Exception().getStackTrace();                            | java.lang.Exception.getStackTrace
                    new Exception().printStackTrace();                          | java.lang.Exception.printStackTrace
                    StackWalker.getInstance();                                  | java.lang.StackWalker.getInstance
                    java.util.Locale.setDefault(null);                          | java.util.Locale.setDefault
                    java.util.UUID.randomUUID();                                | java.util.UUID.randomUUID
                    Math.random();                                              | java.lang.Math.random
                    new java.util.Random();                                     | new java.util.Random
                    new java.security.SecureRandom();                           | new java.security.SecureRandom
                    java.time.Instant.now();                                    | java.time.Instant.now
                    new java.lang.ref.WeakReference<>(this);                    | new java.lang.ref.WeakReference
                    new ClassLoader() {};                                       | extends java.lang.ClassLoader
                    Object o = (Runnable & java.io.Serializable) () -> {};      | SerializedLambda
                    java.util.function.LongSupplier s = System::nanoTime;       | java.lang.System.nanoTime
                    Object o = Thread.class;                                    | java.lang.Thread
                    org.slf4j.LoggerFactory.getILoggerFactory();                | org.slf4j.LoggerFactory.getILoggerFactory
                    try { n++; } catch (Throwable t) { n--; }                   | catches java.lang.Throwable
                    try { n++; } catch (Error e) { n--; }                       | catches java.lang.Error
                    try { n++; } catch (AssertionError e) { n--; }              | catches java.lang.AssertionError
                    try { n++; } catch (StackOverflowError e) { n--; }          | catches java.lang.StackOverflowError
                    try { n++; } catch (strata.kernel.Todo e) { n--; }          | catches strata.kernel.Todo
                    while (n < 3) { try { n++; } finally { break; } }           | returns from a finally block
                    """)
    void whatNoLayerNeedsIsRefused(String statement, String named) {
        Rules.Result result =
                check(
                        "class A {\n  int n;\n  void run() throws Exception {\n    "
                                + statement
                                + "\n  }\n}");

        assertThat(result.isAllowed()).isFalse();
        List<String> texts = result.refusals().stream().map(Finding::text).toList();
        assertThat(texts).anySatisfy(text -> assertThat(text).contains(named));
        assertThat(texts).allSatisfy(text -> assertThat(text).contains("instead:"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    class A { native void run(); }                              | is native
                    class A { synchronized void run() {} }                      | is synchronized
                    class A { @Override protected void finalize() {} }          | is a finalizer
                    class A { static { System.exit(0); } }                      | The static initialiser of A
                    class A { A() { System.exit(0); } }                         | The constructor of A
                    class A { int x() { try { return 1; } finally { return 2; } } } | returns from a finally block
                    class A extends Error {}                                    | extends java.lang.Error
                    class A implements java.util.concurrent.Callable<Integer> { public Integer call() { return 1; } } | implements java.util.concurrent.Callable
                    """)
    void whatAClassMayNotBeIsRefused(String source, String named) {
        List<Finding> refusals = check(source).refusals();

        assertThat(refusals).anySatisfy(finding -> assertThat(finding.text()).contains(named));
    }

    @Test
    void aRefusalSaysWhereWhyAndWhatInstead() {
        List<Finding> refusals =
                check(
                                """
                                class Varints {
                                  static long now() {
                                    return System.nanoTime();
                                  }
                                }
                                """)
                        .refusals();

        assertThat(refusals)
                .containsExactly(
                        new Finding(
                                "Varints.java",
                                4,
                                "Varints.now (Varints.java:4) calls java.lang.System.nanoTime."
                                        + " Clocks differ from run to run; instead: use the times"
                                        + " that the records carry."));
    }

    @Test
    void aForbiddenMethodIsFoundThroughAClassOfTheirOwn() {
        List<Finding> refusals =
                check(
                                "class Own extends RuntimeException { }",
                                "class A { Object run() { return new Own().getStackTrace(); } }")
                        .refusals();

        assertThat(refusals).hasSize(1);
        assertThat(refusals.get(0).text()).contains("getStackTrace");
    }

    @Test
    void theirOwnMethodMayHaveAnyName() {
        Rules.Result result =
                check(
                        "class A { void parallel() {} void notify(int x) { parallel(); notify(1); }"
                                + " }");

        assertThat(result.isAllowed()).isTrue();
    }

    @Test
    void aClassOutsideThePackageOrNamedAsATestIsShadowing() {
        Rules.Result named = check("class VarintsTest {}");
        Rules.Result outside =
                RULES.check(
                        new OwnClasses(Snippets.classes("package strata.lessons; class Suite {}")));

        assertThat(named.shadowed()).hasSize(1);
        assertThat(named.isAllowed()).isFalse();
        assertThat(outside.shadowed()).hasSize(1);
        assertThat(outside.shadowed().get(0).text()).contains("strata.lessons.Suite");
    }

    @Test
    void anOrderThatDiffersFromRunToRunIsFlaggedAndAllowed() {
        Rules.Result result = check("class A { Object run() { return java.util.Set.of(1, 2); } }");

        assertThat(result.isAllowed()).isTrue();
        assertThat(result.unsteady()).hasSize(1);
    }

    private static Rules.Result check(String... sources) {
        return RULES.check(new OwnClasses(Snippets.classes(sources)));
    }
}
