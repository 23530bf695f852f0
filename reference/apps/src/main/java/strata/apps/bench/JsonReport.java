package strata.apps.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The report for programs. Its form is named in {@code schema}, which changes with it; a figure
 * that could not be taken is null, and so is a ratio without bound (JSON has no infinity).
 */
final class JsonReport {
    static final String SCHEMA = "strata-bench/1";

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    static String of(Report report) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("schema", SCHEMA);
        root.put("startedAt", report.startedAt().toString());
        root.put("machine", machine(report.machine()));
        Map<String, Object> contenders = new LinkedHashMap<>();
        report.contenders().forEach(c -> contenders.put(c.side().key(), c.description()));
        root.put("contenders", contenders);
        root.put("scenarios", report.results().stream().map(JsonReport::scenario).toList());
        root.put("bars", report.verdicts().stream().map(JsonReport::verdict).toList());
        if (!report.verdicts().isEmpty()) {
            root.put("passed", report.passed());
        }
        try {
            return MAPPER.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of plain values cannot be written", e);
        }
    }

    private static Map<String, Object> machine(Machine machine) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("system", machine.system());
        node.put("processors", machine.processors());
        node.put("loadAverage", machine.loadAverage());
        return node;
    }

    private static Map<String, Object> scenario(Result result) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("name", result.scenario().name());
        node.put("title", result.scenario().title());
        node.put("settings", result.scenario().settings());
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (Metric metric : result.scenario().metrics()) {
            metrics.put(metric.key(), metric(result, metric));
        }
        node.put("metrics", metrics);
        node.put("disturbed", result.isDisturbed());
        List<Object> rounds = new ArrayList<>();
        for (Round round : result.rounds()) {
            Map<String, Object> turns = new LinkedHashMap<>();
            for (Side side : Side.values()) {
                round.sample(side).ifPresent(s -> turns.put(side.key(), sample(result, s)));
            }
            rounds.add(turns);
        }
        node.put("rounds", rounds);
        return node;
    }

    private static Map<String, Object> sample(Result result, Sample sample) {
        Map<String, Object> node = new LinkedHashMap<>();
        for (Metric metric : result.scenario().metrics()) {
            put(node, metric.key(), sample.get(metric));
        }
        return node;
    }

    private static Map<String, Object> metric(Result result, Metric metric) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("unit", metric.label());
        put(node, "strata", result.median(Side.STRATA, metric));
        put(node, "kafka", result.median(Side.KAFKA, metric));
        spread(node, "ratio", result.ratio(metric));
        return node;
    }

    private static Map<String, Object> verdict(Bar.Verdict verdict) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("scenario", verdict.bar().scenario());
        node.put("metric", verdict.bar().metric().key());
        node.put("bound", verdict.bar().boundText());
        switch (verdict.bar().of()) {
            case RATIO -> spread(node, "ratio", verdict.measured());
            case FIGURE, MEDIAN_FIGURE -> spread(node, "figure", verdict.measured());
        }
        node.put("outcome", verdict.outcome().name());
        return node;
    }

    private static void spread(Map<String, Object> node, String key, Optional<Spread> measured) {
        if (measured.isEmpty()) {
            node.put(key, null);
            return;
        }
        Map<String, Object> spread = new LinkedHashMap<>();
        put(spread, "median", OptionalDouble.of(measured.get().median()));
        put(spread, "min", OptionalDouble.of(measured.get().min()));
        put(spread, "max", OptionalDouble.of(measured.get().max()));
        node.put(key, spread);
    }

    private static void put(Map<String, Object> node, String key, OptionalDouble value) {
        boolean writable = value.isPresent() && Double.isFinite(value.getAsDouble());
        node.put(key, writable ? (Object) value.getAsDouble() : null);
    }
}
