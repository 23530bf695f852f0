package strata.autograder.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class SealTest {
    private static final byte[] KEY = "a key of this run".getBytes(StandardCharsets.US_ASCII);

    @Test
    void whatIsSealedOpensInItsOrder() {
        Seal ours = new Seal(KEY);
        Seal theirs = new Seal(KEY);

        assertThat(theirs.open(ours.seal("first"))).isEqualTo("first");
        assertThat(theirs.open(ours.seal("second line"))).isEqualTo("second line");
    }

    @Test
    void aLineThatComesAgainDoesNotOpen() {
        Seal ours = new Seal(KEY);
        Seal theirs = new Seal(KEY);
        String line = ours.seal("first");
        theirs.open(line);

        assertThat(theirs.open(line)).isEmpty();
    }

    @Test
    void aLineThatIsLeftOutIsNoticed() {
        Seal ours = new Seal(KEY);
        Seal theirs = new Seal(KEY);
        ours.seal("first");

        assertThat(theirs.open(ours.seal("second"))).isEmpty();
    }

    @Test
    void aLineOfAnotherKeyOrWithAnotherTextDoesNotOpen() {
        String line = new Seal(KEY).seal("failed");

        assertThat(new Seal(KEY).open(line.replace("failed", "passed"))).isEmpty();
        assertThat(new Seal(new byte[32]).open(line)).isEmpty();
        assertThat(new Seal(KEY).open("0 passed")).isEmpty();
        assertThat(new Seal(KEY).open("")).isEmpty();
    }

    @Test
    void theSealIsAnHmacOfSha256() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] expected = mac.doFinal("0 text".getBytes(StandardCharsets.UTF_8));

        String line = new Seal(KEY).seal("text");

        assertThat(line).isEqualTo(java.util.HexFormat.of().formatHex(expected) + " 0 text");
    }
}
