package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfigCollection;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.AlterConfigs;

/** AlterConfigs, versions 0 to 2, which differ only in how lengths are written. */
final class AlterConfigsCodec {
    private AlterConfigsCodec() {}

    static AlterConfigs.Request read(FrameReader from, short version) {
        // As AlterConfigsRequestData has it, which hashes resources and keys: see Unhashed.
        boolean flexible = ServedVersions.ALTER_CONFIGS.isFlexible(version);
        int count = from.readCollectionSize(flexible);
        List<AlterConfigs.Resource> resources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            resources.add(readResource(from, version, flexible));
        }
        boolean validateOnly = from.readByte() != 0;
        from.skipTaggedFields(flexible);
        return new AlterConfigs.Request(resources, validateOnly);
    }

    private static AlterConfigs.Resource readResource(
            FrameReader from, short version, boolean flexible) {
        byte type = from.readByte();
        String name = from.readString(flexible);
        int count = from.readCollectionSize(flexible);
        List<AlterConfigs.Config> configs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            AlterableConfig config = new AlterableConfig(from, version);
            configs.add(new AlterConfigs.Config(config.name(), config.value()));
        }
        from.skipTaggedFields(flexible);
        return new AlterConfigs.Resource(type, name, configs);
    }

    static ApiMessage write(AlterConfigs.Response response) {
        List<AlterConfigsResourceResponse> results = new ArrayList<>(response.resources().size());
        for (AlterConfigs.ResourceResult resource : response.resources()) {
            results.add(
                    new AlterConfigsResourceResponse()
                            .setErrorCode(resource.error().number())
                            .setErrorMessage(KernelTypes.message(resource.errorMessage()))
                            .setResourceType(resource.type())
                            .setResourceName(resource.name()));
        }
        return new AlterConfigsResponseData().setResponses(results);
    }

    static ApiMessage ask(AlterConfigs.Request request) {
        AlterConfigsResourceCollection resources =
                new AlterConfigsResourceCollection(Unhashed.capacity(request.resources().size()));
        for (AlterConfigs.Resource resource : request.resources()) {
            AlterableConfigCollection configs =
                    new AlterableConfigCollection(Unhashed.capacity(resource.configs().size()));
            for (AlterConfigs.Config config : resource.configs()) {
                AlterableConfig asked = new AlterableConfig().setValue(config.value());
                Unhashed.add(configs, asked, AlterableConfig::setName, config.name());
            }
            AlterConfigsResource asked =
                    new AlterConfigsResource().setResourceType(resource.type()).setConfigs(configs);
            Unhashed.add(resources, asked, AlterConfigsResource::setResourceName, resource.name());
        }
        return new AlterConfigsRequestData()
                .setResources(resources)
                .setValidateOnly(request.validateOnly());
    }

    static AlterConfigs.Response answer(FrameReader from, short version) {
        AlterConfigsResponseData data = new AlterConfigsResponseData(from, version);
        List<AlterConfigs.ResourceResult> resources = new ArrayList<>(data.responses().size());
        for (AlterConfigsResourceResponse resource : data.responses()) {
            resources.add(
                    new AlterConfigs.ResourceResult(
                            ErrorCode.ofNumber(resource.errorCode()),
                            resource.errorMessage(),
                            resource.resourceType(),
                            resource.resourceName()));
        }
        return new AlterConfigs.Response(resources);
    }
}
