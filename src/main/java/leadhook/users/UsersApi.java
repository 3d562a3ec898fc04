package leadhook.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.AdminFields;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/users}: who may look at pages, set up by an operator. A password is shown when it was made here, once. */
public final class UsersApi {
    private static final Set<String> OF_A_NEW_ONE = Set.of("name", "password", "role", "campaigns");
    private static final Set<String> CHANGEABLE = Set.of("password", "role", "campaigns");
    private static final int MOST_CAMPAIGNS = 1_000;

    private final Users users;
    private final LongPredicate isCampaign;

    /** @param isCampaign whether there is a campaign of that id */
    public UsersApi(Users users, LongPredicate isCampaign) {
        this.users = users;
        this.isCampaign = isCampaign;
    }

    /** Lists all of them: they are few enough for one page. */
    public Answer list(Call call) {
        var body = Json.object();
        var data = body.putArray("data");
        users.list().forEach(user -> data.add(json(user)));
        return Answer.json(200, body.putNull("next"));
    }

    /** Makes a user, who may look at everything unless the call says otherwise; without a password he gets one. */
    public Answer create(Call call) {
        var fields = new AdminFields(call).only(OF_A_NEW_ONE);
        var name = fields.required("name", null);
        var given = givenPassword(fields);
        var password = given == null ? Users.randomPassword() : given;
        var user = users.create(name, password, role(fields, Role.VIEWER), campaigns(fields));
        return Answer.json(201, given == null ? json(user).put("password", password) : json(user));
    }

    /** Changes what is named, and leaves the rest as it was. Another password signs him out everywhere. */
    public Answer change(Call call) {
        var fields = new AdminFields(call).only(CHANGEABLE);
        var campaigns = campaigns(fields);
        var changed = users.change(
                named(call),
                before -> before.with(
                        role(fields, before.role()), fields.has("campaigns") ? campaigns : before.campaigns()),
                givenPassword(fields));
        return Answer.json(200, json(changed));
    }

    /** Deletes a user; the last owner of all campaigns stays. */
    public Answer delete(Call call) {
        users.delete(named(call));
        return Answer.message(200, "User deleted");
    }

    private static long named(Call call) {
        return call.number("user").orElseThrow(() -> Refusal.notFound("User not found"));
    }

    private static @Nullable String givenPassword(AdminFields fields) {
        return fields.has("password") ? fields.required("password", null) : null;
    }

    private static Role role(AdminFields fields, Role before) {
        return Role.named(fields.required("role", before.text()));
    }

    /** Those that are named; null, which is all, when none are. */
    private @Nullable Set<Long> campaigns(AdminFields fields) {
        var ids = fields.ids("campaigns", MOST_CAMPAIGNS).orElse(null);
        return ids == null ? null : existing(new TreeSet<>(ids));
    }

    private Set<Long> existing(Set<Long> ids) {
        ids.stream().filter(id -> !isCampaign.test(id)).findFirst().ifPresent(id -> {
            throw Refusal.invalid("There is no campaign " + id);
        });
        return ids;
    }

    private static ObjectNode json(User user) {
        var json = Json.object()
                .put("id", user.id())
                .put("name", user.name())
                .put("role", user.role().text());
        var campaigns = user.campaigns();
        if (campaigns == null) {
            return json.putNull("campaigns");
        }
        var ids = json.putArray("campaigns");
        new TreeSet<>(campaigns).forEach(ids::add);
        return json;
    }
}
