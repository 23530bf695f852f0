package strata.groups.consumer;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.request.ConsumerGroupHeartbeat;

/** What a heartbeat has to look like, whatever group it is for. */
final class HeartbeatRules {
    private HeartbeatRules() {}

    /**
     * What is wrong with a heartbeat; null for nothing.
     *
     * <p>INVALID_REQUEST for an empty (or blank) group, instance or rack id; for an empty member id
     * where one has to be there: always, but for who joins at version 0; for one who joins and does
     * not tell its rebalance timeout, or what it has subscribed to, or that it has nothing; for one
     * who leaves for a while and has no instance id; for any other negative epoch.
     * UNSUPPORTED_ASSIGNOR for an assignor that is not configured.
     *
     * @param assignors the names of those that are configured
     */
    static @Nullable Refusal refusal(
            ConsumerGroupHeartbeat.Request request, List<String> assignors) {
        int epoch = request.memberEpoch();
        boolean ownId = request.ownId() || epoch > 0 || epoch == ConsumerGroupHeartbeat.LEAVE;
        if (ownId && request.memberId().isBlank()) {
            return invalid("The member id is empty.");
        }
        if (request.groupId().isBlank()) {
            return invalid("The group id is empty.");
        }
        if (isBlank(request.instanceId())) {
            return invalid("The instance id is empty.");
        }
        if (isBlank(request.rack())) {
            return invalid("The rack id is empty.");
        }
        Refusal ofEpoch = refusalOfEpoch(request);
        if (ofEpoch != null) {
            return ofEpoch;
        }
        String assignor = request.assignor();
        return assignor == null || assignors.contains(assignor)
                ? null
                : new Refusal(
                        ErrorCode.UNSUPPORTED_ASSIGNOR,
                        "There is no assignor " + assignor + " here; there are: " + assignors);
    }

    private static @Nullable Refusal refusalOfEpoch(ConsumerGroupHeartbeat.Request request) {
        int epoch = request.memberEpoch();
        if (epoch == ConsumerGroupHeartbeat.JOIN) {
            if (request.rebalanceTimeoutMs() == -1) {
                return invalid("Who joins has to tell its rebalance timeout.");
            }
            if (request.owned() == null || !request.owned().isEmpty()) {
                return invalid("Who joins must have no partitions, and has to say so.");
            }
            if (request.topics() == null && request.expression() == null) {
                return invalid("Who joins has to tell topics or an expression to subscribe to.");
            }
        } else if (epoch == ConsumerGroupHeartbeat.LEAVE_FOR_A_WHILE) {
            if (request.instanceId() == null) {
                return invalid("Who leaves for a while needs an instance id.");
            }
        } else if (epoch < ConsumerGroupHeartbeat.LEAVE_FOR_A_WHILE) {
            return invalid("There is no member epoch " + epoch + ".");
        }
        return null;
    }

    private static boolean isBlank(@Nullable String text) {
        return text != null && text.isBlank();
    }

    private static Refusal invalid(String why) {
        return new Refusal(ErrorCode.INVALID_REQUEST, why);
    }
}
