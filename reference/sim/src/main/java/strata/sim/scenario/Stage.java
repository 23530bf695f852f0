package strata.sim.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import strata.kernel.Check;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.Invariant;
import strata.sim.KeyedChance;
import strata.sim.Operations;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.check.Testimony;
import strata.sim.client.Actor;
import strata.sim.client.Auditor;
import strata.sim.client.ClientLink;
import strata.sim.client.Producer;
import strata.sim.client.ProducerPlan;
import strata.sim.client.Reader;
import strata.sim.client.RecordCodec;
import strata.sim.fault.Cast;
import strata.sim.fault.ImpossibleSchedule;
import strata.sim.history.History;
import strata.sim.history.Promise;

/** One run of a scenario, being set up: the world, its nodes and everybody who uses them. */
public final class Stage {
    private final SimWorld world;
    private final KeyedChance drawn;
    private final Map<String, Long> given;
    // Each choice made, by name, in the order they were made.
    private final Map<String, Long> choices = new LinkedHashMap<>();
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private final List<ClientLink> links = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<Testimony> testimonies = new ArrayList<>();
    private final List<Showing> showings = new ArrayList<>();
    private @Nullable RecordCodec codec;
    private @Nullable History history;
    private @Nullable Auditor auditor;

    /** What a run must have done to have shown anything. */
    public interface Showing {
        /** Why the run shows nothing; null when it does. Asked when nothing has broken. */
        @Nullable
        String whyInconclusive();
    }

    /**
     * @param given choices that are not drawn
     */
    Stage(SimWorld world, Map<String, Long> given) {
        this.world = world;
        this.drawn = world.keyed("choice");
        this.given = given;
    }

    public SimWorld world() {
        return world;
    }

    /**
     * One of the scenario's own choices: drawn from the seed and this name alone, unless the run's
     * schedule says it, and saved in the schedule of what comes of the run. So a choice more or
     * less changes no other.
     *
     * @param name without blanks; always the same range for the same name
     * @return from {@code low} to {@code high}, both inclusive
     */
    public int choice(String name, int low, int high) {
        Check.that(name.indexOf(' ') < 0 && !name.isEmpty(), "a choice named '%s'", name);
        long value = given.getOrDefault(name, drawn.of(name).between(0, low, high));
        if (value < low || value > high) {
            throw new ImpossibleSchedule(
                    "choice " + name + " is " + value + ", not from " + low + " to " + high);
        }
        choices.put(name, value);
        return (int) value;
    }

    /**
     * Something that the run's schedule says by the name of a choice though the scenario never asks
     * for it; saved again.
     *
     * @param otherwise what it is if the schedule says nothing
     */
    long said(String name, long otherwise) {
        Long value = given.get(name);
        if (value == null) {
            return otherwise;
        }
        choices.put(name, value);
        return value;
    }

    /** A choice between yes, in {@code percent} of 100 seeds, and no; saved as 1 and 0. */
    public boolean chance(String name, int percent) {
        Long said = given.get(name);
        boolean yes = said == null ? drawn.of(name).chance(0, percent) : said != 0;
        choices.put(name, yes ? 1L : 0L);
        return yes;
    }

    /** A choice between several things, saved by its place in the list. */
    public <T> T oneOf(String name, List<T> things) {
        return things.get(choice(name, 0, things.size() - 1));
    }

    /** The operations of a client that is a node; actors have theirs by {@link ClientLink}. */
    public Operations operations(String actor) {
        return world.operations(actor);
    }

    /** Judges whether the run did enough to have shown anything. */
    public void mustShow(Showing what) {
        showings.add(what);
    }

    /**
     * Nodes under test: 1 to {@code count}. Their disks are empty; all are started when the run
     * begins.
     *
     * @param program makes the program of each life of a node
     */
    public List<SimNode> nodes(int count, Function<NodeId, Node> program) {
        List<SimNode> added = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            added.add(add(number, program));
        }
        return added;
    }

    /**
     * Clients that are nodes themselves: 101 and so on. They are started when the run begins; no
     * drawn fault strikes them but those of the network.
     */
    public List<SimNode> clients(int count, Function<NodeId, Node> program) {
        List<SimNode> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(add(Cast.FIRST_CLIENT + i, program));
        }
        return added;
    }

    /** What an acknowledgement promises; said before anything else. */
    public void acknowledgementsPromise(Promise promise) {
        History its = new History(world, promise);
        history = its;
        testimony(its);
        world.story().tell("the promise: " + promise.told());
    }

    /** Others than the history who take down what clients do: that is checked, too. */
    public void testimony(Testimony testimony) {
        testimonies.add(testimony);
    }

    /** One node, 1, that keeps records; somebody reads all of them again and again. */
    public SimNode node(Supplier<Node> program, RecordCodec itsCodec) {
        SimNode added = add(1, id -> program.get());
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

    /** A client's way to the one node, or to the first. */
    public ClientLink link(String label) {
        return link(label, theNode());
    }

    /** A client's way to a node; a client with several has one for each, under the same name. */
    public ClientLink link(String label, SimNode to) {
        ClientLink link = new ClientLink(world, to, label);
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

    /** The node; of several the first. */
    public SimNode theNode() {
        Check.that(!nodes.isEmpty(), "node() or nodes() comes first");
        return nodes.get(0);
    }

    /** All nodes, and clients that are nodes. */
    public List<SimNode> allNodes() {
        return nodes;
    }

    private SimNode add(int number, Function<NodeId, Node> program) {
        NodeId id = new NodeId(number);
        for (SimNode node : nodes) {
            Check.that(!node.id().equals(id), "two nodes %s", id);
        }
        SimNode added = world.addNode(id, () -> program.apply(id));
        nodes.add(added);
        return added;
    }

    Map<String, Long> choices() {
        return choices;
    }

    List<Showing> showings() {
        return showings;
    }

    @Nullable
    History historyIfAny() {
        return history;
    }

    List<Testimony> testimonies() {
        return testimonies;
    }

    boolean hasAuditor() {
        return auditor != null;
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
