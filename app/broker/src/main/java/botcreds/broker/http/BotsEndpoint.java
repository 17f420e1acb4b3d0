package botcreds.broker.http;

import botcreds.broker.access.Decisions;
import botcreds.broker.bots.BotView;
import botcreds.broker.bots.Locking;
import botcreds.broker.bots.Rotating;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Human;
import botcreds.broker.requests.Surface;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code /v1/bots}: how each stands, what the policy would say, lock down and unlock. Thread-safe. */
final class BotsEndpoint {
    private final Door<Human> door;
    private final Decisions decisions;
    private final Locking locking;
    private final String webHost;

    BotsEndpoint(Door<Human> door, Decisions decisions, GitUse git) {
        this.door = door;
        this.decisions = decisions;
        this.locking = decisions.overBots().locking();
        this.webHost = git.webHost();
    }

    Optional<Reply> list(Exchange exchange) {
        return HumanEndpoint.list(
                door,
                decisions,
                exchange,
                "bots",
                bots -> decisions.overBots().roster().bots().forEach(bot -> bots.add(json(bot))));
    }

    Optional<Reply> can(Exchange exchange, String name) {
        return HumanEndpoint.viewer(
                door,
                decisions,
                exchange,
                human -> named(
                        name,
                        bot -> BotEndpoint.scope(exchange.query(Set.of("repo", "permissions")), webHost)
                                .fold(scope -> BotEndpoint.verdict(scope, decisions.can(bot, scope)), Problem::reply)));
    }

    Optional<Reply> lockdown(Exchange exchange, String name) {
        return HumanBody.stop(door, exchange, Set.of("reason", HumanBody.DRY_RUN), (fields, human) -> {
            Optional<String> reason = HumanBody.reason(fields);
            boolean preview = fields.flag(HumanBody.DRY_RUN);
            return () -> named(name, bot -> DeedReply.of(locking.lockdown(bot, reason, human, Surface.API, preview)));
        });
    }

    Optional<Reply> unlock(Exchange exchange, String name) {
        return HumanBody.answer(door, exchange, Set.of(HumanBody.DRY_RUN), (fields, human) -> {
            boolean preview = fields.flag(HumanBody.DRY_RUN);
            return () -> named(name, bot -> DeedReply.of(locking.unlock(bot, human, Surface.API, preview)));
        });
    }

    /** The one answer that holds a new key; nothing else ever shows it. */
    Optional<Reply> rotate(Exchange exchange, String name) {
        return HumanBody.answer(door, exchange, Set.of("at_once", HumanBody.DRY_RUN), (fields, human) -> {
            boolean atOnce = fields.flag("at_once");
            boolean preview = fields.flag(HumanBody.DRY_RUN);
            return () -> named(name, bot -> {
                Rotating.Rotation rotation =
                        decisions.overBots().rotating().rotate(bot, atOnce, human, Surface.API, preview);
                return rotation.key()
                        .map(key -> Reply.json(
                                200,
                                DeedReply.json(rotation.deed())
                                        .put("key", key.text().reveal())))
                        .orElseGet(() -> DeedReply.of(rotation.deed()));
            });
        });
    }

    /** The path admits what a bot's name is made of, but not only names. */
    static Reply named(String name, Function<BotId, Reply> onBot) {
        BotId bot;
        try {
            bot = new BotId(name);
        } catch (IllegalArgumentException impossible) {
            return Problem.of(404, "not_found", "No bot can have this name.", "See GET /v1/bots for the names.")
                    .reply();
        }
        return onBot.apply(bot);
    }

    private static ObjectNode json(BotView bot) {
        ObjectNode body = StrictJson.object();
        body.put("bot", bot.bot().value()).put("listed", bot.listed());
        bot.owner().ifPresent(owner -> body.put("owner", owner));
        bot.lock()
                .ifPresent(lock -> body.putObject("locked")
                        .put("by", lock.by())
                        .put("reason", lock.reason())
                        .put("at", lock.at().toString()));
        body.put("pending", bot.pending());
        body.put("live", bot.live());
        body.put("revoke_pending", bot.revokePending());
        ArrayNode keys = body.putArray("keys");
        bot.keys().forEach(key -> {
            ObjectNode made = keys.addObject().put("key_id", key.id());
            made.put("made_at", key.madeAt().toString());
            key.endsAt().ifPresent(end -> made.put("ends_at", end.toString()));
        });
        ArrayNode elevations = body.putArray("elevations");
        bot.elevations().forEach(each -> elevations.add(json(each)));
        ArrayNode gitHub = body.putArray("github");
        bot.shares()
                .forEach(share -> gitHub.addObject()
                        .put("installation", share.hour().installation())
                        .put("tokens", share.tokens())
                        .put("all_tokens", share.all())
                        .put("left", share.hour().left())
                        .put("limit", share.hour().limit())
                        .put("reset", share.hour().reset().toString()));
        bot.lastSeen().ifPresent(at -> body.put("last_seen", at.toString()));
        return body;
    }

    static ObjectNode json(Elevation elevation) {
        ObjectNode body = StrictJson.object();
        body.put("id", elevation.id()).put("bot", elevation.bot().value());
        ArrayNode repos = body.putArray("repos");
        elevation.scope().repositoryNames().forEach(repos::add);
        ArrayNode permissions = body.putArray("permissions");
        elevation.scope().permissions().words().forEach(permissions::add);
        body.put("by", elevation.byId()).put("name", elevation.byName());
        body.put("given_at", elevation.grantedAt().toString());
        return body.put("ends_at", elevation.endsAt().toString());
    }
}
