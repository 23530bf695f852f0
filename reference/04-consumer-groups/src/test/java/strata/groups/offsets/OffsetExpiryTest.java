package strata.groups.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.offsets.OffsetsWorld.RETENTION_MS;
import static strata.groups.offsets.OffsetsWorld.at;
import static strata.groups.offsets.OffsetsWorld.commitOf;
import static strata.groups.offsets.OffsetsWorld.found;
import static strata.groups.offsets.OffsetsWorld.topic;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.groups.group.Group;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.request.OffsetCommit;

class OffsetExpiryTest {
    private final OffsetsWorld world = new OffsetsWorld();

    @Test
    void withoutMembersAnOffsetExpiresItsRetentionAfterTheCommit() {
        world.commit("g", 0, 1L);
        world.wallMs += 1;
        world.commit("g", 1, 2L);

        world.wallMs += RETENTION_MS - 2;
        world.expire();
        assertThat(found(world.fetchAll("g"))).containsExactly(1L, 2L);

        world.wallMs += 1;
        world.expire();
        assertThat(found(world.fetchAll("g"))).containsExactly(2L);
    }

    @Test
    void anOffsetCommittedAgainLivesOn() {
        world.commit("g", 0, 1L);
        world.wallMs += RETENTION_MS - 1;
        world.commit("g", 0, 1L);

        world.wallMs += RETENTION_MS - 1;
        world.expire();

        assertThat(found(world.fetchAll("g"))).containsExactly(1L);
    }

    @Test
    void anEmptyGroupsOffsetsExpireItsRetentionAfterItBecameEmpty() {
        world.commit("g", 0, 1L);
        world.wallMs += 10 * RETENTION_MS;
        PlantedGroup group = world.group("g");
        group.isEmpty = true;
        group.retainedSinceMs = world.wallMs;

        world.wallMs += RETENTION_MS - 1;
        world.expire();
        assertThat(world.offsets.has("g")).isTrue();

        world.wallMs += 1;
        world.expire();
        assertThat(world.offsets.has("g")).isFalse();
    }

    @Test
    void withTheLastOffsetAnEmptyGroupGoesToo() {
        world.commit("g", 0, 1L);
        PlantedGroup group = world.group("g");
        group.isEmpty = true;
        world.wallMs += RETENTION_MS;
        world.log.clear();

        world.expire();

        assertThat(world.log)
                .containsExactly(
                        new GroupRecord(new GroupKey.Offset("g", "t", 0), null),
                        new GroupRecord(new GroupKey.ClassicGroup("g"), null));
    }

    @Test
    void anEmptyGroupThatNeverCommittedGoesAtOnceAndOneWithMembersNever() {
        world.group("g").isEmpty = true;
        world.group("h");

        world.expire();

        assertThat(world.log)
                .containsExactly(new GroupRecord(new GroupKey.ClassicGroup("g"), null));
    }

    @Test
    void whatAGroupWithMembersReadsDoesNotExpireAndWhatItDoesNotReadDoes() {
        world.commit("g", 0, 1L);
        world.commit(commitOf("g", topic("u", at(0, 2L))));
        world.group("g").subscribed.add("t");
        world.wallMs += 10 * RETENTION_MS;

        world.expire();

        assertThat(found(world.fetchAll("g"))).containsExactly(1L);
    }

    @Test
    void nothingExpiresWhileNobodyCanTellWhatTheMembersRead() {
        world.commit("g", 0, 1L);
        world.commit(committedFor("asked", RETENTION_MS / 2));
        world.group("g").retainedSinceMs = Group.NEVER;
        world.group("asked").retainedSinceMs = Group.NEVER;
        world.wallMs += 10 * RETENTION_MS;

        world.expire();

        assertThat(found(world.fetchAll("g"))).containsExactly(1L);
        assertThat(found(world.fetchAll("asked"))).containsExactly(1L);
    }

    @Test
    void aTimeThatTheClientAskedForCountsInsteadOfTheRetention() {
        world.commit(committedFor("short", RETENTION_MS / 2));
        world.commit(committedFor("long", RETENTION_MS * 2));

        world.wallMs += RETENTION_MS / 2;
        world.expire();
        assertThat(world.offsets.has("short")).isFalse();

        world.wallMs += RETENTION_MS;
        world.expire();
        assertThat(world.offsets.has("long")).isTrue();

        world.wallMs += RETENTION_MS / 2;
        world.expire();
        assertThat(world.offsets.has("long")).isFalse();
    }

    @Test
    void whatATransactionIsAboutToChangeDoesNotExpireNorDoesItsGroup() {
        world.commit("g", 0, 1L);
        world.group("g").isEmpty = true;
        world.pending.keys.add(new GroupKey.Offset("g", "t", 0));
        world.group("h").isEmpty = true;
        world.pending.keys.add(new GroupKey.Offset("h", "t", 0));
        world.wallMs += RETENTION_MS;
        world.log.clear();

        world.expire();

        assertThat(world.log).isEmpty();
    }

    @Test
    void noStepStoresMoreThanItsShareAndTheGroupGoesWithTheLastOne() {
        world.topics.with("big", 2_500);
        for (int partition = 0; partition < 2_500; partition++) {
            world.commit(commitOf("g", topic("big", at(partition, 1L))));
        }
        world.group("g").isEmpty = true;
        world.wallMs += RETENTION_MS;

        int steps = world.expire();

        assertThat(steps).isEqualTo(5);
        assertThat(world.offsets.count()).isZero();
        assertThat(world.log.get(world.log.size() - 1).key())
                .isEqualTo(new GroupKey.ClassicGroup("g"));
    }

    @Test
    void manyGroupsAreLookedAtInSeveralSteps() {
        for (int group = 0; group < 300; group++) {
            world.commit("g" + group, 0, 1L);
        }

        int before = world.expire();
        world.wallMs += RETENTION_MS;
        int after = world.expire();

        assertThat(before).isEqualTo(3);
        assertThat(after).isEqualTo(3);
        assertThat(world.offsets.count()).isZero();
        assertThat(world.expiry.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    private static OffsetCommit.Request committedFor(String groupId, long retentionMs) {
        return new OffsetCommit.Request(
                groupId, -1, "", null, retentionMs, false, List.of(topic("t", at(0, 1L))));
    }
}
