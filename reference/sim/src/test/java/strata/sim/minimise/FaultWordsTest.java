package strata.sim.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FaultWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3>1 cut for-us=640000; nothing gets from n3 to n1 for 0.640 s",
                "3>1 cut for-us=until-healed; nothing gets from n3 to n1 until all faults end",
                "split 1 103 | 2 for-us=9000;"
                        + " split: nothing gets from n1 and n103 to n2, or back, for 0.009 s",
                "n2 fail-writes count=1; n2's disk fails at the next write or flush",
                "n2 fail-reads count=3; n2's disk fails at the next read, 3 times",
                "reset-connections; all connections are reset",
                "n2 unheard-of; fault: n2 unheard-of"
            })
    void aFaultIsSaidInWords(String line, String words) {
        assertThat(FaultWords.of(line)).isEqualTo(words);
    }
}
