package botcreds.broker.policy;

import static botcreds.broker.policy.Policies.ALICE;
import static botcreds.broker.policy.Policies.BOB;
import static botcreds.broker.policy.Policies.BOT;
import static botcreds.broker.policy.Policies.NOW;
import static botcreds.broker.policy.Policies.decide;
import static botcreds.broker.policy.Policies.kind;
import static botcreds.broker.policy.Policies.scope;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Repository;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
    private static final Policy PLAN = Policies.bot("""
            auto_approve:
              - repo: "myorg/repo-a"
                permissions: [contents:write, issues:write, pull_requests:write]
              - repo: "myorg/repo-b"
                permissions: [contents:read]
                expires: 2026-11-22
            requires_approval:
              - permissions: [admin]
              - repo: "myorg/sensitive-*"
                approvers: [S0SECURITY]
                approvals: 2
                channel: C0SECURITY
                approval_timeout: 1h
            deny:
              - repo: "myorg/infrastructure"
              - repo: "myorg/legacy-*"
                permissions: [write]
            """);

    @ParameterizedTest
    @CsvSource({
        "myorg/repo-a, contents:write, auto_approve",
        "myorg/repo-a, contents:read, auto_approve",
        "MyOrg/Repo-A, contents:read, auto_approve",
        "myorg/repo-a, metadata:read, auto_approve",
        "myorg/repo-a, metadata:write, requires_approval",
        "myorg/repo-a, actions:read, requires_approval",
        "myorg/repo-b, contents:read, auto_approve",
        "myorg/repo-b, contents:write, requires_approval",
        "myorg/other, metadata:read, requires_approval",
        "myorg/infrastructure, contents:read, deny",
        "MYORG/Infrastructure, metadata:read, deny",
        "myorg/legacy-x, contents:read, requires_approval",
        "myorg/legacy-x, contents:write, deny",
        "myorg/legacy-x, repository_projects:admin, deny",
        "myorg/sensitive-x, contents:read, requires_approval"
    })
    @Tag("T-44")
    @Tag("T-38")
    void theFirstOfDenyAutoApproveRequiresApprovalAndDefaultsDecides(String repo, String permission, String expected) {
        assertThat(decide(PLAN, repo, permission)).isEqualTo(expected);
    }

    @Test
    void aTurkishMachineDecidesTheSame() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(decide(PLAN, "MYORG/INFRASTRUCTURE", "contents:read")).isEqualTo("deny");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void everyPairOfRepositoryAndPermissionMustBeCovered() {
        Policy policy = Policies.bot("""
                auto_approve:
                  - {repo: o/a, permissions: [contents:read]}
                  - {repo: o/a, permissions: [issues:write]}
                  - {repo: o/b, permissions: [contents:write, issues:read]}
                """);

        assertThat(decide(policy, "o/a", "contents:read", "issues:write")).isEqualTo("auto_approve");
        assertThat(kind(policy.decide(BOT, scope(List.of("o/a", "o/b"), "contents:read", "issues:read"), NOW)))
                .isEqualTo("auto_approve");
        assertThat(kind(policy.decide(BOT, scope(List.of("o/a", "o/b"), "contents:read", "issues:write"), NOW)))
                .isEqualTo("requires_approval");
        assertThat(kind(policy.decide(BOT, scope(List.of("o/a", "o/c"), "metadata:read"), NOW)))
                .isEqualTo("requires_approval");
    }

    @Test
    void oneDeniedRepositoryDeniesTheWholeRequest() {
        Decision decision =
                PLAN.decide(BOT, scope(List.of("myorg/repo-a", "myorg/infrastructure"), "contents:read"), NOW);

        assertThat(decision)
                .isEqualTo(new Deny(new RuleRef(
                        "bots.machina-bot.deny[0]",
                        20,
                        "deny: myorg/infrastructure is matched by \"myorg/infrastructure\"")));
        assertThat(decision.rule()).hasToString("bots.machina-bot.deny[0] (line 20)");
    }

    @Test
    void whyNamesTheRepositoryThePermissionAndThePattern() {
        assertThat(PLAN.decide(BOT, scope("myorg/legacy-x", "contents:write"), NOW)
                        .rule()
                        .why())
                .isEqualTo("deny: myorg/legacy-x contents:write is matched by \"myorg/legacy-*\" with write");
        assertThat(PLAN.decide(BOT, scope("myorg/repo-b", "contents:read"), NOW)
                        .rule()
                        .why())
                .isEqualTo("auto_approve: everything asked is covered by \"myorg/repo-b\" with contents:read");
        assertThat(PLAN.decide(BOT, scope("o/x", "administration:write"), NOW)
                        .rule()
                        .why())
                .isEqualTo("requires_approval: o/x administration:write is matched by admin");
        assertThat(PLAN.decide(BOT, scope("o/x", "contents:read"), NOW).rule().why())
                .isEqualTo("defaults: no rule of machina-bot is about this, so a human decides");
    }

    @Test
    void aRuleCountsOnItsLastDayAndNotAfter() {
        assertThat(kind(PLAN.decide(
                        BOT, scope("myorg/repo-b", "contents:read"), Instant.parse("2026-11-22T23:59:59Z"))))
                .isEqualTo("auto_approve");
        assertThat(kind(PLAN.decide(
                        BOT, scope("myorg/repo-b", "contents:read"), Instant.parse("2026-11-23T00:00:00Z"))))
                .isEqualTo("requires_approval");
    }

    @ParameterizedTest
    @CsvSource({
        "admin, administration:write, deny",
        "admin, administration:read, requires_approval",
        "admin, organization_projects:admin, deny",
        "admin, contents:write, requires_approval",
        "write, contents:write, deny",
        "write, organization_projects:admin, deny",
        "write, contents:read, requires_approval",
        "read, workflows:write, deny",
        "contents:read, contents:write, deny",
        "contents:write, contents:read, requires_approval"
    })
    void aDenyReachesWhatIsAtOrAboveWhatItNames(String named, String asked, String expected) {
        assertThat(decide(Policies.bot("deny: [{permissions: [" + named + "]}]"), "o/r", asked))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "read, contents:read, auto_approve",
        "read, contents:write, requires_approval",
        "read, workflows:write, requires_approval",
        "write, contents:write, auto_approve",
        "write, organization_projects:admin, requires_approval",
        "admin, administration:write, auto_approve",
        "admin, contents:write, requires_approval",
        "admin, organization_projects:write, auto_approve"
    })
    void anAutoApproveCoversOnlyWhatGitHubHasAtThatLevelOrBelow(String named, String asked, String expected) {
        Policy policy = Policies.bot("auto_approve: [{repo: '*/*', permissions: [" + named + "]}]");

        assertThat(decide(policy, "o/r", asked)).isEqualTo(expected);
    }

    @Test
    @Tag("T-16")
    void nobodyApprovesAPartOfARequest() {
        Policy policy = Policies.policy("""
                approvers: [U012ALICE]
                channel: C0ALL
                bots:
                  machina-bot:
                    channel: C0BOT
                    requires_approval:
                      - {repo: o/a}
                      - {repo: o/b, approvers: [S0ONCALL], approvals: 2, approval_timeout: 2h}
                      - {repo: o/b, approvers: [bob@example.com, U1, U2], approvals: 3, channel: C0RULE}
                """);
        RequireApproval both = (RequireApproval) policy.decide(BOT, scope(List.of("o/a", "o/b"), "contents:read"), NOW);
        RequireApproval second = (RequireApproval) policy.decide(BOT, scope("o/b", "contents:read"), NOW);

        assertThat(both.mayBeDecidedBy(ALICE)).isFalse();
        assertThat(both.mayBeDecidedBy(BOB)).isFalse();
        assertThat(both.mayBeDecidedBy(Human.admin())).isTrue();
        assertThat(second.mayBeDecidedBy(BOB)).isTrue();
        assertThat(second.mayBeDecidedBy(ALICE)).isFalse();
        assertThat(both.approvals()).isEqualTo(3);
        assertThat(both.channel()).isEqualTo("C0RULE");
        assertThat(both.timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(both.rule().path()).isEqualTo("bots.machina-bot.requires_approval[0]");
    }

    @Test
    @Tag("T-12")
    void anOwnerIsKnownByIdByGroupAndByEmailInAnyCase() {
        Policy policy = Policies.bot("owner: [U012ALICE, S0ONCALL]");
        Policy byMail = Policies.bot("owner: bob@example.com");
        Human second = new Human("U0OTHER", "Alice", Optional.of("BOB@example.com"), Set.of());

        assertThat(policy.bot(BOT).orElseThrow().ownedBy(ALICE)).isTrue();
        assertThat(policy.bot(BOT).orElseThrow().ownedBy(BOB)).isTrue();
        assertThat(policy.bot(BOT).orElseThrow().ownedBy(Human.admin())).isFalse();
        assertThat(byMail.bot(BOT).orElseThrow().ownedBy(second)).isTrue();
        assertThat(byMail.bot(BOT).orElseThrow().ownedBy(ALICE)).isFalse();
    }

    @Test
    @Tag("T-53")
    void onlyWhoMayRememberMay() {
        Policy listed = Policies.policy("approvers: [U012ALICE, U012BOB]\nmay_remember: [U012BOB]\nbots: {}");
        Policy unsaid = Policies.policy("approvers: [U012ALICE]\nbots: {a: {owner: U012BOB}}");

        assertThat(listed.mayRemember(ALICE)).isFalse();
        assertThat(listed.mayRemember(BOB)).isTrue();
        assertThat(unsaid.mayRemember(ALICE)).isTrue();
        assertThat(unsaid.mayRemember(BOB)).isFalse();
        assertThat(unsaid.namesAsApprover(BOB)).isTrue();
    }

    @Test
    @Tag("T-48")
    void whereNoRuleMatchesNothingIsApproved() {
        BotId unknown = new BotId("stranger");
        Policy asking = Policies.policy("approvers: [U012ALICE]\nbots: {}");
        Policy denying = Policies.policy("bots: {}\ndefaults:\n  requires_approval: false");

        assertThat(kind(asking.decide(unknown, scope("o/r", "metadata:read"), NOW)))
                .isEqualTo("requires_approval");
        assertThat(denying.decide(unknown, scope("o/r", "metadata:read"), NOW).rule())
                .hasToString("defaults.requires_approval (line 3)");
        assertThat(kind(denying.decide(unknown, scope("o/r", "metadata:read"), NOW)))
                .isEqualTo("deny");
    }

    @Test
    void aPolicyWithoutApproversAsksNobodyRatherThanEverybody() {
        RequireApproval asked =
                (RequireApproval) Policies.policy("bots: {}").decide(BOT, scope("o/r", "contents:read"), NOW);

        assertThat(asked.mayBeDecidedBy(ALICE)).isFalse();
        assertThat(asked.mayBeDecidedBy(Human.admin())).isTrue();
    }

    @Test
    void theShortestLifeThatAppliesCounts() {
        Policy policy = Policies.bot("""
                max_ttl: 40m
                auto_approve:
                  - {repo: o/a, permissions: [contents:read], max_ttl: 10m}
                  - {repo: o/*, permissions: [issues:read]}
                requires_approval:
                  - {repo: o/c, max_ttl: 20m}
                """);

        assertThat(policy.maxTtl(BOT, scope("o/a", "contents:read", "issues:read"), Kind.SESSION))
                .contains(Duration.ofMinutes(10));
        assertThat(policy.maxTtl(BOT, scope("o/b", "issues:read"), Kind.SESSION))
                .contains(Duration.ofMinutes(40));
        assertThat(policy.maxTtl(BOT, scope("o/c", "contents:read"), Kind.SESSION))
                .contains(Duration.ofMinutes(20));
        assertThat(policy.maxTtl(new BotId("x"), scope("o/c", "contents:read"), Kind.SESSION))
                .isEmpty();
        assertThat(Policies.bot("max_ttl: 7d").maxTtl(BOT, scope("o/c", "contents:read"), Kind.INSTALLATION_TOKEN))
                .contains(Duration.ofHours(1));
    }

    @ParameterizedTest
    @Tag("T-40")
    @ValueSource(strings = {"https://github.com/O/R", "o/r.git", "HTTPS://GitHub.com/o/r.git", "O/R"})
    void aRepositoryInThePolicyIsReadAsOneInARequestIs(String written) {
        assertThat(decide(Policies.bot("deny: [{repo: '" + written + "'}]"), "o/r", "contents:read"))
                .isEqualTo("deny");
    }

    @ParameterizedTest
    @Tag("T-37")
    @Tag("T-39")
    @ValueSource(
            strings = {
                "myorg/a/b",
                "myorg/",
                "myorg/..",
                "myorg//a",
                "myorg/a/",
                "myorg/a\n",
                "myorg/%2e%2e",
                "myorg\\a",
                "myorg/a\u0000",
                "myorg/\u212Aelvin",
                "myorg/\u017F",
                "myorg/a\u200b",
                "\uFF4Dyorg/a"
            })
    void whatIsNoNameMatchesNoPattern(String text) {
        assertThat(Repository.parse(text, Policies.HOST)).isEmpty();
        assertThat(Policies.reading(Policies.withBot("deny: []")).policy()).isPresent();
        assertThat(RepositoryPattern.parse(text, Policies.HOST, fault -> {})).isEmpty();
    }
}
