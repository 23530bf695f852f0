package strata.autograder.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.autograder.supervise.Snippets;

final class SignatureProbeTest {
    private static final String REFERENCE =
            "class Varints implements strata.kernel.Clock { static final int MAX = 5; static int"
                    + " read(java.nio.ByteBuffer in) { return 1; } Varints(long x) {} public long"
                    + " monotonicMs() { return 0; } public long wallMs() { return 0; } }";
    private static final String TEST =
            "class ATest { void direct() { Varints.read(null); }"
                    + " void byLambda() { Runnable r = () -> helped(); r.run(); }"
                    + " void helped() { new Varints(1L); } void nothing() {} }";

    @Test
    void aSubmissionWithTheSameSignaturesMissesNothing() {
        assertThat(missing("direct", REFERENCE)).isEmpty();
        assertThat(missing("byLambda", REFERENCE)).isEmpty();
    }

    @Test
    void aChangedSignatureIsNamedAsItIsAndAsItWas() {
        String theirs = REFERENCE.replace("static int read", "static long read");

        assertThat(missing("direct", theirs))
                .containsExactly(
                        "You changed the signature of Varints.read: the tests use static int"
                                + " read(ByteBuffer), yours is static long read(ByteBuffer).");
        assertThat(missing("nothing", theirs)).isEmpty();
    }

    @Test
    void aMemberThatBecamePrivateOrLostItsStaticIsMissing() {
        assertThat(
                        missing(
                                "direct",
                                REFERENCE.replace("static int read", "private static int read")))
                .hasSize(1);
        assertThat(missing("direct", REFERENCE.replace("static int read", "int read"))).hasSize(1);
    }

    @Test
    void whatAHelperOfTheTestUsesCountsToo() {
        String theirs = REFERENCE.replace("Varints(long x)", "Varints(int x)");

        assertThat(missing("byLambda", theirs))
                .containsExactly(
                        "You changed the signature of Varints's constructor: the tests use"
                                + " Varints(long), yours is Varints(int).");
        assertThat(missing("direct", theirs)).isEmpty();
    }

    @Test
    void aClassThatIsGoneOrNoLongerWhatItWasIsNamed() {
        assertThat(missing("direct", "class Other {}"))
                .containsExactly("You removed or renamed the class Varints, which the tests use.");
        assertThat(missing("direct", REFERENCE.replace("implements strata.kernel.Clock", "")))
                .containsExactly("Your class Varints is no longer a Clock, as the tests need it.");
    }

    private static List<String> missing(String method, String submission) {
        SortedMap<String, byte[]> both = Snippets.classes(REFERENCE, TEST);
        SortedMap<String, byte[]> tests = new TreeMap<>(both);
        tests.remove("strata/log/Varints");
        SortedMap<String, byte[]> reference = new TreeMap<>(both);
        reference.keySet().removeIf(name -> name.startsWith("strata/log/ATest"));
        SignatureProbe probe =
                new SignatureProbe(new OwnClasses(reference), new OwnClasses(tests), "strata/log/");
        return probe.missing(
                "strata/log/ATest", method, new OwnClasses(Snippets.classes(submission)));
    }
}
