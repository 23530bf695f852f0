package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;

/** DeleteGroups (key 42): groups without members go, and their offsets with them. */
public final class DeleteGroups {
    private DeleteGroups() {}

    public record Request(List<String> groups) implements strata.kernel.request.Request {}

    public record Response(List<Result> results) implements strata.kernel.request.Response {}

    public record Result(String groupId, ErrorCode error) {}
}
