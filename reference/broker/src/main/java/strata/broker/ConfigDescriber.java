package strata.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeConfigs.Entry;
import strata.kernel.request.DescribeConfigs.Resource;
import strata.kernel.request.DescribeConfigs.ResourceResult;
import strata.kernel.request.DescribeConfigs.Source;
import strata.kernel.request.DescribeConfigs.Synonym;

/** Answers DescribeConfigs. */
public final class ConfigDescriber {
    private final MetadataImage image;
    private final BrokerConfig config;

    ConfigDescriber(MetadataImage image, BrokerConfig config) {
        this.image = image;
        this.config = config;
    }

    DescribeConfigs.Response describe(DescribeConfigs.Request request) {
        List<ResourceResult> results = new ArrayList<>();
        for (Resource resource : request.resources()) {
            results.add(
                    switch (resource.type()) {
                        case Resource.TOPIC -> topic(resource, request);
                        case Resource.BROKER -> broker(resource, request);
                        default ->
                                failed(
                                        resource,
                                        ErrorCode.INVALID_REQUEST,
                                        "Unsupported resource type: " + resource.type());
                    });
        }
        return new DescribeConfigs.Response(results);
    }

    /**
     * A topic's configuration.
     *
     * @param keys which; null for all
     */
    public static List<Entry> topicEntries(
            Map<String, String> set, BrokerConfig broker, @Nullable List<String> keys) {
        List<Entry> entries = new ArrayList<>();
        for (ConfigKey key : TopicConfigs.all()) {
            if (keys == null || keys.contains(key.name())) {
                TopicConfigs.Effective effective = TopicConfigs.effective(set, broker, key.name());
                entries.add(
                        new Entry(
                                key.name(),
                                effective.value(),
                                false,
                                effective.source(),
                                false,
                                topicSynonyms(key, set, broker),
                                key.type(),
                                key.documentation()));
            }
        }
        return entries;
    }

    private ResourceResult topic(Resource resource, DescribeConfigs.Request request) {
        TopicState topic = image.topic(resource.name());
        if (topic == null) {
            return TopicName.problemWith(resource.name()) == null
                    ? failed(resource, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null)
                    : failed(
                            resource,
                            ErrorCode.INVALID_TOPIC_EXCEPTION,
                            TopicName.problemWith(resource.name()));
        }
        List<Entry> entries = topicEntries(topic.configs(), config, resource.keys());
        return described(resource, entries, request);
    }

    private ResourceResult broker(Resource resource, DescribeConfigs.Request request) {
        String self = config.identity().id().toString();
        if (!resource.name().equals(self)) {
            return failed(
                    resource,
                    ErrorCode.INVALID_REQUEST,
                    "Unexpected broker id, expected " + self + " but received " + resource.name());
        }
        List<String> wanted = resource.keys();
        List<Entry> entries = new ArrayList<>();
        for (ConfigKey key : config.described()) {
            if (wanted == null || wanted.contains(key.name())) {
                entries.add(brokerEntry(key));
            }
        }
        return described(resource, entries, request);
    }

    private Entry brokerEntry(ConfigKey key) {
        boolean set = config.isSet(key.name());
        String value = config.value(key.name());
        Source source = set ? Source.STATIC_BROKER_CONFIG : Source.DEFAULT_CONFIG;
        List<Synonym> synonyms = new ArrayList<>();
        synonyms.add(new Synonym(key.name(), value, source));
        if (set && !key.documentation().isEmpty()) {
            synonyms.add(new Synonym(key.name(), key.defaultValue(), Source.DEFAULT_CONFIG));
        }
        return new Entry(
                key.name(), value, true, source, false, synonyms, key.type(), key.documentation());
    }

    private static List<Synonym> topicSynonyms(
            ConfigKey key, Map<String, String> set, BrokerConfig broker) {
        List<Synonym> synonyms = new ArrayList<>();
        String own = set.get(key.name());
        if (own != null) {
            synonyms.add(new Synonym(key.name(), key.normalized(own), Source.TOPIC_CONFIG));
        }
        String brokerKey = key.brokerKey();
        if (brokerKey != null) {
            if (broker.isSet(brokerKey)) {
                synonyms.add(
                        new Synonym(
                                brokerKey, broker.value(brokerKey), Source.STATIC_BROKER_CONFIG));
            }
            for (TopicConfigs.Synonym further : TopicConfigs.synonyms(key.name())) {
                String name = further.brokerKey();
                if (broker.isSet(name)) {
                    synonyms.add(
                            new Synonym(name, broker.value(name), Source.STATIC_BROKER_CONFIG));
                }
            }
            synonyms.add(new Synonym(brokerKey, key.defaultValue(), Source.DEFAULT_CONFIG));
        }
        return synonyms;
    }

    private static ResourceResult described(
            Resource resource, List<Entry> entries, DescribeConfigs.Request request) {
        List<Entry> shown = new ArrayList<>();
        for (Entry e : entries) {
            shown.add(
                    new Entry(
                            e.name(),
                            e.value(),
                            e.readOnly(),
                            e.source(),
                            e.sensitive(),
                            request.includeSynonyms() ? e.synonyms() : List.of(),
                            e.type(),
                            request.includeDocumentation() ? e.documentation() : null));
        }
        return new ResourceResult(ErrorCode.NONE, null, resource.type(), resource.name(), shown);
    }

    private static ResourceResult failed(
            Resource resource, ErrorCode error, @Nullable String message) {
        return new ResourceResult(error, message, resource.type(), resource.name(), List.of());
    }
}
