package botcreds.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds answers against {@code openapi.yaml}: status, media type, headers and body. */
final class ApiContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;

    ApiContract() {
        try (var stream = ApiContract.class.getResourceAsStream("/openapi.yaml")) {
            document = new YAMLMapper().readTree(stream);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    JsonNode document() {
        return document;
    }

    /** Returns the methods of each path template, in upper case. */
    Map<String, List<String>> routes() {
        Map<String, List<String>> routes = new TreeMap<>();
        document.get("paths").properties().forEach(path -> {
            TreeSet<String> methods = new TreeSet<>();
            path.getValue().fieldNames().forEachRemaining(name -> {
                if (!name.equals("parameters")) {
                    methods.add(name.toUpperCase(java.util.Locale.ROOT));
                }
            });
            routes.put(path.getKey(), new ArrayList<>(methods));
        });
        return routes;
    }

    /** Fails unless the answer is one that the description promises; a path that is not in it must be a problem. */
    void verify(String method, String path, HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Cache-Control"))
                .as("%s %s", method, path)
                .contains("no-store");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        Optional<JsonNode> operation = operation(method, path.replaceFirst("\\?.*", ""));
        JsonNode response = operation
                .map(found -> resolved(found.path("responses").path("" + answer.statusCode())))
                .orElseGet(() -> document.at("/components/responses/Problem"));
        assertThat(response.isMissingNode())
                .as("%s %s answers %s", method, path, answer.statusCode())
                .isFalse();
        response.path("headers").properties().stream()
                .filter(header -> header.getValue().path("required").asBoolean())
                .forEach(header -> assertThat(answer.headers().firstValue(header.getKey()))
                        .as(header.getKey())
                        .isPresent());
        if (!response.has("content")) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        Map.Entry<String, JsonNode> content =
                response.get("content").properties().iterator().next();
        assertThat(answer.headers().firstValue("Content-Type")).contains(content.getKey());
        if (content.getKey().endsWith("json")) {
            validate(content.getValue().get("schema"), answer.body());
        }
    }

    private Optional<JsonNode> operation(String method, String path) {
        return document.get("paths").properties().stream()
                .filter(each -> path.matches(each.getKey().replaceAll("\\{[a-z_]+}", "[A-Za-z0-9._-]{1,64}")))
                .map(each -> each.getValue().path(method.toLowerCase(java.util.Locale.ROOT)))
                .filter(found -> !found.isMissingNode())
                .findFirst();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private void validate(JsonNode schema, String body) {
        try {
            ObjectNode whole = schema.deepCopy();
            whole.set("$defs", document.at("/components/schemas"));
            String text = JSON.writeValueAsString(whole).replace("#/components/schemas/", "#/$defs/");
            Validator validator = new ValidatorFactory()
                    .withJsonNodeFactory(new JacksonNode.Factory())
                    .createValidator();
            Validator.Result result = validator.validate(validator.registerSchema(text), body);
            assertThat(result.getErrors())
                    .as(body)
                    .extracting(error -> error.getInstanceLocation() + " " + error.getError())
                    .isEmpty();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
