package strata.apps.capstone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StrikeTest {
    @Test
    void aSeedPlansTheSameDeathsEachTime() {
        assertThat(Strike.plan(7, 50))
                .isEqualTo(Strike.plan(7, 50))
                .isNotEqualTo(Strike.plan(8, 50));
    }

    @Test
    void eachNodeAndTheApplicationDieInALongTrial() {
        List<Strike> plan = Strike.plan(7, 50);

        assertThat(plan).extracting(Strike::node).contains(0, 1, 2, 3);
        assertThat(plan).anyMatch(strike -> strike.application() && strike.node() > 0);
        assertThat(plan).allMatch(strike -> strike.application() || strike.node() > 0);
    }

    @Test
    void ofTwoDeathsOneIsTheApplications() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(Strike.plan(seed, 2)).hasSize(2).anyMatch(Strike::application);
        }
    }
}
