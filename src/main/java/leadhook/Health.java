package leadhook;

import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;

/** {@code /health}: whether the process lives, and whether it can do its work. */
final class Health {
    private final Database database;

    Health(Database database) {
        this.database = database;
    }

    Answer live(Call call) {
        return Answer.json(200, Json.object().put("server", "leadhook").put("status", "live"));
    }

    Answer ready(Call call) {
        try {
            database.first("select 1", row -> row.getInt(1));
            return Answer.json(200, Json.object().put("server", "leadhook").put("status", "ready"));
        } catch (DatabaseException _) {
            throw Refusal.busy("The database is not available");
        }
    }
}
