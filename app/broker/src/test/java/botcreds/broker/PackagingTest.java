package botcreds.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import botcreds.broker.policy.PolicyFile;
import botcreds.broker.settings.Settings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in app/packaging is what the broker reads, and as closed as it says. */
class PackagingTest {
    private static final Path PACKAGING = Path.of("../packaging");
    private static final Path UNIT = PACKAGING.resolve("systemd/botcreds-broker.service");
    private static final Pattern SETTING = Pattern.compile("\\b([A-Z]+_[A-Z_]+)=(\\S*)");
    /** Of systemd-analyze, times ten: 0 is closed, 100 is open. */
    private static final int MOST_EXPOSED = 15;

    @TempDir
    Path directory;

    private static List<JsonNode> kubernetes() throws IOException {
        ObjectMapper yaml = new YAMLMapper();
        List<JsonNode> objects = new ArrayList<>();
        new YAMLFactory()
                .setCodec(yaml)
                .createParser(PACKAGING.resolve("kubernetes/botcreds.yaml").toFile())
                .readValuesAs(JsonNode.class)
                .forEachRemaining(objects::add);
        return objects;
    }

    private static JsonNode object(String kind, String name) throws IOException {
        return kubernetes().stream()
                .filter(each -> each.path("kind").asText().equals(kind)
                        && each.path("metadata").path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode container() throws IOException {
        return pod().path("containers").get(0);
    }

    private static JsonNode pod() throws IOException {
        return object("Deployment", "botcreds").path("spec").path("template").path("spec");
    }

    /** Reads settings as they stand there, with a file behind every name of a file. */
    private List<String> warnings(Map<String, String> names) throws Exception {
        Map<String, String> environment = new TreeMap<>(names);
        environment.put(
                "BOTCREDS_POLICY",
                Files.writeString(directory.resolve("p.yaml"), "").toString());
        environment.put("BOTCREDS_DATA", directory.resolve("data").toString());
        for (String name : names.keySet()) {
            if (name.endsWith("_FILE")) {
                Path file = directory.resolve(name);
                Files.writeString(file, secret(name), StandardCharsets.UTF_8);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                environment.put(name, file.toString());
            }
        }
        return Settings.read(environment).warnings();
    }

    private static String secret(String name) {
        return switch (name) {
            case "GITHUB_APP_PRIVATE_KEY_FILE" -> "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----";
            case "BOTCREDS_DATABASE_URL_FILE" -> "jdbc:postgresql://db/botcreds";
            case "BOTCREDS_SEAL_KEY_FILE" -> "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
            case "SLACK_BOT_TOKEN_FILE" -> "xoxb-1-a";
            default -> "0123456789abcdef0123456789abcdef";
        };
    }

    @Test
    void theBrokerKnowsEverySettingOfTheKubernetesExample() throws Exception {
        Map<String, String> names = new TreeMap<>();
        container()
                .path("env")
                .forEach(each ->
                        names.put(each.path("name").asText(), each.path("value").asText()));

        assertThat(warnings(names)).noneMatch(text -> text.contains("no setting has this name"));
    }

    @Test
    void theBrokerKnowsEverySettingOfTheUnit() throws Exception {
        Map<String, String> names = new TreeMap<>();
        for (Path file : List.of(UNIT, PACKAGING.resolve("systemd/settings"))) {
            Matcher found = SETTING.matcher(Files.readString(file));
            while (found.find()) {
                names.put(found.group(1), found.group(2));
            }
        }
        assertThat(names).containsKeys("GITHUB_APP_PRIVATE_KEY_FILE", "BOTCREDS_SEAL_KEY_FILE", "GITHUB_APP_ID");
        assertThat(warnings(names)).noneMatch(text -> text.contains("no setting has this name"));
    }

    @Test
    void thePolicyOfTheExampleLoads() throws Exception {
        String text = object("ConfigMap", "botcreds-policy")
                .path("data")
                .path("policy.yaml")
                .asText();
        Path file = Files.writeString(directory.resolve("policy.yaml"), text);
        try (PolicyFile policy = PolicyFile.open(file, "github.com", Clock.systemUTC())) {
            assertThat(policy.current().bots()).hasSize(1);
        }
    }

    @Test
    void theExamplesPodIsClosed() throws Exception {
        JsonNode closed = container().path("securityContext");
        assertThat(closed.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(closed.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(closed.path("capabilities").path("drop").get(0).asText()).isEqualTo("ALL");
        assertThat(pod().path("securityContext").path("runAsNonRoot").asBoolean())
                .isTrue();
        assertThat(pod().path("securityContext")
                        .path("seccompProfile")
                        .path("type")
                        .asText())
                .isEqualTo("RuntimeDefault");
        assertThat(pod().path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container().path("image").asText()).contains("@sha256:");
        container()
                .path("env")
                .forEach(each ->
                        assertThat(each.path("name").asText()).doesNotMatch(".*(TOKEN|SECRET|_KEY|DATABASE_URL)"));
    }

    /** Kubernetes lets everybody write in a new volume, and the broker refuses a folder where everybody may. */
    @Test
    void theImageKeepsItsDataInAFolderThatTheBrokerMakesInTheVolume() throws Exception {
        Matcher data =
                Pattern.compile("<BOTCREDS_DATA>(.*)</BOTCREDS_DATA>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(data.find()).isTrue();
        List<String> mounted = new ArrayList<>();
        container()
                .path("volumeMounts")
                .forEach(each -> mounted.add(each.path("mountPath").asText()));

        assertThat(mounted)
                .anyMatch(volume -> data.group(1).startsWith(volume + "/"))
                .doesNotContain(data.group(1));
    }

    @Test
    void oneBrokerOfTwoAlwaysServes() throws Exception {
        JsonNode deployment = object("Deployment", "botcreds").path("spec");
        assertThat(deployment.path("replicas").asInt()).isEqualTo(2);
        assertThat(deployment
                        .path("strategy")
                        .path("rollingUpdate")
                        .path("maxUnavailable")
                        .asInt(1))
                .isZero();
        assertThat(object("PodDisruptionBudget", "botcreds")
                        .path("spec")
                        .path("minAvailable")
                        .asInt())
                .isEqualTo(1);
        assertThat(container()
                        .path("readinessProbe")
                        .path("httpGet")
                        .path("path")
                        .asText())
                .isEqualTo("/readyz");
        assertThat(container()
                        .path("livenessProbe")
                        .path("httpGet")
                        .path("path")
                        .asText())
                .isEqualTo("/livez");
        assertThat(container()
                        .path("lifecycle")
                        .path("preStop")
                        .path("sleep")
                        .path("seconds")
                        .asInt())
                .isPositive();
    }

    @Test
    void eachListenerHasAServiceAndCallersOfItsOwn() throws Exception {
        JsonNode ingress = object("NetworkPolicy", "botcreds").path("spec").path("ingress");
        List<String> ports = new ArrayList<>();
        for (JsonNode rule : ingress) {
            assertThat(rule.path("ports")).hasSize(1);
            assertThat(rule.path("from")).isNotEmpty();
            ports.add(rule.path("ports").get(0).path("port").asText());
        }
        assertThat(ports).containsExactly("api", "slack", "ops");
        for (String port : ports) {
            JsonNode service = object("Service", "botcreds-" + port).path("spec");
            assertThat(service.path("ports").get(0).path("targetPort").asText()).isEqualTo(port);
            assertThat(service.path("type").asText("ClusterIP")).isIn("", "ClusterIP");
        }
    }

    @Test
    @Tag("T-91")
    void noDumpOfItsMemoryIsLeftAndNobodyAttaches() throws Exception {
        String unit = Files.readString(UNIT);
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(unit).contains("LimitCORE=0\n").contains("-XX:+DisableAttachMechanism");
        assertThat(pom).contains("<jvmFlag>-XX:+DisableAttachMechanism</jvmFlag>");
        assertThat(unit + pom).doesNotContain("+HeapDumpOnOutOfMemoryError");
    }

    @Test
    void systemdFindsTheUnitClosed() throws Exception {
        assumeTrue(isThere("systemd-analyze"), "systemd-analyze is not installed");
        Process analyze = new ProcessBuilder(
                        "systemd-analyze", "security", "--offline=true", "--threshold=" + MOST_EXPOSED, UNIT.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(analyze.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(analyze.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(analyze.exitValue()).as(said).isZero();
        assertThat(said).contains("Overall exposure level").doesNotContain("Unknown key", "Failed to parse");
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version").start().waitFor(1, TimeUnit.MINUTES);
        } catch (IOException missing) {
            return false;
        }
    }
}
