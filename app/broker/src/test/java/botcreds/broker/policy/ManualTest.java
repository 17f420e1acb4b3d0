package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the manual, the example and the schema say is what the reader does. */
class ManualTest {
    private static final Path TOP =
            Path.of("").toAbsolutePath().resolve("../..").normalize();
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Named<String>> documents() throws Exception {
        List<Named<String>> documents = new ArrayList<>();
        documents.add(Named.of("policy.yaml", Files.readString(TOP.resolve("policy.yaml"))));
        Matcher blocks = BLOCK.matcher(Files.readString(TOP.resolve("app/docs/policy.md")));
        while (blocks.find()) {
            documents.add(Named.of("policy.md, example " + documents.size(), blocks.group(1)));
        }
        return documents.stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyExampleLoadsAndFitsTheSchema(String text) throws Exception {
        assertThat(Policies.reading(text).policy()).isPresent();
        assertThat(fitsTheSchema(text)).isTrue();
    }

    @Test
    void theExamplePolicyHasNothingDoubtfulInIt() throws Exception {
        assertThat(Policies.reading(Files.readString(TOP.resolve("policy.yaml")))
                        .issues())
                .isEmpty();
    }

    @Test
    void thePlansOwnExampleLoads() {
        Policy plan = Policies.policy("""
                bots:
                  machina-bot:
                    identity:
                      type: tailnet
                      hostname: machina-bot

                    auto_approve:
                      # Repos this bot can access without asking
                      - repo: "myorg/repo-a"
                        permissions: [contents:write, issues:write, pull_requests:write]
                      - repo: "myorg/repo-b"
                        permissions: [contents:read]

                    requires_approval:
                      # Requests matching these need human approval
                      - permissions: [admin]
                      - repo: "myorg/sensitive-*"

                    deny:
                      # Always deny these
                      - repo: "myorg/infrastructure"

                defaults:
                  # Unknown bots or unmatched requests
                  requires_approval: true
                  approval_timeout: 24h
                """);

        assertThat(Policies.decide(plan, "myorg/repo-a", "contents:write")).isEqualTo("auto_approve");
        assertThat(Policies.decide(plan, "myorg/infrastructure", "contents:read"))
                .isEqualTo("deny");
    }

    @Test
    void theSchemaRefusesWhatTheReaderRefuses() throws Exception {
        for (String bot : List.of(
                "auto_aprove: []",
                "deny: [{}]",
                "auto_approve: [{repo: a/b}]",
                "identity: {type: oidc}",
                "owner: alice",
                "max_ttl: forever",
                "requires_approval: [{repo: a/b, approvals: 0}]",
                "notify: {notice: []}",
                "notify: {denied: [slack]}",
                "notify: {waiting: [{mail: \"Eve <eve@example.com>\"}]}",
                "notify: {waiting: [{mail: a@example.com, webhook: \"https://b.example\"}]}")) {
            String text = "bots: {a: {" + bot + "}}";
            assertThat(Policies.reading(text).policy()).as(bot).isEmpty();
            assertThat(fitsTheSchema(text)).as(bot).isFalse();
        }
    }

    @Test
    void everyKeyIsDescribedInTheSchemaAndNamedInTheManual() throws Exception {
        JsonNode schema =
                JSON.readTree(TOP.resolve("app/docs/policy.schema.json").toFile());
        String manual = Files.readString(TOP.resolve("app/docs/policy.md"));

        for (JsonNode properties : schema.findValues("properties")) {
            for (Iterator<String> names = properties.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                assertThat(properties.get(name).path("description").asText())
                        .as(name)
                        .isNotBlank();
                assertThat(manual).contains(name);
            }
        }
    }

    private static boolean fitsTheSchema(String text) throws Exception {
        Validator validator = new ValidatorFactory().createValidator();
        URI schema = validator.registerSchema(Files.readString(TOP.resolve("app/docs/policy.schema.json")));
        return validator
                .validate(schema, JSON.writeValueAsString(new YAMLMapper().readTree(text)))
                .isValid();
    }
}
