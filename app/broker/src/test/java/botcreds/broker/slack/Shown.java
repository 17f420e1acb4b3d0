package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.RequestView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Requests as humans are shown them, for tests to vary. */
final class Shown {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final RequestId ID = new RequestId("req_abcdefghijklmnopqrstuvwxyz");

    private Shown() {}

    static Scope scope() {
        return Scope.of(
                List.of(new Repository("myorg", "new-project")),
                Permissions.ofWords(List.of("contents:write", "issues:write")));
    }

    static RequestView in(RequestState state) {
        return view(state, scope(), "Implementing feature from issue #45", Optional.of("allow it"));
    }

    /** One of several requests of the bot. */
    static RequestView numbered(int number, RequestState state, String reason) {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        RequestId id = new RequestId("req_" + letters.substring(number) + letters.substring(0, number));
        return view(id, state, scope(), reason, Optional.of("allow it"));
    }

    static RequestView view(RequestState state, Scope scope, String reason, Optional<String> remembers) {
        return view(ID, state, scope, reason, remembers);
    }

    private static RequestView view(
            RequestId id, RequestState state, Scope scope, String reason, Optional<String> remembers) {
        Optional<HumanDecision> decision = state == RequestState.PENDING
                ? Optional.empty()
                : Optional.of(new HumanDecision("U012ALICE", "Alice", NOW, Optional.of(reason)));
        AccessRequest request = new AccessRequest(
                id,
                "a3f2",
                new BotId("slopcannon-bot"),
                scope,
                Collections.nCopies(scope.repositories().size(), 1L),
                1,
                new Reason(reason),
                Kind.INSTALLATION_TOKEN,
                Duration.ofHours(1),
                state,
                3,
                0,
                Optional.empty(),
                decision,
                "defaults",
                "digest",
                NOW,
                NOW.plusSeconds(86_400),
                Optional.empty(),
                Optional.empty(),
                "127.0.0.1");
        return new RequestView(
                request,
                "C0APPROVALS",
                1,
                List.of(),
                47,
                0,
                remembers,
                remembers.isPresent() ? Optional.empty() : Optional.of("a test of the policy would fail"),
                Optional.empty(),
                Optional.of(reason),
                Optional.empty());
    }
}
