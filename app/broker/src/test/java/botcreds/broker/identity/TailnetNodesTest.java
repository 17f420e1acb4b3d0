package botcreds.broker.identity;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.BotId;
import botcreds.broker.policy.Approvers;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Identity;
import botcreds.sandbox.tailnet.Node;
import botcreds.sandbox.tailnet.SandboxTailnet;
import botcreds.sandbox.tailnet.SandboxTailnet.Fault;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TailnetNodesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);
    private static final String PEER = "100.64.1.5";
    private static final Connection.End US = new Connection.End("100.101.102.103", 8080);
    private static final BotEntry BY_NAME = bot("by-name", new Identity.Tailnet(Optional.of("ci-bot"), none(), none()));
    private static final BotEntry BY_NODE =
            bot("by-node", new Identity.Tailnet(none(), Optional.of("nAbCd1CNTRL"), none()));
    private static final BotEntry BY_TAG =
            bot("by-tag", new Identity.Tailnet(Optional.of("runner"), none(), Optional.of("tag:ci")));

    private final AtomicLong nanos = new AtomicLong(1);
    private Path folder;
    private SandboxTailnet tailnet;
    private TailnetNodes nodes;

    @BeforeEach
    void start() throws IOException {
        // Unix wants paths of sockets to be short.
        folder = Files.createTempDirectory("ts");
        tailnet = SandboxTailnet.start(folder.resolve("sock"));
        nodes = new TailnetNodes(
                new Whois(tailnet.socket(), CLOCK, nanos::get), () -> List.of(BY_NAME, BY_NODE, BY_TAG));
    }

    @AfterEach
    void stop() throws IOException {
        tailnet.close();
        Files.deleteIfExists(tailnet.socket());
        Files.delete(folder);
    }

    @Test
    void aNodeIsKnownByItsUniqueNameItsStableIdOrItsTag() {
        tailnet.node(Node.of("nOther", "ci-bot", PEER));
        assertThat(from(PEER, 1)).isEqualTo(Claim.proven(BY_NAME.id()));
        tailnet.node(Node.of("nAbCd1CNTRL", "renamed", PEER));
        assertThat(from(PEER, 2)).isEqualTo(Claim.proven(BY_NODE.id()));
        tailnet.node(Node.of("nThird", "runner", "fd7a:115c:a1e0::5", "tag:ci"));
        assertThat(from("fd7a:115c:a1e0:0:0:0:0:5", 3)).isEqualTo(Claim.proven(BY_TAG.id()));
        assertThat(from("[fd7a:115c:a1e0:0:0:0:0:5%tailscale0]", 4)).isEqualTo(Claim.proven(BY_TAG.id()));
        assertThat(tailnet.asked())
                .containsExactly(PEER + ":1", PEER + ":2", "fd7a:115c:a1e0:0:0:0:0:5:3", "fd7a:115c:a1e0:0:0:0:0:5:4");
    }

    @Test
    void everythingThatAnIdentityNamesMustBeSo() {
        tailnet.node(Node.of("nThird", "runner", PEER, "tag:other"));
        assertThat(from(PEER, 1).state()).isEqualTo(Claim.State.AMBIENT);
    }

    @Test
    @Tag("T-63")
    void whatAMachineCallsItselfDecidesNothing() {
        tailnet.node(Node.of("nEvil", "ci-bot-1", PEER).callingItself("ci-bot"));
        Claim<BotId> claim = from(PEER, 1);
        assertThat(claim.state()).isEqualTo(Claim.State.AMBIENT);
        assertThat(claim.principal().orElseThrow().value()).startsWith("unlisted.nEvil.");
    }

    @Test
    @Tag("T-63")
    void anUnlistedNodeStaysTheSameBotWhenItIsRenamed() {
        tailnet.node(Node.of("nEvil", "one-name", PEER));
        Claim<BotId> before = from(PEER, 1);
        tailnet.node(Node.of("nEvil", "another-name", PEER));
        assertThat(from(PEER, 2)).isEqualTo(before);
        tailnet.node(Node.of("nOther", "another-name", PEER));
        assertThat(from(PEER, 3)).isNotEqualTo(before);
    }

    @Test
    void aNodeThatFitsTwoBotsIsNeither() {
        tailnet.node(Node.of("nAbCd1CNTRL", "ci-bot", PEER));
        assertThat(from(PEER, 1)).isEqualTo(Claim.several());
    }

    @Test
    @Tag("T-62")
    void whatIsSharedInOrHasExpiredOrIsUnknownIsNobody() {
        tailnet.node(Node.of("nAbCd1CNTRL", "ci", PEER).sharedIn());
        assertThat(from(PEER, 1)).isEqualTo(Claim.none());
        tailnet.node(Node.of("nAbCd1CNTRL", "ci", PEER).markedExpired());
        assertThat(from(PEER, 2)).isEqualTo(Claim.none());
        tailnet.node(Node.of("nAbCd1CNTRL", "ci", PEER).withKeyUntil("2026-11-25T11:59:59Z"));
        assertThat(from(PEER, 3)).isEqualTo(Claim.none());
        tailnet.node(Node.of("nAbCd1CNTRL", "ci", PEER).withKeyUntil("2026-11-25T12:00:01Z"));
        assertThat(from(PEER, 4)).isEqualTo(Claim.proven(BY_NODE.id()));
        assertThat(from("100.64.9.9", 5)).isEqualTo(Claim.none());
    }

    @Test
    @Tag("T-62")
    void aForeignMachineThatOursIsSharedWithIsNobodyWhateverItsName() {
        tailnet.node(Node.of("nForeign", "ci-bot", PEER).sharedWith());
        assertThat(from(PEER, 1)).isEqualTo(Claim.none());
        tailnet.node(Node.of("nForeign", "ci-bot", PEER).sharedWith().named("ci-bot.tail9f9f9.ts.net."));
        assertThat(from(PEER, 2)).isEqualTo(Claim.none());
        tailnet.node(Node.of("nForeign", "ci-bot", PEER).named("ci-bot."));
        assertThat(from(PEER, 3)).isEqualTo(Claim.none());
        tailnet.node(Node.of("nForeign", "ci-bot", PEER).named(""));
        assertThat(from(PEER, 4)).isEqualTo(Claim.none());
    }

    @Test
    @Tag("T-62")
    void whatAProxyOnThisMachinePassesOnIsNobody() {
        tailnet.node(Node.of("nAbCd1CNTRL", "broker", US.address()));
        assertThat(from(US.address(), 1)).isEqualTo(Claim.none());
        assertThat(tailnet.asked()).isEmpty();
    }

    @Test
    @Tag("T-62")
    void aTailscaledThatHangsIsAskedOnceASecond() {
        tailnet.node(Node.of("nAbCd1CNTRL", "ci", PEER));
        tailnet.fault(Fault.SILENT);
        assertThat(from(PEER, 1)).isEqualTo(Claim.none());
        tailnet.fault(Fault.NONE);
        assertThat(from(PEER, 1)).isEqualTo(Claim.none());
        assertThat(tailnet.asked()).isEmpty();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(from(PEER, 1)).isEqualTo(Claim.proven(BY_NODE.id()));
    }

    @Test
    @Tag("T-62")
    void aTailscaledThatAcceptsNothingHoldsNobodyUp() throws IOException {
        tailnet.close();
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            deaf.bind(UnixDomainSocketAddress.of(tailnet.socket()), 1);
            for (int at = 0; at < 2; at++) {
                waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(tailnet.socket())));
            }
            assertThat(from(PEER, 1)).isEqualTo(Claim.none());
        } finally {
            for (SocketChannel each : waiting) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @Tag("T-62")
    void whenTailscaledDoesNotSayNobodyIsKnownAndTheNextQuestionIsAskedAnew(Fault fault) {
        tailnet.node(Node.of("nAbCd1CNTRL", "ci", PEER));
        tailnet.fault(fault);
        assertThat(from(PEER, 1)).isEqualTo(Claim.none());
        tailnet.fault(Fault.NONE);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(from(PEER, 2)).isEqualTo(Claim.proven(BY_NODE.id()));
    }

    @Test
    @Tag("T-62")
    void withoutTailscaledNobodyIsKnown() throws IOException {
        tailnet.close();
        assertThat(from(PEER, 1)).isEqualTo(Claim.none());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "192.0.2.7",
                "100.128.0.1",
                "100.63.255.255",
                "fd7a:115c:a1e1::1",
                "localhost"
            })
    @Tag("T-62")
    void anAddressOutsideTheTailnetIsNotEvenAskedFor(String address) {
        assertThat(from(address, 1)).isEqualTo(Claim.none());
        assertThat(nodes.apply(new Connection(
                        new Connection.End(PEER, 1),
                        new Connection.End(address, 8080),
                        List.of(),
                        List.of(),
                        Optional.empty())))
                .isEqualTo(Claim.none());
        assertThat(tailnet.asked()).isEmpty();
    }

    @Test
    @Tag("T-64")
    void anAddressThatIsGivenToAnotherNodeIsAskedForAgainAfterTenSeconds() {
        tailnet.node(Node.of("nAbCd1CNTRL", "ci", PEER));
        assertThat(from(PEER, 1)).isEqualTo(Claim.proven(BY_NODE.id()));
        tailnet.node(Node.of("nNew", "somebody", PEER));
        assertThat(from(PEER, 1)).isEqualTo(Claim.proven(BY_NODE.id()));
        assertThat(from(PEER, 2).state()).isEqualTo(Claim.State.AMBIENT);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10) + 1);
        assertThat(from(PEER, 1).state()).isEqualTo(Claim.State.AMBIENT);
    }

    private Claim<BotId> from(String address, int port) {
        return nodes.apply(
                new Connection(new Connection.End(address, port), US, List.of(), List.of(), Optional.empty()));
    }

    private static BotEntry bot(String name, Identity identity) {
        return new BotEntry(
                new BotId(name),
                nobody(),
                false,
                List.of(identity),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Approvers nobody() {
        return new Approvers(Set.of(), Set.of(), Set.of());
    }

    private static Optional<String> none() {
        return Optional.empty();
    }
}
