package strata.apps.capstone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClaimTest {
    private final Claim.Each each = new Claim.Each();
    private final Claim.Running running = new Claim.Running();

    @Test
    void aRecordThatIsMissingIsLost() {
        each.expect("a", "1");
        each.expect("b", "2");

        each.read("a", "1");

        assertThat(each.differences()).containsExactly("lost: b = 2");
    }

    @Test
    void aRecordThatIsReadTwiceIsTold() {
        each.expect("a", "1");

        each.read("a", "1");
        each.read("a", "1");

        assertThat(each.differences()).containsExactly("twice, or never asked for: a = 1");
    }

    @Test
    void ofManyDifferencesTheFirstFewAreToldAndHowManyMore() {
        for (int i = 0; i < 9; i++) {
            each.expect("a" + i, "1");
        }

        assertThat(each.differences())
                .hasSize(6)
                .startsWith("lost: a0 = 1")
                .endsWith("and 4 more like these");
    }

    @Test
    void aResultThatGoesOneByOneToItsEndIsExact() {
        running.expect("soup", "3 900");

        running.read("soup", "1 300");
        running.read("soup", "2 600");
        running.read("soup", "3 900");

        assertThat(running.differences()).isEmpty();
        assertThat(running.read()).isEqualTo(running.expected()).isEqualTo(3);
    }

    @Test
    void aStepThatComesTwiceWasCountedTwiceThoughTheEndIsRight() {
        running.expect("soup", "2");

        running.read("soup", "1");
        running.read("soup", "1");
        running.read("soup", "2");

        assertThat(running.differences()).containsExactly("soup: after 1 came 1: counted twice");
    }

    @Test
    void aStepThatIsMissingIsLostThoughTheEndIsRight() {
        running.expect("soup", "3");

        running.read("soup", "1");
        running.read("soup", "3");

        assertThat(running.differences())
                .containsExactly("soup: after 1 came 3: something is lost");
    }

    @Test
    void anEndThatIsNotTheAnswerIsToldBesideIt() {
        running.expect("soup", "2 600");
        running.expect("tea", "1 100");

        running.read("soup", "1 300");
        running.read("soup", "2 500");
        running.read("moon", "1 1");

        assertThat(running.differences())
                .containsExactly(
                        "soup: 2 600 is right, and 2 500 was read",
                        "tea: 1 100 is right, and nothing was read",
                        "moon: never asked for");
    }
}
