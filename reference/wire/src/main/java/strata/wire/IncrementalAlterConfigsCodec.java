package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfigCollection;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.IncrementalAlterConfigs.Change;

/** IncrementalAlterConfigs, versions 0 and 1, which differ only in how lengths are written. */
final class IncrementalAlterConfigsCodec {
    private IncrementalAlterConfigsCodec() {}

    static IncrementalAlterConfigs.Request read(FrameReader from, short version) {
        // As IncrementalAlterConfigsRequestData has it, which hashes resources and keys: see
        // Unhashed.
        boolean flexible = ServedVersions.INCREMENTAL_ALTER_CONFIGS.isFlexible(version);
        int count = from.readCollectionSize(flexible);
        List<IncrementalAlterConfigs.Resource> resources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            resources.add(readResource(from, version, flexible));
        }
        boolean validateOnly = from.readByte() != 0;
        from.skipTaggedFields(flexible);
        return new IncrementalAlterConfigs.Request(resources, validateOnly);
    }

    private static IncrementalAlterConfigs.Resource readResource(
            FrameReader from, short version, boolean flexible) {
        byte type = from.readByte();
        String name = from.readString(flexible);
        int count = from.readCollectionSize(flexible);
        List<Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            AlterableConfig config = new AlterableConfig(from, version);
            changes.add(new Change(config.name(), config.configOperation(), config.value()));
        }
        from.skipTaggedFields(flexible);
        return new IncrementalAlterConfigs.Resource(type, name, changes);
    }

    static ApiMessage write(IncrementalAlterConfigs.Response response) {
        List<AlterConfigsResourceResponse> results = new ArrayList<>(response.resources().size());
        for (AlterConfigs.ResourceResult resource : response.resources()) {
            results.add(
                    new AlterConfigsResourceResponse()
                            .setErrorCode(resource.error().number())
                            .setErrorMessage(KernelTypes.message(resource.errorMessage()))
                            .setResourceType(resource.type())
                            .setResourceName(resource.name()));
        }
        return new IncrementalAlterConfigsResponseData().setResponses(results);
    }

    static ApiMessage ask(IncrementalAlterConfigs.Request request) {
        AlterConfigsResourceCollection resources =
                new AlterConfigsResourceCollection(Unhashed.capacity(request.resources().size()));
        for (IncrementalAlterConfigs.Resource resource : request.resources()) {
            AlterableConfigCollection configs =
                    new AlterableConfigCollection(Unhashed.capacity(resource.changes().size()));
            for (Change config : resource.changes()) {
                AlterableConfig asked =
                        new AlterableConfig()
                                .setConfigOperation(config.operation())
                                .setValue(config.value());
                Unhashed.add(configs, asked, AlterableConfig::setName, config.name());
            }
            AlterConfigsResource asked =
                    new AlterConfigsResource().setResourceType(resource.type()).setConfigs(configs);
            Unhashed.add(resources, asked, AlterConfigsResource::setResourceName, resource.name());
        }
        return new IncrementalAlterConfigsRequestData()
                .setResources(resources)
                .setValidateOnly(request.validateOnly());
    }

    static IncrementalAlterConfigs.Response answer(FrameReader from, short version) {
        IncrementalAlterConfigsResponseData data =
                new IncrementalAlterConfigsResponseData(from, version);
        List<AlterConfigs.ResourceResult> resources = new ArrayList<>(data.responses().size());
        for (AlterConfigsResourceResponse resource : data.responses()) {
            resources.add(
                    new AlterConfigs.ResourceResult(
                            ErrorCode.ofNumber(resource.errorCode()),
                            resource.errorMessage(),
                            resource.resourceType(),
                            resource.resourceName()));
        }
        return new IncrementalAlterConfigs.Response(resources);
    }
}
