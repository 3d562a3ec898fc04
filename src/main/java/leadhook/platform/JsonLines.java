package leadhook.platform;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** A log for programs: one JSON object a line. */
public final class JsonLines extends Formatter {
    @Override
    public String format(LogRecord record) {
        var line = LogLine.of(record);
        var object = Json.object()
                .put("time", line.time().toString())
                .put("level", line.level())
                .put("logger", line.logger())
                .put("message", line.message());
        line.request().ifPresent(id -> object.put("request_id", id));
        line.error().ifPresent(error -> object.put("error", error));
        return Json.text(object) + "\n";
    }
}
