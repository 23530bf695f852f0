package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcFilesTest {
    private static final String FIELDS =
            " S 1 4242 4242 0 -1 1077936192 12 0 0 0 731 52 40 3 20 0 33 0 1234 5678 90\n";

    @Test
    void cpuTimeIsUserPlusSystemOfAProcessAndItsEndedChildren() {
        assertThat(ProcFiles.cpuTicks("4242 (java)" + FIELDS)).isEqualTo(731 + 52 + 40 + 3);
    }

    @Test
    void aProcessNameMayHoldSpacesAndParentheses() {
        assertThat(ProcFiles.cpuTicks("4242 (a) S 9 (b c)" + FIELDS)).isEqualTo(731 + 52 + 40 + 3);
    }

    @Test
    void aLineThatIsNoStatIsRefused() {
        assertThatThrownBy(() -> ProcFiles.cpuTicks("cpu 1 2 3"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void peakMemoryIsTheHighWaterMarkAndNotTheCurrentSize() {
        String status = "Name:\tjava\nVmPeak:\t 9000 kB\nVmHWM:\t  645120 kB\nVmRSS:\t 1024 kB\n";

        assertThat(ProcFiles.peakMemoryInBytes(status)).hasValue(645_120L * 1024);
    }

    @Test
    void aKernelThreadHasNoPeakMemory() {
        assertThat(ProcFiles.peakMemoryInBytes("Name:\tkworker\nThreads:\t1\n")).isEmpty();
    }

    @Test
    void theMachineIsIdleWhileItWaitsForItsDisk() {
        String stat = "cpu  100 1 50 1000 200 3 4 5 99 0\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 5\n";

        ProcFiles.MachineTicks ticks = ProcFiles.machineTicks(stat);

        assertThat(ticks.busy()).isEqualTo(100 + 1 + 50 + 3 + 4 + 5);
        assertThat(ticks.total()).isEqualTo(ticks.busy() + 1000 + 200);
    }
}
