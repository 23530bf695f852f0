package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.DescribeConfigs;

/**
 * DescribeConfigs, versions 1 to 4. From 3 on a key's type and description may be told (KIP-569).
 */
final class DescribeConfigsCodec {
    private DescribeConfigsCodec() {}

    static DescribeConfigs.Request read(FrameReader from, short version) {
        DescribeConfigsRequestData data = new DescribeConfigsRequestData(from, version);
        List<DescribeConfigs.Resource> resources = new ArrayList<>(data.resources().size());
        for (DescribeConfigsResource resource : data.resources()) {
            resources.add(
                    new DescribeConfigs.Resource(
                            resource.resourceType(),
                            resource.resourceName(),
                            resource.configurationKeys()));
        }
        return new DescribeConfigs.Request(
                resources, data.includeSynonyms(), data.includeDocumentation());
    }

    static ApiMessage write(DescribeConfigs.Response response) {
        List<DescribeConfigsResult> results = new ArrayList<>(response.results().size());
        for (DescribeConfigs.ResourceResult resource : response.results()) {
            List<DescribeConfigsResourceResult> entries =
                    new ArrayList<>(resource.entries().size());
            for (DescribeConfigs.Entry entry : resource.entries()) {
                entries.add(write(entry));
            }
            results.add(
                    new DescribeConfigsResult()
                            .setErrorCode(resource.error().number())
                            .setErrorMessage(KernelTypes.message(resource.errorMessage()))
                            .setResourceType(resource.type())
                            .setResourceName(resource.name())
                            .setConfigs(entries));
        }
        return new DescribeConfigsResponseData().setResults(results);
    }

    private static DescribeConfigsResourceResult write(DescribeConfigs.Entry entry) {
        List<DescribeConfigsSynonym> synonyms = new ArrayList<>(entry.synonyms().size());
        for (DescribeConfigs.Synonym synonym : entry.synonyms()) {
            synonyms.add(
                    new DescribeConfigsSynonym()
                            .setName(synonym.name())
                            .setValue(synonym.value())
                            .setSource(synonym.source().number()));
        }
        return new DescribeConfigsResourceResult()
                .setName(entry.name())
                .setValue(entry.value())
                .setReadOnly(entry.readOnly())
                .setConfigSource(entry.source().number())
                .setIsSensitive(entry.sensitive())
                .setSynonyms(synonyms)
                .setConfigType(entry.type().number())
                .setDocumentation(entry.documentation());
    }
}
