package botcreds.broker.identity;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.identity.Authentication.Authenticated;
import botcreds.broker.identity.Authentication.Rejected;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {
    private static final String KEY = "bcb_one+key/of=machina";
    private static final BotId MACHINA = new BotId("machina-bot");
    private static final BotId SLOP = new BotId("slop-bot");
    private static final String PEER = "192.0.2.7";
    private static final Connection.End HERE = new Connection.End("192.0.2.1", 8080);

    private final Map<String, BotId> inPolicy = new HashMap<>(Map.of(BearerKeys.sha256(KEY), MACHINA));
    private final Map<String, BotId> rotated = new HashMap<>();
    private final List<String> exposed = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(5);

    private Callers<BotId> callers(List<Function<Connection, Claim<BotId>>> others) {
        return new Callers<>(
                new BearerKeys<>(List.of(
                        hash -> Optional.ofNullable(inPolicy.get(hash)),
                        hash -> Optional.ofNullable(rotated.get(hash)))),
                others,
                (bot, address) -> exposed.add(bot + " " + address),
                nanos::get);
    }

    private final Callers<BotId> callers = callers(List.of());

    private static Connection.End from(String address) {
        return new Connection.End(address, 40_000);
    }

    private static Connection with(String... authorization) {
        return new Connection(from(PEER), HERE, List.of(), List.of(authorization), Optional.empty());
    }

    private static Connection withQuery(String query) {
        return new Connection(from(PEER), HERE, List.of(), List.of("Bearer " + KEY), Optional.of(query));
    }

    @Test
    @Tag("T-58")
    void oneBearerHeaderWithAKnownKeyIsTheBot() {
        assertThat(callers.authenticate(with("Bearer " + KEY))).isEqualTo(new Authenticated<>(MACHINA));
    }

    @ParameterizedTest
    @Tag("T-58")
    @ValueSource(
            strings = {"bearer " + KEY, "BEARER " + KEY, "Basic " + KEY, KEY, "Bearer", "token " + KEY, "Bearer\t" + KEY
            })
    void anyOtherSchemeIsNoCredential(String header) {
        assertThat(callers.authenticate(with(header))).isEqualTo(new Rejected<>(Rejection.MISSING_CREDENTIAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {" " + KEY, KEY + " ", "x", "", KEY + "," + KEY, "\u00e9"})
    void aKeyThatIsNotExactlyThatKeyIsInvalid(String key) {
        assertThat(callers.authenticate(with("Bearer " + key))).isEqualTo(new Rejected<>(Rejection.INVALID_CREDENTIAL));
    }

    @Test
    @Tag("T-58")
    void twoAuthorizationHeadersAreNobodyEvenIfTheyAgree() {
        assertThat(callers.authenticate(with("Bearer " + KEY, "Bearer " + KEY)))
                .isEqualTo(new Rejected<>(Rejection.AMBIGUOUS_IDENTITY));
    }

    @Test
    @Tag("T-59")
    void duringARotationBothKeysWorkAndAfterwardsTheOldOneDoesNot() {
        rotated.put(BearerKeys.sha256("bcb_new"), MACHINA);
        assertThat(callers.authenticate(with("Bearer bcb_new"))).isEqualTo(new Authenticated<>(MACHINA));
        assertThat(callers.stillKnows(with("Bearer " + KEY))).isTrue();

        inPolicy.clear();

        assertThat(callers.stillKnows(with("Bearer " + KEY))).isFalse();
        assertThat(callers.stillKnows(with("Bearer bcb_new"))).isTrue();
    }

    @Test
    @Tag("T-66")
    void aKeyOfOneBotOnTheConnectionOfAnotherIsNobody() {
        assertThat(callers(List.of(connection -> Claim.proven(SLOP))).authenticate(with("Bearer " + KEY)))
                .isEqualTo(new Rejected<>(Rejection.AMBIGUOUS_IDENTITY));
        assertThat(callers(List.of(connection -> Claim.proven(MACHINA))).authenticate(with("Bearer " + KEY)))
                .isEqualTo(new Authenticated<>(MACHINA));
    }

    @Test
    @Tag("T-66")
    void aKeyThatTwoBotsShareIsNobody() {
        rotated.put(BearerKeys.sha256(KEY), SLOP);

        assertThat(callers.authenticate(with("Bearer " + KEY))).isEqualTo(new Rejected<>(Rejection.AMBIGUOUS_IDENTITY));
    }

    @Test
    @Tag("T-66")
    void aWrongKeySpoilsAGoodConnection() {
        assertThat(callers(List.of(connection -> Claim.proven(SLOP))).authenticate(with("Bearer wrong")))
                .isEqualTo(new Rejected<>(Rejection.INVALID_CREDENTIAL));
        assertThat(callers(List.of(connection -> Claim.proven(SLOP))).authenticate(with()))
                .isEqualTo(new Authenticated<>(SLOP));
    }

    @ParameterizedTest
    @Tag("T-58")
    @ValueSource(
            strings = {
                "access_token=" + KEY,
                "harmless=bcb_one%2Bkey%2Fof%3Dmachina",
                "wait=5&x=" + KEY,
            })
    void aLiveKeyInTheUrlIsRefusedAndReportedAsExposed(String query) {
        assertThat(callers.authenticate(withQuery(query))).isEqualTo(new Rejected<>(Rejection.KEY_IN_QUERY));
        assertThat(exposed).containsExactly("machina-bot " + PEER);
    }

    @ParameterizedTest
    @Tag("T-58")
    @ValueSource(strings = {"API_KEY=unknown", "k=bcb_unknown", "authorization=Bearer%20x"})
    void whatOnlyLooksLikeAKeyIsRefusedButFillsNoLog(String query) {
        assertThat(callers.authenticate(withQuery(query))).isEqualTo(new Rejected<>(Rejection.KEY_IN_QUERY));
        assertThat(exposed).isEmpty();
    }

    @Test
    void anHonestQueryDisturbsNothing() {
        assertThat(callers.authenticate(
                        withQuery("repo=myorg/repo-a&permissions=contents:read,issues:write&wait=50&%zz")))
                .isEqualTo(new Authenticated<>(MACHINA));
    }

    @Test
    @Tag("T-60")
    void wrongKeysSoonGet429WhileGoodOnesFromTheSameAddressPass() {
        List<Authentication<BotId>> answers = new ArrayList<>();
        for (int at = 0; at < 1000; at++) {
            answers.add(callers.authenticate(with("Bearer wrong" + at)));
        }

        assertThat(answers.subList(0, 20)).containsOnly(new Rejected<>(Rejection.INVALID_CREDENTIAL));
        assertThat(answers.subList(20, 1000)).containsOnly(new Rejected<>(Rejection.TOO_MANY_FAILURES));
        assertThat(callers.authenticate(with("Bearer " + KEY))).isEqualTo(new Authenticated<>(MACHINA));
        assertThat(callers.authenticate(
                        new Connection(from("192.0.2.8"), HERE, List.of(), List.of("Bearer wrong"), Optional.empty())))
                .isEqualTo(new Rejected<>(Rejection.INVALID_CREDENTIAL));

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
        assertThat(callers.authenticate(with("Bearer wrong"))).isEqualTo(new Rejected<>(Rejection.INVALID_CREDENTIAL));
        assertThat(callers.authenticate(with("Bearer wrong"))).isEqualTo(new Rejected<>(Rejection.TOO_MANY_FAILURES));
    }

    @Test
    @Tag("T-60")
    void theLimiterStaysSmallAndCountsANetworkOfIpv6AsOne() {
        AddressAllowance limiter = AddressAllowance.forWrongKeys(nanos::get);
        for (int at = 0; at < 10_000; at++) {
            limiter.take("10.0." + at / 256 + "." + at % 256);
        }
        assertThat(limiter.addresses()).isEqualTo(4096);

        boolean over = false;
        for (int at = 0; at < 21; at++) {
            over = !limiter.take("2001:db8:0:1::" + Integer.toHexString(at));
        }
        assertThat(over).isTrue();
        assertThat(limiter.take("2001:db8:0:2::1")).isTrue();
    }

    @Test
    @Tag("T-13")
    void theAdministratorsTokenIsAHumanAndABotsKeyIsNot() {
        Function<String, Optional<Human>> admin =
                BearerKeys.single(Secret.of("the-administrators-token"), Human.admin());
        Callers<Human> humans =
                new Callers<>(new BearerKeys<>(List.of(admin)), List.of(), (human, address) -> {}, nanos::get);

        assertThat(humans.authenticate(with("Bearer the-administrators-token")))
                .isEqualTo(new Authenticated<>(Human.admin()));
        assertThat(humans.authenticate(with("Bearer " + KEY))).isEqualTo(new Rejected<>(Rejection.INVALID_CREDENTIAL));
        assertThat(callers.authenticate(with("Bearer the-administrators-token")))
                .isEqualTo(new Rejected<>(Rejection.INVALID_CREDENTIAL));
    }

    @Test
    @Tag("T-13")
    void theAdministratorsTokenIsNoBotWhateverAnEditedPolicyLists() {
        inPolicy.put(BearerKeys.sha256("the-administrators-token"), SLOP);
        Function<String, Optional<BotId>> places = BearerKeys.except(
                Secret.of("the-administrators-token"), hash -> Optional.ofNullable(inPolicy.get(hash)));

        BearerKeys<BotId> keys = new BearerKeys<>(List.of(places));

        assertThat(keys.apply(with("Bearer the-administrators-token"))).isEqualTo(Claim.wrong());
        assertThat(keys.apply(with("Bearer " + KEY))).isEqualTo(Claim.proven(MACHINA));
    }

    @Test
    void aConnectionNeverPrintsItsKey() {
        assertThat(withQuery("access_token=" + KEY)).asString().doesNotContain("bcb_");
    }

    @Test
    @Tag("T-66")
    void whereAConnectionComesFromCountsOnlyBesideNothingElse() {
        Callers<BotId> both = callers(List.of(connection -> Claim.ambient(SLOP)));
        assertThat(both.authenticate(with("Bearer " + KEY))).isEqualTo(new Authenticated<>(MACHINA));
        assertThat(both.authenticate(with())).isEqualTo(new Authenticated<>(SLOP));
        assertThat(both.authenticate(with("Bearer wrong"))).isEqualTo(new Rejected<>(Rejection.INVALID_CREDENTIAL));
    }
}
