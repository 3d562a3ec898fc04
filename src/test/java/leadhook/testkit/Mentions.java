package leadhook.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import leadhook.platform.Json;
import leadhook.platform.database.Database;

/** Looks for texts in all that there is: every column of every row of every table, days of partitioned ones included. */
public final class Mentions {
    private final List<String> texts;

    /** @param texts in any case */
    public Mentions(List<String> texts) {
        this.texts = texts.stream().map(Mentions::small).toList();
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Whether one of them is in that, also as the bytes of a {@code bytea}. */
    public boolean isIn(String text) {
        var all = small(text);
        return texts.stream().anyMatch(each -> all.contains(each) || all.contains(hex(each)));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where they are, such as {@code leads.email}; of events with their type, such as {@code events.body of deleted}. */
    public Set<String> in(Database database) {
        var places = new TreeSet<String>();
        var tables = database.list("""
                select format('%I.%I', n.nspname, c.relname) as name
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                """, row -> row.getString("name"));
        for (var table : tables) {
            database.list("select to_jsonb(t)::text from " + table + " t", row -> {
                look(table, Json.readOwn(row.getString(1)), places);
                return table;
            });
        }
        return places;
    }

    private void look(String table, JsonNode row, Set<String> places) {
        var name = table.substring(table.indexOf('.') + 1).replaceFirst("_[0-9]{8}$", "");
        row.properties().forEach(column -> {
            var value = column.getValue();
            if (isIn(value.isTextual() ? value.asText() : value.toString())) {
                places.add(name + "." + column.getKey()
                        + (name.equals("events") ? " of " + row.path("type").asText() : ""));
            }
        });
    }
}
