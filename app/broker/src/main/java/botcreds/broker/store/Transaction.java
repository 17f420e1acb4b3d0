package botcreds.broker.store;

import java.time.Instant;

/** The rows, as one unit of work sees and changes them. Valid only while that work runs, on its thread. */
public final class Transaction {
    private final Moment moment;
    private final Requests requests;
    private final Votes votes;
    private final Mints mints;
    private final Credentials credentials;
    private final Seals seals;
    private final Audit audit;
    private final AuditCuts auditCuts;
    private final Outbox outbox;
    private final Notifications notifications;
    private final Cards cards;
    private final Nudges nudges;
    private final IdempotencyKeys idempotencyKeys;
    private final RepositoryNames repositoryNames;
    private final History history;
    private final Locks locks;
    private final ApiKeys apiKeys;
    private final DeployKeys deployKeys;
    private final Pushes pushes;
    private final DeviceLogins deviceLogins;
    private final HumanTokens humanTokens;
    private final Elevations elevations;
    private final KeptRuleUses keptRuleUses;
    private final AccessReviews accessReviews;
    private final Days days;
    private final BotDays botDays;
    private final AnswerDays answerDays;
    private final BrowserSessions browserSessions;
    private final SeenSignatures seenSignatures;
    private final UsedRepositories usedRepositories;
    private final Alarms alarms;
    private final AppKeys appKeys;
    private final Nodes nodes;
    private final GitPolicies gitPolicies;
    private boolean leavesToTell;

    Transaction(Sql sql, Moment moment, SealKeys keys, String node, LookedAhead ahead) {
        this.moment = moment;
        this.requests = new Requests(sql, moment, ahead);
        this.votes = new Votes(sql, moment);
        this.mints = new Mints(sql, moment, node);
        this.credentials = new Credentials(sql, moment, keys);
        this.seals = new Seals(sql, keys);
        this.audit = new Audit(sql);
        this.auditCuts = new AuditCuts(sql, audit, keys);
        this.outbox = new Outbox(sql, moment, this::noteToTell);
        this.notifications = new Notifications(sql, moment, this::noteToTell);
        this.cards = new Cards(sql, moment);
        this.nudges = new Nudges(sql);
        this.idempotencyKeys = new IdempotencyKeys(sql);
        this.repositoryNames = new RepositoryNames(sql);
        this.history = new History(sql);
        this.locks = new Locks(sql, moment, ahead);
        this.apiKeys = new ApiKeys(sql);
        this.deployKeys = new DeployKeys(sql);
        this.pushes = new Pushes(sql, moment);
        this.deviceLogins = new DeviceLogins(sql);
        this.humanTokens = new HumanTokens(sql);
        this.elevations = new Elevations(sql, moment);
        this.keptRuleUses = new KeptRuleUses(sql, moment);
        this.accessReviews = new AccessReviews(sql, moment);
        this.days = new Days(sql);
        this.botDays = new BotDays(sql);
        this.answerDays = new AnswerDays(sql);
        this.browserSessions = new BrowserSessions(sql);
        this.seenSignatures = new SeenSignatures(sql, moment);
        this.usedRepositories = new UsedRepositories(sql, moment);
        this.alarms = new Alarms(sql, moment);
        this.appKeys = new AppKeys(sql, moment);
        this.nodes = new Nodes(sql, moment, keys, node);
        this.gitPolicies = new GitPolicies(sql, moment);
    }

    private void noteToTell() {
        leavesToTell = true;
    }

    /** Whether it leaves something new to tell, by the outbox or besides. */
    boolean leavesToTell() {
        return leavesToTell;
    }

    /** The store's time, to the microsecond: one for the whole unit of work, and the one all expiry is measured by. */
    public Instant now() {
        return moment.now();
    }

    public Requests requests() {
        return requests;
    }

    public Votes votes() {
        return votes;
    }

    public Mints mints() {
        return mints;
    }

    public Credentials credentials() {
        return credentials;
    }

    public Seals seals() {
        return seals;
    }

    public Audit audit() {
        return audit;
    }

    public AuditCuts auditCuts() {
        return auditCuts;
    }

    public Outbox outbox() {
        return outbox;
    }

    public Notifications notifications() {
        return notifications;
    }

    public Cards cards() {
        return cards;
    }

    public Nudges nudges() {
        return nudges;
    }

    public IdempotencyKeys idempotencyKeys() {
        return idempotencyKeys;
    }

    public RepositoryNames repositoryNames() {
        return repositoryNames;
    }

    public History history() {
        return history;
    }

    public Locks locks() {
        return locks;
    }

    public DeployKeys deployKeys() {
        return deployKeys;
    }

    public Pushes pushes() {
        return pushes;
    }

    public ApiKeys apiKeys() {
        return apiKeys;
    }

    public DeviceLogins deviceLogins() {
        return deviceLogins;
    }

    public HumanTokens humanTokens() {
        return humanTokens;
    }

    public Elevations elevations() {
        return elevations;
    }

    public KeptRuleUses keptRuleUses() {
        return keptRuleUses;
    }

    public AccessReviews accessReviews() {
        return accessReviews;
    }

    public Days days() {
        return days;
    }

    public BotDays botDays() {
        return botDays;
    }

    public AnswerDays answerDays() {
        return answerDays;
    }

    public BrowserSessions browserSessions() {
        return browserSessions;
    }

    public SeenSignatures seenSignatures() {
        return seenSignatures;
    }

    public UsedRepositories usedRepositories() {
        return usedRepositories;
    }

    public Alarms alarms() {
        return alarms;
    }

    public GitPolicies gitPolicies() {
        return gitPolicies;
    }

    public AppKeys appKeys() {
        return appKeys;
    }

    public Nodes nodes() {
        return nodes;
    }
}
