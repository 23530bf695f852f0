package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorLimitTest {
    @Test
    void halfOfWhatTheProcessMayOpenIsForFiles() {
        assertThat(filesMax("1024                 524288               files     ")).isEqualTo(512);
    }

    @Test
    void aHugeLimitIsNotUsedUp() {
        assertThat(filesMax("1073741816           1073741816           files     "))
                .isEqualTo(10_000);
        assertThat(filesMax("unlimited            unlimited            files     "))
                .isEqualTo(10_000);
    }

    @Test
    void whereItCannotBeAskedThereIsADefault() {
        assertThat(DescriptorLimit.filesMax(List.of("Limit  Soft Limit"))).isEqualTo(4_096);
        assertThat(DescriptorLimit.filesMax()).isBetween(1, 10_000);
    }

    private static int filesMax(String values) {
        return DescriptorLimit.filesMax(
                List.of(
                        "Limit                     Soft Limit           Hard Limit           Units",
                        "Max processes             95996                95996               "
                                + " processes",
                        "Max open files            " + values));
    }
}
