package strata.broker.group;

import java.util.List;
import java.util.function.Function;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * A request that names several groups, which may have different coordinators.
 *
 * @param groupIds in the order of the request
 * @param part the same request of some of the groups, by their indexes
 * @param results what an answer says of each group, in the order of its request
 * @param answer of what is said of each group
 * @param refusal what is said of a group at once
 * @param <T> what is said of a group
 */
record ManyGroups<T>(
        List<String> groupIds,
        Function<List<Integer>, Request> part,
        Function<Response, List<T>> results,
        Function<List<T>, Response> answer,
        Refusal<T> refusal) {

    /** Says at once what no coordinator need be asked for. */
    interface Refusal<T> {
        /** Null for a group that is asked for. */
        @Nullable
        T of(String groupId);
    }

    /** Null for a request that is of one group, or of none. */
    static @Nullable ManyGroups<?> of(Request request) {
        return switch (request) {
            case OffsetFetch.Request r -> offsets(r);
            case DescribeGroups.Request r -> described(r);
            case DeleteGroups.Request r ->
                    new ManyGroups<>(
                            r.groups(),
                            some -> new DeleteGroups.Request(pick(r.groups(), some)),
                            response -> ((DeleteGroups.Response) response).results(),
                            DeleteGroups.Response::new,
                            group -> null);
            case ConsumerGroupDescribe.Request r ->
                    new ManyGroups<>(
                            r.groups(),
                            some -> new ConsumerGroupDescribe.Request(pick(r.groups(), some)),
                            response -> ((ConsumerGroupDescribe.Response) response).groups(),
                            ConsumerGroupDescribe.Response::new,
                            ManyGroups::withoutId);
            default -> null;
        };
    }

    private static ManyGroups<OffsetFetch.GroupResult> offsets(OffsetFetch.Request request) {
        return new ManyGroups<>(
                request.groups().stream().map(OffsetFetch.Group::groupId).toList(),
                some ->
                        new OffsetFetch.Request(
                                pick(request.groups(), some), request.requireStable()),
                response -> ((OffsetFetch.Response) response).groups(),
                OffsetFetch.Response::new,
                group -> null);
    }

    private static ManyGroups<DescribeGroups.Group> described(DescribeGroups.Request request) {
        return new ManyGroups<>(
                request.groups(),
                some ->
                        new DescribeGroups.Request(
                                pick(request.groups(), some), request.toldOfMissing()),
                response -> ((DescribeGroups.Response) response).groups(),
                DescribeGroups.Response::new,
                group -> null);
    }

    private static @Nullable ConsumerGroupDescribe.Group withoutId(String groupId) {
        return groupId.isEmpty()
                ? ConsumerGroupDescribe.Group.failed(groupId, ErrorCode.INVALID_GROUP_ID, null)
                : null;
    }

    private static <I> List<I> pick(List<I> items, List<Integer> indexes) {
        return indexes.stream().map(items::get).toList();
    }
}
