package strata.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.SyncGroup;

/** SyncGroup, versions 0 to 5: from 5 on a member has to say what it takes the protocol to be. */
final class SyncGroupCodec {
    private static final short FIRST_WITH_PROTOCOL = 5;

    private SyncGroupCodec() {}

    static SyncGroup.Request read(FrameReader from, short version) {
        SyncGroupRequestData data = new SyncGroupRequestData(from, version);
        boolean silent = data.protocolType() == null || data.protocolName() == null;
        if (version >= FIRST_WITH_PROTOCOL && silent) {
            throw new RefusedRequest(
                    write(SyncGroup.Response.failed(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)));
        }
        List<SyncGroup.Assignment> assignments = new ArrayList<>(data.assignments().size());
        for (SyncGroupRequestAssignment assignment : data.assignments()) {
            assignments.add(
                    new SyncGroup.Assignment(
                            assignment.memberId(), ByteBuffer.wrap(assignment.assignment())));
        }
        return new SyncGroup.Request(
                data.groupId(),
                data.generationId(),
                data.memberId(),
                data.groupInstanceId(),
                data.protocolType(),
                data.protocolName(),
                assignments);
    }

    static ApiMessage write(SyncGroup.Response response) {
        return new SyncGroupResponseData()
                .setErrorCode(response.error().number())
                .setProtocolType(response.protocolType())
                .setProtocolName(response.protocol())
                .setAssignment(KernelTypes.bytes(response.assignment()));
    }
}
