package botcreds.broker.slack;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.Terms;
import botcreds.broker.model.PermissionCatalog;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MoreModalTest {
    private static final About ABOUT =
            new About(new Stamp(Shown.ID.value(), 3), Optional.of(new CardRef("C0APPROVALS", "1.2")));

    @Test
    @Tag("T-25")
    void theLargestScopeThereIsFitsBothSteps() {
        RequestView view = Shown.view(RequestState.PENDING, largest(), "Fixing bug #123", Optional.of("allow it"));
        assertThat(BlockKitLimits.violations(MoreModal.view(view, ABOUT, Duration.ofHours(1))))
                .isEmpty();
        Terms terms = new Terms(largest(), Duration.ofHours(1), Optional.of(LocalDate.of(2026, 12, 24)));
        JsonNode agree = AgreeModal.view(view.request(), view, terms, ABOUT);
        assertThat(BlockKitLimits.violations(agree)).isEmpty();
        largest().repositoryNames().forEach(name -> assertThat(agree.toString()).contains("`" + name + "`"));
        largest()
                .permissions()
                .words()
                .forEach(word -> assertThat(agree.toString()).contains("`" + word + "`"));
    }

    @Test
    void whatTheSecondStepCarriesIsWhatItDisplays() {
        RequestView view = Shown.view(RequestState.PENDING, largest(), "Fixing bug #123", Optional.empty());
        Terms terms = new Terms(
                Scope.of(
                        List.of(
                                largest().repositories().get(7),
                                largest().repositories().get(0)),
                        Permissions.ofWords(List.of("contents:read"))),
                Duration.ofMinutes(10),
                Optional.of(LocalDate.of(2026, 12, 24)));
        String metadata = AgreeModal.view(view.request(), view, terms, ABOUT)
                .path("private_metadata")
                .asText();
        assertThat(About.parse(metadata)).contains(ABOUT);
        assertThat(TermsForm.read(About.read(metadata), view.request())).contains(terms);
    }

    @Test
    void metadataThatIsNotOursIsNoTerms() {
        var request = Shown.in(RequestState.PENDING).request();
        for (String bad : List.of(
                "",
                "{}",
                "[",
                "{\"repositories\":[1],\"permissions\":[\"contents:read\"],\"ttl\":60}",
                "{\"repositories\":[-1],\"permissions\":[\"contents:read\"],\"ttl\":60}",
                "{\"repositories\":[0],\"permissions\":[\"contents\"],\"ttl\":60}",
                "{\"repositories\":[0],\"permissions\":[],\"ttl\":60}",
                "{\"repositories\":[0],\"permissions\":[\"contents:read\"],\"ttl\":60,\"until\":\"soon\"}")) {
            assertThat(TermsForm.read(About.read(bad), request)).as(bad).isEmpty();
        }
    }

    @Test
    void onlyWhatThePolicyHasRoomForIsOffered() {
        JsonNode modal = MoreModal.view(Shown.in(RequestState.PENDING), ABOUT, Duration.ofMinutes(45));
        assertThat(values(modal, "ttl")).containsExactly("600", "1800", "2700", "3600");
        assertThat(values(modal, "permission_contents")).containsExactly("write", "read", "none");
        assertThat(modal.toString()).contains("1h, as asked").contains("datepicker");
    }

    private static List<String> values(JsonNode modal, String block) {
        for (JsonNode each : modal.path("blocks")) {
            if (each.path("block_id").asText().equals(block)) {
                return each.at("/element/options").findValuesAsText("value");
            }
        }
        return List.of();
    }

    private static Scope largest() {
        List<Repository> repositories = new ArrayList<>();
        for (int each = 10; each < 10 + Scope.MOST_REPOSITORIES; each++) {
            repositories.add(new Repository("o".repeat(39), "r".repeat(98) + each));
        }
        List<String> permissions = PermissionCatalog.names().stream()
                .map(name -> name + ":"
                        + PermissionCatalog.levels(name).stream()
                                .reduce((one, other) -> other)
                                .orElseThrow()
                                .word())
                .toList();
        return Scope.of(repositories, Permissions.ofWords(permissions));
    }
}
