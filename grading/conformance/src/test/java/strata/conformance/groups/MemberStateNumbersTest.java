package strata.conformance.groups;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.coordinator.group.modern.MemberState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.groups.GroupValue;

class MemberStateNumbersTest {
    @ParameterizedTest
    @EnumSource(GroupValue.MemberState.class)
    void statesAreStoredUnderKafkasNumbers(GroupValue.MemberState state) {
        assertThat(MemberState.fromValue(state.number()).name()).isEqualTo(state.name());
    }
}
