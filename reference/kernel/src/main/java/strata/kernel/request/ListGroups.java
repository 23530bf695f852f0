package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;

/** ListGroups (key 16): the groups that a broker coordinates. */
public final class ListGroups {
    private ListGroups() {}

    /**
     * @param states only these, in any case of letters; empty for all
     * @param types only these, in any case of letters: {@code classic}, {@code consumer}; empty for
     *     all
     */
    public record Request(List<String> states, List<String> types)
            implements strata.kernel.request.Request {}

    public record Response(ErrorCode error, List<Group> groups)
            implements strata.kernel.request.Response {}

    /**
     * @param protocolType empty for none
     * @param type {@code classic} or {@code consumer}
     */
    public record Group(String groupId, String protocolType, String state, String type) {}
}
