package se.knutpunkt.notification;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.catalogue.SchemaPatterns;

/** What an event looks like: {@code config/schemas/citizen-event.schema.json}. */
@Component
final class EventForm {

    private static final String SCHEMA = "config/schemas/citizen-event.schema.json";
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private final ObjectMapper json =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
    private final JsonSchema schema;
    private final int limit;

    /**
     * An event, or why it is none.
     *
     * @param tree null when it cannot be read
     * @param reason null when it can
     */
    record Read(Map<String, Object> tree, String reason) {
        @Override
        public String toString() {
            return "Read[reason=" + reason + "]";
        }
    }

    EventForm(DeclaredFiles files, @Value("${knutpunkt.events.limit-bytes}") int limit) {
        try {
            this.schema =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(
                                    Files.readString(files.path(SCHEMA)),
                                    SchemaValidatorsConfig.builder()
                                            .regularExpressionFactory(SchemaPatterns::compile)
                                            .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.limit = limit;
    }

    /** The reasons are {@code empty}, {@code too-large}, {@code not-json} and {@code schema}. */
    Read read(byte[] event) {
        if (event == null || event.length == 0) {
            return new Read(null, "empty");
        }
        if (event.length > limit) {
            return new Read(null, "too-large");
        }
        try {
            JsonNode tree = json.readTree(event);
            if (!schema.validate(tree).isEmpty()) {
                return new Read(null, "schema");
            }
            return new Read(json.convertValue(tree, TREE), null);
        } catch (IOException e) {
            return new Read(null, "not-json");
        }
    }
}
