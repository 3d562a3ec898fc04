package leadhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import leadhook.delivery.Delivery;
import leadhook.leads.Leads;
import leadhook.platform.Json;
import leadhook.platform.database.Watch;
import leadhook.platform.http.AdminGuard;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Route;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health}: whether the process lives, and whether it can do its work. Anybody may ask that; why not is told to
 * this machine and to the admin token only.
 */
final class Health {
    private final long begun = System.nanoTime();
    private final String version;
    private final Path data;
    private volatile AdminGuard guard = new AdminGuard(List.of());
    private volatile @Nullable Parts parts;
    private volatile boolean stopping;

    /** The server is starting. */
    Health(String version, Path data) {
        this.version = version;
        this.data = data;
    }

    /**
     * What has to work.
     *
     * @param loops whether the loops of the lanes are alive
     */
    record Parts(Watch watch, Leads leads, Delivery delivery, BooleanSupplier loops) {}

    /** The server has started. */
    void started(Parts all, AdminGuard admins) {
        guard = admins;
        parts = all;
    }

    /** The server is being stopped. */
    void stopping() {
        stopping = true;
    }

    List<Route> routes() {
        return List.of(Route.get("/health/live", this::live), Route.get("/health/ready", this::ready));
    }

    private Answer live(Call call) {
        return answer(call, 200, "live");
    }

    private Answer ready(Call call) {
        var status = status();
        return status.equals("ready")
                ? answer(call, 200, status)
                : answer(call, 503, status).with("Retry-After", "1");
    }

    private String status() {
        var all = parts;
        if (stopping) {
            return "stopping";
        } else if (all == null) {
            return "starting";
        } else if (!all.watch.isUp()) {
            return "without database";
        }
        return all.leads.areServed() && all.loops.getAsBoolean() ? "ready" : "broken";
    }

    private Answer answer(Call call, int httpStatus, String status) {
        var answer = Json.object().put("server", "leadhook").put("status", status);
        if (guard.lets(call)) {
            addDetails(answer);
        }
        return Answer.json(httpStatus, answer);
    }

    private void addDetails(ObjectNode answer) {
        answer.put("version", version)
                .put(
                        "uptime_seconds",
                        Duration.ofNanos(System.nanoTime() - begun).toSeconds())
                .put("data_free_bytes", freeBytes());
        var all = parts;
        if (all != null) {
            answer.put("database", all.watch.isUp())
                    .put("writers", all.leads.areServed())
                    .put("lanes", all.loops.getAsBoolean())
                    .put("slices_owned", all.delivery.ownedSlices());
        }
    }

    /** -1 when nobody can say. */
    long freeBytes() {
        try {
            return Files.getFileStore(data).getUsableSpace();
        } catch (IOException _) {
            return -1;
        }
    }
}
