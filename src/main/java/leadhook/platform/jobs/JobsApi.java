package leadhook.platform.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/jobs}: long work and how far it has come, for an operator. */
public final class JobsApi {
    private static final long DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    private final Jobs jobs;

    public JobsApi(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Lists jobs by cursor: {@code limit}, {@code after}. Those that ended more than 30 days ago are forgotten. */
    public Answer list(Call call) {
        int limit = Math.clamp(number(call.fields(), "limit", DEFAULT_LIMIT), 1, MAX_LIMIT);
        var page = jobs.list(number(call.fields(), "after", 0), limit);
        var body = Json.object();
        var data = body.putArray("data");
        page.forEach(job -> data.add(json(job)));
        body.put("next", page.size() == limit ? (Long) page.getLast().id() : null);
        return Answer.json(200, body);
    }

    private static long number(Fields fields, String name, long otherwise) {
        return fields.text(name)
                .map(text -> {
                    if (!text.matches("[0-9]{1,18}")) {
                        throw Refusal.invalid(name + " is a number");
                    }
                    return Long.parseLong(text);
                })
                .orElse(otherwise);
    }

    private static ObjectNode json(Job job) {
        return Json.object()
                .put("id", job.id())
                .put("kind", job.kind())
                .put("campaign", job.campaign())
                .put("subject", job.subject())
                .put("state", job.state())
                .put("done", job.done())
                .put("total", job.total())
                .put("failures", job.failures())
                .put("error", job.error())
                .put("due_at", job.dueAt().toString())
                .put("created_at", job.createdAt().toString())
                .put("started_at", text(job.startedAt()))
                .put("ended_at", text(job.endedAt()));
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
