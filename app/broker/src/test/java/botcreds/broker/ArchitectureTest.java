package botcreds.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The house as drawn in app/docs/architecture.md: which room may use which, and which library lives where. */
class ArchitectureTest {
    private static final String ROOT = "botcreds.broker";

    /** Every room, and the rooms it may use. The root may use all of them. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("watch", Set.of("model", "policy", "store", "github", "duty", "errands")),
            Map.entry("model", Set.of()),
            Map.entry("settings", Set.of("model")),
            Map.entry("policy", Set.of("model")),
            Map.entry("store", Set.of("model")),
            Map.entry("github", Set.of("model")),
            Map.entry("identity", Set.of("model", "policy")),
            Map.entry("gitpolicy", Set.of("model", "policy", "store", "github")),
            Map.entry("duty", Set.of("store")),
            Map.entry("logins", Set.of("model", "policy", "store")),
            Map.entry("requests", Set.of("model", "policy", "store")),
            Map.entry("errands", Set.of("model", "policy", "store", "requests", "duty")),
            Map.entry("rules", Set.of("model", "policy", "store", "requests", "duty", "errands")),
            Map.entry("credentials", Set.of("model", "policy", "store", "github", "requests", "duty", "errands")),
            Map.entry("pushes", Set.of("model", "policy", "store", "github", "errands", "credentials")),
            Map.entry(
                    "bots", Set.of("model", "policy", "store", "requests", "duty", "errands", "rules", "credentials")),
            Map.entry(
                    "access",
                    Set.of(
                            "model",
                            "policy",
                            "store",
                            "github",
                            "requests",
                            "duty",
                            "errands",
                            "rules",
                            "credentials",
                            "pushes",
                            "bots",
                            "logins")),
            Map.entry("http", Set.of("model", "identity", "access", "requests", "bots", "rules", "pushes", "logins")),
            Map.entry("slack", Set.of("model", "access", "requests", "bots", "rules", "errands", "logins")),
            Map.entry("dashboard", Set.of("model", "identity", "access", "requests", "bots", "rules", "logins")),
            Map.entry("notify", Set.of("model", "errands")),
            Map.entry("setup", Set.of("model", "settings", "policy", "store", "github", "gitpolicy", "slack")));

    /** Every fenced library, and the rooms that may use it; an empty name is the root. */
    private static final Map<String, Set<String>> LIVES_IN = Map.ofEntries(
            Map.entry("org.eclipse.jetty..", Set.of("")),
            Map.entry("com.fasterxml.jackson.dataformat..", Set.of("policy")),
            Map.entry("org.snakeyaml..", Set.of("policy")),
            Map.entry("org.jdbi..", Set.of("store")),
            Map.entry("org.flywaydb..", Set.of("store")),
            Map.entry("com.zaxxer..", Set.of("store")),
            Map.entry("org.h2..", Set.of("store")),
            Map.entry("org.postgresql..", Set.of("store")),
            Map.entry("com.google.crypto.tink..", Set.of("store")),
            Map.entry("java.sql..", Set.of("store")),
            Map.entry("org.eclipse.jgit..", Set.of("gitpolicy")),
            Map.entry("okhttp3..", Set.of("github", "slack")),
            Map.entry("io.jsonwebtoken..", Set.of("github")),
            Map.entry("java.net.http..", Set.of("setup")),
            Map.entry("com.sun.net.httpserver..", Set.of("setup")),
            Map.entry("com.slack.api..", Set.of("slack")),
            Map.entry("io.prometheus..", Set.of("watch")),
            Map.entry("org.simplejavamail..", Set.of("notify")),
            Map.entry("jakarta.mail..", Set.of("notify")),
            Map.entry("org.eclipse.angus..", Set.of("notify")),
            Map.entry("gg.jte..", Set.of("dashboard")),
            Map.entry("ch.qos.logback..", Set.of()),
            Map.entry("jakarta.servlet..", Set.of("", "http", "slack", "dashboard")));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyRoomIsOnThePlan() {
        Set<String> rooms = HOUSE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rooms).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
    }

    @Test
    void arrowsOnlyRunWhereThePlanHasThem() {
        MAY_USE.forEach((room, allowed) -> {
            String[] forbidden = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(room) && !allowed.contains(other))
                    .map(other -> ROOT + "." + other)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT)
                    .check(HOUSE);
        });
    }

    @Test
    void thereAreNoCircles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void librariesStayInTheirRooms() {
        LIVES_IN.forEach((library, rooms) -> {
            List<String> homes = rooms.stream()
                    .map(room -> room.isEmpty() ? ROOT : ROOT + "." + room)
                    .toList();
            noClasses()
                    .that()
                    .resideOutsideOfPackages(homes.toArray(String[]::new))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(library)
                    .check(HOUSE);
        });
    }

    @Test
    void timeAndEnvironmentComeFromTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".settings")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Date.class)
                .check(HOUSE);
    }
}
