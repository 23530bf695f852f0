package strata.sim.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import strata.sim.Breach;

final class ClaimTest {
    private static final Claim LOST = Claim.of(breach("lost-write", "p1-7", "p1-8"));

    @Test
    void aClaimIsBrokenAgainByItsInvariantOfACommonSubject() {
        assertThat(LOST.isBrokenBy(breach("lost-write", "p1-8", "p1-9"))).isTrue();
        assertThat(Claim.of(breach("slice-leak")).isBrokenBy(breach("slice-leak"))).isTrue();
    }

    @Test
    void anotherInvariantIsAnotherClaim() {
        assertThat(LOST.isBrokenBy(breach("duplicate", "p1-7", "p1-8"))).isFalse();
    }

    @Test
    void anotherSubjectIsAnotherClaim() {
        assertThat(LOST.isBrokenBy(breach("lost-write", "p1-9"))).isFalse();
        assertThat(LOST.isBrokenBy(breach("lost-write"))).isFalse();
        assertThat(Claim.of(breach("lost-write")).isBrokenBy(breach("lost-write", "p1-7")))
                .isFalse();
    }

    @Test
    void whatBreaksNothingBreaksNoClaim() {
        assertThat(LOST.isBrokenBy(null)).isFalse();
    }

    private static Breach breach(String invariant, String... subjects) {
        return Breach.of(invariant, "It holds", "it does not", subjects);
    }
}
