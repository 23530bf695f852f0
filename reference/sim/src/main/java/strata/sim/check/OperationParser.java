package strata.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import strata.kernel.Check.CheckFailed;
import strata.kernel.request.IsolationLevel;

/** Reads the text form of {@link OperationRecord}. */
final class OperationParser {
    private final List<Operation> operations = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private Configuration configuration = Configuration.STRICT;
    // The last moment that is taken.
    private long moment;

    OperationRecord parsed(String text) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                take(line);
            } catch (IllegalArgumentException | IndexOutOfBoundsException | CheckFailed e) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " of the history: " + line, e);
            }
        }
        return new OperationRecord(configuration, operations, marks);
    }

    private void take(String line) {
        List<String> words = words(line);
        switch (words.get(0)) {
            case "strata-history" -> require(line.equals(OperationText.HEADING), "its version");
            case "keeps" -> configuration = configuration.keeping(keeps(words.get(1)));
            case "transactions" ->
                    configuration =
                            configuration.with(
                                    Configuration.Transactions.valueOf(upper(words.get(1))));
            case "clients" ->
                    configuration = configuration.withClients(settings(words.subList(1, 3)));
            case "client" ->
                    configuration =
                            configuration.withClient(words.get(1), settings(words.subList(2, 4)));
            default -> takeEvent(words);
        }
    }

    private void takeEvent(List<String> words) {
        boolean timed = Character.isDigit(words.get(0).charAt(0));
        List<String> rest = timed ? words.subList(1, words.size()) : words;
        String[] span = timed ? words.get(0).split("\\.\\.", -1) : new String[0];
        long from = timed ? Long.parseLong(span[0]) : moment + 1;
        moment = Math.max(moment, from);
        if (rest.get(0).equals(OperationText.WORLD)) {
            marks.add(mark(from, rest));
            return;
        }
        long to = moment + 1;
        if (timed) {
            require(span.length == 2, "two moments, as in 3..5");
            to = span[1].isEmpty() ? Operation.NEVER : Long.parseLong(span[1]);
        }
        if (to != Operation.NEVER) {
            require(to > from, "an end behind its beginning");
            moment = Math.max(moment, to);
        }
        operations.add(operation(from, to, rest));
    }

    private static Mark mark(long at, List<String> words) {
        return switch (words.get(1)) {
            case "loss" -> new Mark.Loss(at);
            case "final" -> new Mark.FinalPolls(at);
            case "start" -> new Mark.Start(at, words.get(2), Long.parseLong(words.get(3)));
            default -> throw new IllegalArgumentException("unknown: " + words.get(1));
        };
    }

    private static Operation operation(long from, long to, List<String> words) {
        int arrow = words.indexOf(OperationText.ARROW);
        List<String> what = words.subList(1, arrow < 0 ? words.size() : arrow);
        List<String> cameOfIt = arrow < 0 ? List.of("ok") : words.subList(arrow + 1, words.size());
        int tries = 1;
        if (cameOfIt.size() > 1) {
            require(cameOfIt.get(1).startsWith("tries="), "nothing but tries=N at the end");
            tries = Integer.parseInt(cameOfIt.get(1).substring("tries=".length()));
        }
        Outcome outcome = Outcome.valueOf(upper(cameOfIt.get(0)));
        return new Operation(from, to, session(words.get(0)), doing(what), outcome, tries);
    }

    private static Session session(String word) {
        int slash = word.indexOf('/');
        return slash < 0
                ? new Session(word, 0)
                : new Session(
                        word.substring(0, slash), Integer.parseInt(word.substring(slash + 1)));
    }

    private static Doing doing(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "send", "poll" -> part(words);
            case "txn" -> new Doing.Txn(parts(String.join(" ", rest)));
            case "subscribe" -> new Doing.Subscribe(rest);
            case "assign" -> new Doing.Assign(rest);
            case "seek" -> new Doing.Seek(rest.get(0), Long.parseLong(rest.get(1)));
            case "crash" -> new Doing.Crash();
            default -> throw new IllegalArgumentException("unknown: " + words.get(0));
        };
    }

    private static List<Doing.Part> parts(String text) {
        List<Doing.Part> parts = new ArrayList<>();
        for (String part : text.split(";", -1)) {
            if (!part.isBlank()) {
                parts.add(part(words(part.strip())));
            }
        }
        return parts;
    }

    private static Doing.Part part(List<String> words) {
        List<Placed> values = new ArrayList<>();
        String key = "";
        for (String word : words.subList(1, words.size())) {
            int at = word.indexOf('@');
            if (at < 0) {
                key = word;
                continue;
            }
            String offset = word.substring(at + 1);
            values.add(
                    new Placed(
                            key,
                            offset.equals("?") ? Placed.UNKNOWN : Long.parseLong(offset),
                            word.substring(0, at)));
        }
        return switch (words.get(0)) {
            case "send" -> new Doing.Send(values);
            case "poll" -> {
                require(values.stream().allMatch(Placed::hasOffset), "an offset of all it polls");
                yield new Doing.Poll(values);
            }
            default -> throw new IllegalArgumentException("unknown: " + words.get(0));
        };
    }

    private static Keeps keeps(String word) {
        return Keeps.valueOf(upper(word).replace('-', '_'));
    }

    private static ClientSettings settings(List<String> words) {
        require(
                words.get(0).equals("idempotent") || words.get(0).equals("plain"),
                "'idempotent' or 'plain'");
        return new ClientSettings(
                words.get(0).equals("idempotent"), IsolationLevel.valueOf(upper(words.get(1))));
    }

    private static List<String> words(String line) {
        return List.of(line.split(" +", -1));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("wanted: " + what);
        }
    }
}
