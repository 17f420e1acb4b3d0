package botcreds.broker.outside;

import static botcreds.broker.outside.Story.BOT;
import static botcreds.broker.outside.Story.ID;
import static botcreds.broker.outside.Story.TOKEN;
import static botcreds.broker.outside.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditEvent.Type;
import botcreds.broker.model.RequestState;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant is found broken in ledgers that break it, and none in ledgers that do not. */
final class InvariantsTest {
    private static final String OTHER = "hash-of-another-token";

    @Test
    void anHonestStoryBreaksNone() {
        assertThat(Invariants.broken(Story.asItShouldBe().ledgers())).isEmpty();
    }

    @Test
    void aMintThatWasLostAndListedBreaksNone() {
        Story story = new Story().approvedAndIntended();
        story.mint(OTHER, 4, "contents:write", 1L);
        story.row(Type.ORPHAN_POSSIBLE, 5, Map.of("step", "0", "attempt", "1"));
        story.row(Type.MINT_STARTED, 6, Map.of("step", "0", "attempt", "2"));
        story.mint(TOKEN, 7, "contents:write", 1L);
        story.issued(TOKEN, 8);
        story.receives(TOKEN, 9);
        story.of(TOKEN, Type.CREDENTIAL_DELIVERED, 10);
        story.receives(TOKEN, 11);
        story.row(Type.CREDENTIAL_REVOCATION_REQUESTED, 12, Map.of());
        story.revoke(TOKEN, 13);
        story.of(TOKEN, Type.CREDENTIAL_REVOKED, 14);
        story.stands(RequestState.REVOKED);

        assertThat(Invariants.broken(story.ledgers())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sabotages")
    void whatIsToldWronglyIsFound(String finding, Consumer<Story> sabotage) {
        Story story = Story.asItShouldBe();
        sabotage.accept(story);

        assertThat(Invariants.broken(story.ledgers())).anyMatch(found -> found.startsWith(finding));
    }

    static Arguments[] sabotages() {
        return new Arguments[] {
            told("I1: a bot has the token", story -> story.receives(OTHER, 7)),
            told("I1: answer 2", story -> story.receives(TOKEN, 7)),
            told("I1: row 5 was written after", story -> {
                story.client.clear();
                story.receives(TOKEN, 4);
            }),
            told("I1: req_other was acknowledged", story -> story.acknowledged.add("req_other")),
            told("I1: the approval of req_other", story -> story.approved.add("req_other")),
            told("I2: GitHub's call 2", story -> story.mint(OTHER, 7, "contents:write", 1L)),
            told("I2: GitHub's call 2", story -> {
                story.mint(OTHER, 7, "contents:write", 1L);
                story.row(Type.MINT_STARTED, 8, Map.of("step", "0", "attempt", "2"));
            }),
            told("I2: nobody holds", story -> {
                story.row(Type.MINT_STARTED, 7, Map.of("step", "0", "attempt", "2"));
                story.mint(OTHER, 8, "contents:write", 1L);
            }),
            told("I3: row 6", story -> story.issued(OTHER, 7)),
            told("I3: row 7", story -> {
                story.row(Type.CREDENTIAL_REVOCATION_REQUESTED, 7, Map.of());
                story.granted("U012ALICE", 8);
            }),
            told("I3: row 7", story -> {
                story.row(Type.GRANT_ENDED, 7, Map.of());
                story.of(TOKEN, Type.CREDENTIAL_DELIVERED, 8);
            }),
            told(
                    "I3: " + ID + " has more tokens",
                    story -> story.row(
                            Type.CREDENTIAL_REFRESHED,
                            7,
                            Map.of("token_sha256", OTHER, "expires_at", at(3590).toString()))),
            told("I4: row 4", story -> {
                story.audit.subList(2, story.audit.size()).clear();
                story.row(Type.APPROVAL_DENIED, 2, Map.of("actor", "U012ALICE"));
                story.row(Type.MINT_STARTED, 3, Map.of("step", "0"));
            }),
            told("I4: row 5", story -> {
                story.audit.subList(3, story.audit.size()).clear();
                story.row(Type.CREDENTIAL_DENIED, 3, Map.of("actor", "policy"));
                story.issued(TOKEN, 5);
            }),
            told("I5: row 4 was issued, and nobody", story -> {
                story.audit.subList(2, story.audit.size()).clear();
                story.row(Type.MINT_STARTED, 3, Map.of("step", "0"));
                story.issued(TOKEN, 5);
            }),
            told("I5: row 3 was approved by U0MALLORY", story -> {
                story.audit.subList(2, story.audit.size()).clear();
                story.granted("U0MALLORY", 2);
                story.issued(TOKEN, 5);
            }),
            told("I5: row 3 came by a button", story -> story.slack.clear()),
            told("I5: row 3 came after", story -> {
                story.audit.subList(2, story.audit.size()).clear();
                story.granted("U012ALICE", 3600);
            }),
            told("I5: row 4 was issued without", story -> {
                story.audit.subList(3, story.audit.size()).clear();
                story.row(
                        Type.CREDENTIAL_ISSUED,
                        5,
                        Map.of("approval", "auto", "rule", "", "expires_at", at(3590).toString()));
            }),
            told("I6: row 5 says", story -> minted(story, "administration:write", 1L)),
            told("I6: row 5 says", story -> minted(story, "contents:write", 1L, 2L)),
            told("I6: row 5 names a token", story -> story.gitHub.clear()),
            told("I6: [myorg/repo-a] [contents:write] was approved", story -> {
                story.audit.remove(4);
                story.row(
                        Type.CREDENTIAL_ISSUED,
                        5,
                        Map.of(
                                "token_sha256",
                                TOKEN,
                                "permissions",
                                "contents:write issues:write",
                                "expires_at",
                                at(3590).toString()));
            }),
            told("I6: row 3 approved", story -> {
                story.slack.clear();
                story.clicks("U012ALICE", ID + ":1 contents:read myorg/repo-a");
            }),
            told("I7: other-bot has got", story -> {
                story.client.clear();
                story.client.add(new Deeds.Received(ID, "other-bot", TOKEN, at(3590), at(6)));
            }),
            told("I7: an answer about req_other", story -> {
                story.client.clear();
                story.client.add(new Deeds.Received("req_other", BOT, TOKEN, at(3590), at(6)));
            }),
            told("I7: there is a token in Slack", story -> story.clicks("U012ALICE", "ghs_123_" + "x".repeat(40))),
            told(
                    "I7: there is a token in row 6",
                    story -> story.row(Type.MINT_FAILED, 7, Map.of("detail", "ghs_" + "x".repeat(36)))),
            told("I9: row 4 does not fit", story -> story.audit.remove(2)),
            told("I9: row 2 does not fit", story -> rewritten(story, 1)),
            told("I9: by the log", story -> story.stands(RequestState.PENDING)),
            told("I9: by the log", story -> story.standings.clear()),
            told("I9: the token of row 5", story -> story.revoke(TOKEN, 7)),
            told("I10: row 6 hands out", story -> {
                story.of(TOKEN, Type.CREDENTIAL_DELIVERED, 3700);
                story.receives(TOKEN, 3701);
            }),
            told("I10: row 6 hands out a token that GitHub had", story -> {
                story.revoke(TOKEN, 6);
                story.of(TOKEN, Type.CREDENTIAL_DELIVERED, 7);
            }),
            told("I10: " + ID + " was promised", story -> {
                story.client.clear();
                story.client.add(new Deeds.Received(ID, BOT, TOKEN, at(3605), at(6)));
            }),
            told("I10: " + ID + " is APPROVED", story -> {
                story.stands(RequestState.APPROVED);
                story.taken = at(3700);
            }),
            told("I10: the token of row 5", story -> story.taken = at(3700)),
            told("I10: row 6 says credential_revoked", story -> story.of(TOKEN, Type.CREDENTIAL_REVOKED, 7)),
        };
    }

    private static Arguments told(String finding, Consumer<Story> sabotage) {
        return Arguments.of(finding, sabotage);
    }

    private static void minted(Story story, String permission, Long... repositories) {
        story.gitHub.clear();
        story.mint(TOKEN, 4, permission, repositories);
    }

    /** The row's text is another one now, and its hash is not. */
    private static void rewritten(Story story, int index) {
        AuditEvent.Recorded row = story.audit.get(index);
        story.audit.set(
                index,
                new AuditEvent.Recorded(
                        row.seq(), row.at(), row.event(), row.json() + " ", row.prevHash(), row.hash()));
    }
}
