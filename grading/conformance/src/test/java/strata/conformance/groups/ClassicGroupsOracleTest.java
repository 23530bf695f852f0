package strata.conformance.groups;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassicGroupsOracleTest {
    @Test
    void whateverClientsAskClassicGroupsAnswerAsKafkas() throws ReflectiveOperationException {
        int compared = 0;
        int generations = 0;
        for (long seed = 0; seed < 60; seed++) {
            ClassicScript script = new ClassicScript(seed);
            try {
                script.run(300);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
            compared += script.compared();
            generations += script.generation();
        }
        assertThat(compared).isGreaterThan(30_000);
        assertThat(generations).isGreaterThan(500);
    }
}
