package botcreds.sandbox.slack;

/** Blocks and views as an approval app sends them. */
final class Samples {

    static final String CARD = """
            [{"type":"header","text":{"type":"plain_text","text":"🔐 Credential Request #a3f2","emoji":true}},
             {"type":"section","fields":[
               {"type":"mrkdwn","text":"*Bot*\\nslopcannon-bot","verbatim":true},
               {"type":"mrkdwn","text":"*Repository*\\nmyorg/new-project","verbatim":true},
               {"type":"mrkdwn","text":"*Permissions*\\n`contents:write` `issues:write`","verbatim":true},
               {"type":"mrkdwn","text":"*For*\\n1 h","verbatim":true}]},
             {"type":"rich_text","elements":[
               {"type":"rich_text_section","elements":[{"type":"text","text":"Reason given by the bot (not checked)","style":{"bold":true}}]},
               {"type":"rich_text_preformatted","elements":[{"type":"text","text":"Implementing feature from issue #45 <!channel> *not bold*"}]}]},
             {"type":"actions","block_id":"req_1:r1","elements":[
               {"type":"button","action_id":"approve","style":"primary","value":"req_1:r1","accessibility_label":"Approve request a3f2","text":{"type":"plain_text","text":"Approve","emoji":false}},
               {"type":"button","action_id":"remember","value":"req_1:r1","text":{"type":"plain_text","text":"Approve + Remember","emoji":false},
                "confirm":{"title":{"type":"plain_text","text":"Remember this approval"},"text":{"type":"plain_text","text":"slopcannon-bot will get contents:write and issues:write on myorg/new-project without asking, until you remove the rule."},"confirm":{"type":"plain_text","text":"Approve + Remember"},"deny":{"type":"plain_text","text":"Cancel"}}},
               {"type":"button","action_id":"deny","value":"req_1:r1","text":{"type":"plain_text","text":"Deny","emoji":false}}]},
             {"type":"context","elements":[{"type":"mrkdwn","verbatim":true,"text":"Requested <!date^1795359240^{date_short_pretty} at {time}|2026-11-22 14:54 UTC> · expires tomorrow · approved 47× before, never denied"}]}]
            """;

    static final String RECEIPT = """
            [{"type":"section","text":{"type":"mrkdwn","text":":white_check_mark: *Approved* by <@U012BOB> · `contents:write` on *myorg/repo-a* until 15:42"}},
             {"type":"actions","elements":[{"type":"button","action_id":"revoke","style":"danger","value":"tok_1","text":{"type":"plain_text","text":"Revoke"},
               "confirm":{"title":{"type":"plain_text","text":"Revoke the token"},"text":{"type":"mrkdwn","text":"The bot loses it *at once*."},"confirm":{"type":"plain_text","text":"Revoke"},"deny":{"type":"plain_text","text":"Keep"},"style":"danger"}}]},
             {"type":"context","elements":[{"type":"mrkdwn","text":"Request #a3f1 · machina-bot"}]}]
            """;

    static final String DENY_MODAL = """
            {"type":"modal","callback_id":"deny","private_metadata":"req_1:r1",
             "title":{"type":"plain_text","text":"Deny request a3f2"},
             "submit":{"type":"plain_text","text":"Deny Request"},"close":{"type":"plain_text","text":"Cancel"},
             "blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*slopcannon-bot* will be told that you denied `contents:write` on *myorg/new-project*."}},
              {"type":"input","block_id":"why","optional":true,"label":{"type":"plain_text","text":"Reason"},"hint":{"type":"plain_text","text":"The bot reads it."},
               "element":{"type":"plain_text_input","action_id":"reason","multiline":true,"max_length":500,"placeholder":{"type":"plain_text","text":"Use the read-only mirror instead"}}}]}
            """;

    static final String TERMS_MODAL = """
            {"type":"modal","callback_id":"terms","title":{"type":"plain_text","text":"Request a3f2"},
             "submit":{"type":"plain_text","text":"Review"},"close":{"type":"plain_text","text":"Cancel"},
             "blocks":[{"type":"input","block_id":"repos","optional":true,"label":{"type":"plain_text","text":"Repositories"},
               "element":{"type":"checkboxes","action_id":"repos",
                "options":[{"text":{"type":"plain_text","text":"myorg/one"},"value":"0"},{"text":{"type":"plain_text","text":"myorg/two"},"value":"1"}],
                "initial_options":[{"text":{"type":"plain_text","text":"myorg/one"},"value":"0"},{"text":{"type":"plain_text","text":"myorg/two"},"value":"1"}]}},
              {"type":"input","block_id":"level","label":{"type":"plain_text","text":"contents"},
               "element":{"type":"static_select","action_id":"level",
                "options":[{"text":{"type":"plain_text","text":"write"},"value":"write"},{"text":{"type":"plain_text","text":"read"},"value":"read"}],
                "initial_option":{"text":{"type":"plain_text","text":"write"},"value":"write"}}},
              {"type":"input","block_id":"until","optional":true,"label":{"type":"plain_text","text":"Remember until"},
               "element":{"type":"datepicker","action_id":"until"}}]}
            """;

    private Samples() {}
}
