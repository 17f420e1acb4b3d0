package botcreds.broker.http;

import botcreds.broker.bots.Aim;
import botcreds.broker.bots.Revoking;
import botcreds.broker.model.Human;
import botcreds.broker.model.Repository;
import botcreds.broker.model.TokenId;
import botcreds.broker.requests.Surface;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code /v1/revocations}: end one token, everything of a bot, or everything that reaches a repository. Thread-safe. */
final class RevocationEndpoint {
    private final Door<Human> door;
    private final Revoking revoking;
    private final String webHost;

    RevocationEndpoint(Door<Human> door, Revoking revoking, GitUse git) {
        this.door = door;
        this.revoking = revoking;
        this.webHost = git.webHost();
    }

    Optional<Reply> revoke(Exchange exchange) {
        Set<String> known = Set.of("token_id", "bot", "repo", HumanBody.DRY_RUN);
        return HumanBody.stop(door, exchange, known, (fields, human) -> {
            Optional<Aim> aim = aim(fields);
            boolean preview = fields.flag(HumanBody.DRY_RUN);
            return () -> DeedReply.of(revoking.revoke(aim.orElseThrow(), human, Surface.API, preview));
        });
    }

    private Optional<Aim> aim(Fields fields) {
        long named = Stream.of("token_id", "bot", "repo").filter(fields::has).count();
        if (named != 1) {
            fields.problem(
                    "token_id",
                    named == 0 ? "It does not say what to revoke." : "It names more than one thing to revoke.",
                    "Send exactly one of token_id, bot and repo.");
            return Optional.empty();
        }
        if (fields.has("bot")) {
            return HumanBody.bot(fields).map(Aim.OfBot::new);
        }
        return fields.has("repo") ? repository(fields) : token(fields);
    }

    private Optional<Aim> repository(Fields fields) {
        return fields.text("repo").flatMap(text -> {
            Optional<Repository> repository = Repository.parse(text, webHost);
            if (repository.isEmpty()) {
                fields.problem("repo", "This is not the name of a repository.", "Write owner/name.");
            }
            return repository.map(Aim.OfRepository::new);
        });
    }

    private static Optional<Aim> token(Fields fields) {
        return fields.text("token_id").flatMap(text -> {
            if (!TokenId.looksLikeOne(text)) {
                fields.problem(
                        "token_id",
                        "This is not the id of a token.",
                        "Write tok_…, as in the answer and the audit log; never the token itself.");
                return Optional.empty();
            }
            return Optional.of(new Aim.OfToken(new TokenId(text)));
        });
    }
}
