package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.ListGroups;

/** ListGroups, versions 0 to 5: states from 4 on, types from 5 on. */
final class ListGroupsCodec {
    private ListGroupsCodec() {}

    static ListGroups.Request read(FrameReader from, short version) {
        ListGroupsRequestData data = new ListGroupsRequestData(from, version);
        return new ListGroups.Request(data.statesFilter(), data.typesFilter());
    }

    static ApiMessage write(ListGroups.Response response) {
        List<ListedGroup> groups = new ArrayList<>(response.groups().size());
        for (ListGroups.Group group : response.groups()) {
            groups.add(
                    new ListedGroup()
                            .setGroupId(group.groupId())
                            .setProtocolType(group.protocolType())
                            .setGroupState(group.state())
                            .setGroupType(group.type()));
        }
        return new ListGroupsResponseData()
                .setErrorCode(response.error().number())
                .setGroups(groups);
    }
}
