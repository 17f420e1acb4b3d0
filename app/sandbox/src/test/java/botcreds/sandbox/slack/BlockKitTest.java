package botcreds.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockKitTest {

    private static final String BUTTON = "{'type':'button','action_id':'a','text':{'type':'plain_text','text':'Go'}%s}";

    @Test
    void takesTheApprovalCardAndItsReceipt() {
        assertThat(BlockKit.message(Json.read(Samples.CARD).orElseThrow())).isEmpty();
        assertThat(BlockKit.message(Json.read(Samples.RECEIPT).orElseThrow())).isEmpty();
        assertThat(ViewRules.check(Json.read(Samples.DENY_MODAL).orElseThrow(), "modal"))
                .isEmpty();
    }

    @Test
    void takesAChart() {
        assertThat(message(
                        "{'type':'data_visualization','title':'t','chart':{'type':'line','series':[{'name':'n','data':"
                                + "[{'label':'Mon','value':1}]}],'axis_config':{'categories':['Mon'],'y_label':'y'}}}"))
                .isEmpty();
    }

    /** Each field at its limit passes, and one character more does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "150  | {'type':'header','text':{'type':'plain_text','text':'%s'}}",
                "3000 | {'type':'section','text':{'type':'mrkdwn','text':'%s'}}",
                "2000 | {'type':'section','fields':[{'type':'plain_text','text':'%s'}]}",
                "3000 | {'type':'context','elements':[{'type':'mrkdwn','text':'%s'}]}",
                "255  | {'type':'divider','block_id':'%s'}",
                "75   | {'type':'actions','elements':[{'type':'button','text':{'type':'plain_text','text':'%s'}}]}",
                "255  | {'type':'actions','elements':[{'type':'button','text':{'type':'plain_text','text':'x'},'action_id':'%s'}]}",
                "2000 | {'type':'actions','elements':[{'type':'button','text':{'type':'plain_text','text':'x'},'value':'%s'}]}",
                "75   | {'type':'actions','elements':[{'type':'button','text':{'type':'plain_text','text':'x'},'accessibility_label':'%s'}]}",
                "12000| {'type':'markdown','text':'%s'}",
            })
    void holdsEveryLengthLimit(int limit, String block) {
        assertThat(message(block.formatted("x".repeat(limit)))).isEmpty();
        assertThat(message(block.formatted("x".repeat(limit + 1)))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100 | title",
                "300 | text",
                "30  | confirm",
                "30  | deny",
            })
    void holdsTheLimitsOfAConfirmDialog(int limit, String field) {
        assertThat(message(confirmed(field, limit))).isEmpty();
        assertThat(message(confirmed(field, limit + 1))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'data_visualization','title':'t','chart':{'type':'bar','series':[{'name':'n','data':[{'label':'Tue','value':1}]}],'axis_config':{'categories':['Mon']}}} | labels must be",
                "{'type':'data_visualization','title':'t','chart':{'type':'bar','series':[{'name':'n','data':[{'label':'Mon','value':'1'}]}],'axis_config':{'categories':['Mon']}}} | must be a number",
                "{'type':'data_visualization','title':'t','chart':{'type':'radar'}} | unsupported chart type",
                "{'type':'headline'}                                                              | unsupported block",
                "{'type':'header','text':{'type':'mrkdwn','text':'x'}}                            | plain_text",
                "{'type':'section'}                                                               | text or fields",
                "{'type':'section','text':{'type':'mrkdwn','text':''}}                            | more than 0",
                "{'type':'section','text':{'type':'mrkdwn','text':'x','emoji':true}}              | additional property",
                "{'type':'section','txt':{},'text':{'type':'mrkdwn','text':'x'}}                  | additional property",
                "{'type':'actions','elements':[]}                                                 | at least 1",
                "{'type':'context','elements':[{'type':'button'}]}                                | mrkdwn",
                "{'type':'rich_text','elements':[{'type':'rich_text_preformatted','elements':[{'type':'user','user_id':'U1'}]}]} | unsupported element",
            })
    void refusesWhatSlackRefuses(String block, String why) {
        assertThat(message(block)).singleElement().asString().contains(why.strip());
    }

    @Test
    void refusesAStyleOrAnIdTwice() {
        assertThat(message(actions(BUTTON.formatted(",'style':'success'")))).hasSize(1);
        assertThat(message(actions(BUTTON.formatted("") + "," + BUTTON.formatted(""))))
                .hasSize(1);
        assertThat(message("{'type':'divider','block_id':'b'},{'type':'divider','block_id':'b'}"))
                .hasSize(1);
    }

    @Test
    void countsBlocksAndElements() {
        assertThat(message(times(50, "{'type':'divider'}"))).isEmpty();
        assertThat(message(times(51, "{'type':'divider'}"))).hasSize(1);
        String plain = "{'type':'button','text':{'type':'plain_text','text':'Go'}}";
        assertThat(message(actions(times(25, plain)))).isEmpty();
        assertThat(message(actions(times(26, plain)))).hasSize(1);
        String field = "{'type':'plain_text','text':'x'}";
        assertThat(message("{'type':'section','fields':[" + times(10, field) + "]}"))
                .isEmpty();
        assertThat(message("{'type':'section','fields':[" + times(11, field) + "]}"))
                .hasSize(1);
    }

    @Test
    void aModalNeedsATitleAndSubmitForItsInputs() {
        String modal = "{'type':'modal','title':{'type':'plain_text','text':'%s'},'blocks':[%s]}";
        assertThat(view(modal.formatted("x".repeat(24), ""))).isEmpty();
        assertThat(view(modal.formatted("x".repeat(25), ""))).hasSize(1);
        String input =
                "{'type':'input','label':{'type':'plain_text','text':'Why'},'element':{'type':'plain_text_input'}}";
        assertThat(view(modal.formatted("x", input))).singleElement().asString().contains("submit");
        assertThat(view("{'type':'modal','blocks':[]}")).hasSize(1);
        assertThat(view(modal.formatted("x", "")
                        .replace("'blocks'", "'private_metadata':'" + "x".repeat(3001) + "','blocks'")))
                .hasSize(1);
    }

    private static String confirmed(String field, int length) {
        String dialog = ",'confirm':{";
        for (String each : new String[] {"title", "text", "confirm", "deny"}) {
            String text = each.equals(field) ? "x".repeat(length) : "x";
            dialog += "'" + each + "':{'type':'plain_text','text':'" + text + "'},";
        }
        return actions(BUTTON.formatted(dialog + "'style':'danger'}"));
    }

    private static String actions(String elements) {
        return "{'type':'actions','elements':[" + elements + "]}";
    }

    private static String times(int count, String json) {
        return String.join(",", Collections.nCopies(count, json));
    }

    private static java.util.List<String> message(String blocks) {
        return BlockKit.message(json("[" + blocks + "]"));
    }

    private static java.util.List<String> view(String view) {
        return ViewRules.check(json(view), "modal");
    }

    private static JsonNode json(String withSingleQuotes) {
        return Json.read(withSingleQuotes.replace('\'', '"')).orElseThrow();
    }
}
