package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A channel as {@code conversations.info} shows it.
 *
 * @param member whether our bot is in it; posting needs that
 * @param extShared shared with another company through Slack Connect
 */
public record Channel(String id, String name, boolean member, boolean archived, boolean extShared) {

    public static Channel named(String id, String name) {
        return new Channel(id, name, true, false, false);
    }

    public Channel withoutTheBot() {
        return new Channel(id, name, false, archived, extShared);
    }

    public Channel asArchived() {
        return new Channel(id, name, member, true, extShared);
    }

    public Channel asShared() {
        return new Channel(id, name, member, archived, true);
    }

    ObjectNode toJson() {
        return Json.object()
                .put("id", id)
                .put("name", name)
                .put("name_normalized", name)
                .put("is_channel", id.startsWith("C"))
                .put("is_group", false)
                .put("is_im", id.startsWith("D"))
                .put("is_private", false)
                .put("is_member", member)
                .put("is_archived", archived)
                .put("is_shared", extShared)
                .put("is_org_shared", false)
                .put("is_ext_shared", extShared)
                .put("is_pending_ext_shared", false);
    }
}
