package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.ConsumerGroupHeartbeat;

/**
 * A client of the consumer protocol: tells what has changed, or all when an answer was lost; lets
 * go before it takes; gives everything up when it is fenced, and joins again.
 */
final class ModelMember {
    final TestMember member;
    private final GroupWorld world;
    private final SplittableRandom random;
    @Nullable String expression;

    /** Whether it runs, and when it runs again. */
    boolean crashed;

    long pausedUntilMs;
    long nextBeatMs;

    /** Until when it still reads what it is to let go. */
    private long obeysMs;

    /** Whether it has to tell all. */
    private boolean unsure = true;

    private boolean changesTopics;

    ModelMember(GroupWorld world, TestMember member, SplittableRandom random) {
        this.world = world;
        this.member = member;
        this.random = random;
        member.slow = true;
    }

    /** Whether it is not what the coordinator takes it for, and may read what is another's. */
    boolean isZombie() {
        return crashed || world.nowMs < pausedUntilMs;
    }

    void subscribe(String[] topics, @Nullable String newExpression) {
        member.topics = topics;
        expression = newExpression;
        changesTopics = true;
    }

    /** A heartbeat; its answer may be lost, or be that to a second try. */
    void beat(boolean faults) {
        obeyWhenDone();
        ConsumerGroupHeartbeat.Response response = world.heartbeat(request());
        if (faults && random.nextInt(10) == 0) {
            unsure = true;
            response = world.heartbeat(request());
        }
        if (faults && random.nextInt(10) == 0) {
            unsure = true;
            return;
        }
        switch (response.error()) {
            case NONE -> accept(response, faults);
            case FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID, GROUP_ID_NOT_FOUND -> giveUp();
            case FENCED_INSTANCE_ID -> {
                giveUp();
                crashed = true;
            }
            case UNRELEASED_INSTANCE_ID, COORDINATOR_NOT_AVAILABLE -> unsure = true;
            default -> throw new AssertionError(response);
        }
    }

    private ConsumerGroupHeartbeat.Request request() {
        if (member.epoch == 0 || unsure || changesTopics) {
            return GroupWorld.beat(member.id, member.epoch)
                    .instance(member.instanceId)
                    .timeout(60_000)
                    .topics(member.topics)
                    .expression(expression == null ? "" : expression)
                    .owned(member.list())
                    .request();
        }
        GroupWorld.Beat beat = member.request();
        return random.nextBoolean() && member.owned.equals(member.told)
                ? beat.owned(null).request()
                : beat.request();
    }

    private void accept(ConsumerGroupHeartbeat.Response response, boolean faults) {
        unsure = false;
        changesTopics = false;
        member.accept(response);
        if (!member.owned.equals(member.told) && obeysMs < world.nowMs) {
            boolean slow = faults && random.nextInt(3) == 0;
            obeysMs = world.nowMs + (slow ? random.nextInt(90_000) : 0);
        }
        member.owned.removeIf(p -> world.topics.idOf(p.topic()) == null);
        obeyWhenDone();
    }

    /**
     * While an answer is missing it takes nothing: what it was told and has not taken may be
     * another's by now, as it has said that it does not have it.
     */
    private void obeyWhenDone() {
        if (world.nowMs >= obeysMs) {
            if (unsure) {
                member.owned.retainAll(member.told);
            } else {
                member.obey();
            }
            member.owned.removeIf(p -> world.topics.idOf(p.topic()) == null);
        }
    }

    void giveUp() {
        member.owned.clear();
        member.told.clear();
        member.epoch = 0;
        obeysMs = 0;
        unsure = true;
    }

    ErrorCode leave(int how) {
        ConsumerGroupHeartbeat.Request request =
                GroupWorld.beat(member.id, how).instance(member.instanceId).request();
        List<ErrorCode> errors = new ArrayList<>();
        errors.add(world.heartbeat(request).error());
        giveUp();
        crashed = true;
        return errors.get(0);
    }
}
