package strata.sim.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import strata.kernel.Check;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.Invariant;
import strata.sim.SeededRandom;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.client.Actor;
import strata.sim.client.Auditor;
import strata.sim.client.ClientLink;
import strata.sim.client.Producer;
import strata.sim.client.ProducerPlan;
import strata.sim.client.Reader;
import strata.sim.client.RecordCodec;
import strata.sim.history.History;
import strata.sim.history.Promise;

/** One run of a scenario, being set up: the world, the node and everybody who uses it. */
public final class Stage {
    private final SimWorld world;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private final List<ClientLink> links = new ArrayList<>();
    private @Nullable SimNode node;
    private @Nullable RecordCodec codec;
    private @Nullable History history;
    private @Nullable Auditor auditor;

    Stage(SimWorld world) {
        this.world = world;
    }

    public SimWorld world() {
        return world;
    }

    /** Chance for the scenario's own choices. */
    public SeededRandom random(String purpose) {
        return world.random("scenario " + purpose);
    }

    /** What an acknowledgement promises; said before anything else. */
    public void acknowledgementsPromise(Promise promise) {
        history = new History(world, promise);
        world.story().tell("the promise: " + promise.told());
    }

    /** The node. Its disk is empty. */
    public SimNode node(Supplier<Node> program, RecordCodec itsCodec) {
        Check.that(node == null, "one node, for the time being");
        SimNode added = world.addNode(new NodeId(1), program);
        node = added;
        codec = itsCodec;
        auditor = new Auditor(added, link("audit"), history(), itsCodec, partitions);
        actors.add(auditor);
        return added;
    }

    /** A partition that is there from the start, or has been created. */
    public void partition(String topic, int partition) {
        partitions.add(new TopicPartition(topic, partition));
    }

    /** Producers, each to all partitions. */
    public void producers(int count, ProducerPlan plan) {
        for (int i = 0; i < count; i++) {
            ClientLink link = link("p" + actors.size());
            actors.add(new Producer(link, history(), theCodec(), plan, partitions));
        }
    }

    /** Readers, each of all partitions. */
    public void readers(int count) {
        for (int i = 0; i < count; i++) {
            actors.add(new Reader(link("r" + actors.size()), history(), theCodec(), partitions));
        }
    }

    /** Somebody else. */
    public void actor(Actor actor) {
        actors.add(actor);
    }

    /** Something that is to hold after every event. */
    public void invariant(Invariant invariant) {
        world.addInvariant(invariant);
    }

    /** A client's way to the node. */
    public ClientLink link(String label) {
        ClientLink link = new ClientLink(world, theNode(), label);
        links.add(link);
        return link;
    }

    /** The partitions there are, as they come. */
    public List<TopicPartition> partitions() {
        return partitions;
    }

    /** What clients did and saw. */
    public History history() {
        return Objects.requireNonNull(history, "acknowledgementsPromise() comes first");
    }

    /** The node. */
    public SimNode theNode() {
        return Objects.requireNonNull(node, "node() comes first");
    }

    RecordCodec theCodec() {
        return Objects.requireNonNull(codec, "node() comes first");
    }

    List<Actor> actors() {
        return actors;
    }

    List<ClientLink> links() {
        return links;
    }

    long fullReads() {
        return auditor == null ? 0 : auditor.passes();
    }
}
