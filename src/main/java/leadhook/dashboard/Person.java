package leadhook.dashboard;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a lead is called on pages: its names, else how it can be reached. */
final class Person {
    private Person() {}

    /** Of a row with the columns of {@code leads} for this. */
    static String name(ResultSet row) throws SQLException {
        return name(
                row.getString("first_name"),
                row.getString("last_name"),
                row.getString("email"),
                row.getString("phone_number"));
    }

    static String name(
            @Nullable String first, @Nullable String last, @Nullable String email, @Nullable String phoneNumber) {
        var names = Stream.of(first == null ? "" : first, last == null ? "" : last)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(" "));
        if (!names.isEmpty()) {
            return names;
        }
        if (email != null) {
            return email;
        }
        return phoneNumber == null ? "a lead" : phoneNumber;
    }
}
