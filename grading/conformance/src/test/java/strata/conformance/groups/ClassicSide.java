package strata.conformance.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.request.JoinGroup;

/**
 * What clients know, on one of the two sides. Member ids are random: to compare the sides, each is
 * called by the number of its client, and how many ids that has had.
 */
final class ClassicSide {
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<Integer, Integer> idsOfClient = new TreeMap<>();
    private final List<Client> clients = new ArrayList<>();

    ClassicSide(int clientCount) {
        for (int i = 0; i < clientCount; i++) {
            clients.add(new Client());
        }
    }

    /** What a client knows. */
    static final class Client {
        String memberId = "";
        int generation = -1;
        String leader = "";
        List<String> members = List.of();
        boolean skips;
        private final List<String> formerIds = new ArrayList<>();

        boolean leads() {
            return leader.equals(memberId) && !skips;
        }

        void restart() {
            formerIds.add(memberId);
            memberId = "";
            generation = -1;
        }

        /** The id that it uses: its own, or a wrong one. */
        String id(ScriptRequests.Slip slip) {
            return switch (slip) {
                case FORMER_ID ->
                        formerIds.isEmpty() ? memberId : formerIds.get(formerIds.size() - 1);
                case NOBODYS_ID -> "nobody";
                default -> memberId;
            };
        }
    }

    /**
     * An answer to a JoinGroup.
     *
     * @param members what each says, by its id
     */
    record Joined(
            String error,
            int generation,
            String protocolType,
            String protocol,
            String leader,
            boolean skips,
            String memberId,
            Map<String, String> members) {}

    Client client(int number) {
        return clients.get(number);
    }

    /** What an id is called. */
    String label(String memberId) {
        return memberId.isEmpty() ? "" : labels.getOrDefault(memberId, "?");
    }

    /** A client was told an id. */
    void know(int client, String memberId) {
        if (!memberId.isEmpty() && !labels.containsKey(memberId)) {
            int count = idsOfClient.merge(client, 1, Integer::sum);
            labels.put(memberId, client + "." + count);
        }
    }

    String labels(Iterable<String> memberIds) {
        List<String> sorted = new ArrayList<>();
        memberIds.forEach(id -> sorted.add(label(id)));
        sorted.sort(null);
        return sorted.toString();
    }

    /** An answer without anything random. */
    String told(Joined joined) {
        TreeSet<String> sayings = new TreeSet<>();
        joined.members().forEach((id, says) -> sayings.add(label(id) + " says " + says));
        return joined.error()
                + " generation "
                + joined.generation()
                + " "
                + joined.protocolType()
                + "/"
                + joined.protocol()
                + " skip "
                + joined.skips()
                + " you "
                + label(joined.memberId())
                + " "
                + sayings;
    }

    /** A client takes in an answer. */
    void take(int number, Joined joined) {
        Client client = client(number);
        switch (joined.error()) {
            case "NONE" -> {
                takeId(client, joined.memberId());
                client.generation = joined.generation();
                client.leader = joined.leader();
                client.members = List.copyOf(joined.members().keySet());
                client.skips = joined.skips();
            }
            case "MEMBER_ID_REQUIRED" -> takeId(client, joined.memberId());
            case "UNKNOWN_MEMBER_ID" -> client.memberId = "";
            default -> {}
        }
    }

    private static void takeId(Client client, String memberId) {
        client.formerIds.add(client.memberId);
        client.memberId = memberId;
    }

    static Map<String, String> sayings(List<JoinGroup.Member> members) {
        Map<String, String> sayings = new LinkedHashMap<>();
        members.forEach(
                m ->
                        sayings.put(
                                m.memberId(),
                                ClassicScript.text(m.metadata())
                                        + (m.instanceId() == null ? "" : " as " + m.instanceId())));
        return sayings;
    }
}
