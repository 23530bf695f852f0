package strata.wire;

import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.DeleteGroups;

/** DeleteGroups, versions 0 to 2. */
final class DeleteGroupsCodec {
    private DeleteGroupsCodec() {}

    static DeleteGroups.Request read(FrameReader from, short version) {
        return new DeleteGroups.Request(new DeleteGroupsRequestData(from, version).groupsNames());
    }

    static ApiMessage write(DeleteGroups.Response response) {
        DeletableGroupResultCollection results =
                new DeletableGroupResultCollection(Unhashed.capacity(response.results().size()));
        for (DeleteGroups.Result result : response.results()) {
            DeletableGroupResult deleted =
                    new DeletableGroupResult().setErrorCode(result.error().number());
            Unhashed.add(results, deleted, DeletableGroupResult::setGroupId, result.groupId());
        }
        return new DeleteGroupsResponseData().setResults(results);
    }
}
