package strata.lessons;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.function.Executable;
import strata.kernel.Nullable;
import strata.kernel.Todo;

/**
 * What a test of a lab tells: its steps as it takes them, and what it expects. When a claim breaks,
 * the {@link Card} shows both. A test gets its lesson as a parameter.
 *
 * <p>Every broken expectation is recorded here as well as thrown: a test in which one was swallowed
 * (by the code under test, say) fails all the same.
 */
public final class Lesson {
    /** What the last of {@link #steps} begins with when it is the case at hand. */
    public static final String NOW = "now: ";

    // The lesson of each test that has run, for the card of a failure: JUnit reports a test's end
    // where its context is gone already.
    private static final Map<String, Lesson> LAST = new ConcurrentHashMap<>();

    // Told when a case begins (true), and when it ends by a step (false).
    private static volatile Consumer<Boolean> cases = begins -> {};

    private final String testId;
    private final String salt;
    private final long seed;
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable String now;
    private volatile @Nullable LessonFailure firstFailure;

    /**
     * @param testId which test it is; random draws depend on it
     * @param salt of the course; empty for visible tests
     * @param seed of the run
     */
    Lesson(String testId, String salt, long seed) {
        this.testId = testId;
        this.salt = salt;
        this.seed = seed;
        LAST.put(testId, this);
    }

    /** The lesson of the last run of a test; null when it got none. */
    public static @Nullable Lesson lastOf(String testId) {
        return LAST.get(testId);
    }

    /** Who is to hear that a {@link #now case} begins (true), or that a step begins (false). */
    public static void onCases(Consumer<Boolean> listener) {
        cases = listener;
    }

    /** Tells a step, before it is taken: {@code lesson.step("append %s records", 3)}. */
    @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be one more jar for the labs.
    public void step(String what, Object... values) {
        now = null;
        cases.accept(false);
        remark(String.format(Locale.ROOT, what, values));
    }

    /**
     * Tells which case of a loop is at hand, in place of the one before: {@code lesson.now("write
     * %d", value)}. Whatever fails then, the card says it as the last of the steps. The next step
     * ends it.
     */
    @SuppressWarnings("AnnotateFormatMethod") // As for step.
    public void now(String which, Object... values) {
        now = String.format(Locale.ROOT, which, values);
        cases.accept(true);
    }

    /** The steps told so far; the last is the case at hand, as {@code now: write 300}. */
    public List<String> steps() {
        List<String> told;
        synchronized (steps) {
            told = new ArrayList<>(steps);
        }
        String which = now;
        if (which != null) {
            told.add(NOW + which);
        }
        return List.copyOf(told);
    }

    /** Tells something that is no step of the test's own: the case at hand stays. */
    void remark(String text) {
        steps.add(text);
    }

    /**
     * Random numbers that are the same in every run with this test, seed, salt and purpose.
     *
     * @param purpose what they are for; another purpose gives other numbers
     */
    public SplittableRandom random(String purpose) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (char c : (testId + "|" + salt + "|" + purpose).toCharArray()) {
            hash = (hash ^ c) * 0x100000001b3L;
        }
        return new SplittableRandom(hash);
    }

    /** Expects a value equal to another. */
    public void expect(String what, @Nullable Object expected, @Nullable Object got) {
        if (!Objects.equals(expected, got)) {
            String right = text(expected);
            String wrong = text(got);
            // 1 and 1, one of them a long, would be no news to anybody.
            boolean alike = right.equals(wrong);
            fail(
                    what,
                    alike ? right + typeOf(expected) : right,
                    alike ? wrong + typeOf(got) : wrong);
        }
    }

    /**
     * Expects something to hold.
     *
     * @param expected what should be, in words
     * @param got what is, in words
     */
    public void expectThat(boolean holds, String what, String expected, String got) {
        if (!holds) {
            fail(what, expected, got);
        }
    }

    /** Expects the same bytes; the card shows both in hex, with carets where they differ. */
    public void expectBytes(String what, byte[] expected, byte[] got) {
        if (!Arrays.equals(expected, got)) {
            throw recorded(
                    new LessonFailure(
                            what,
                            hex(expected),
                            hex(got),
                            BytePicture.ofDifference(expected, got)));
        }
    }

    /** Expects the same bytes, from the position to the limit of each buffer. */
    public void expectBytes(String what, ByteBuffer expected, ByteBuffer got) {
        expectBytes(what, bytes(expected), bytes(got));
    }

    /**
     * Expects the same record batches, byte for byte; the card shows the fields of the batch that
     * came, as a tree, with carets under the wrong bytes.
     */
    public void expectBatch(String what, ByteBuffer expected, ByteBuffer got) {
        byte[] right = bytes(expected);
        byte[] wrong = bytes(got);
        if (!Arrays.equals(right, wrong)) {
            throw recorded(
                    new LessonFailure(
                            what,
                            right.length + " bytes as below",
                            wrong.length + " bytes that differ",
                            BatchPicture.ofDifference(right, wrong)));
        }
    }

    /**
     * Expects an exception of a type, and returns it.
     *
     * @param what is being done, as {@code reading a varint of 6 bytes}
     */
    public <T extends Throwable> T expectThrown(Class<T> type, String what, Executable action) {
        try {
            action.execute();
        } catch (Todo | LessonFailure open) {
            throw open;
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
            LessonFailure failure =
                    new LessonFailure(what, aTypeOf(type), thrown.toString(), List.of());
            failure.initCause(thrown);
            throw recorded(failure);
        }
        throw fail(what, aTypeOf(type), "no exception");
    }

    /** Fails. Never returns; {@code throw lesson.fail(...)} tells the compiler so. */
    public LessonFailure fail(String what, String expected, String got) {
        throw recorded(new LessonFailure(what, expected, got, List.of()));
    }

    /** The first expectation that broke, also if somebody caught it; null when none did. */
    @Nullable
    LessonFailure firstFailure() {
        return firstFailure;
    }

    private LessonFailure recorded(LessonFailure failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        }
        return failure;
    }

    private static String aTypeOf(Class<?> type) {
        String name = type.getSimpleName();
        boolean vowel = !name.isEmpty() && "AEIOU".indexOf(name.charAt(0)) >= 0;
        return (vowel ? "an " : "a ") + name;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof ByteBuffer buffer) {
            return hex(bytes(buffer));
        }
        return String.valueOf(value);
    }

    private static String typeOf(@Nullable Object value) {
        return value == null ? " (no object)" : " (" + value.getClass().getSimpleName() + ")";
    }

    private static String hex(byte[] bytes) {
        int shown = Math.min(bytes.length, 32);
        String start = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown);
        return bytes.length + " bytes: " + start + (shown < bytes.length ? " …" : "");
    }
}
