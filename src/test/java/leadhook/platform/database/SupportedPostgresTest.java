package leadhook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import leadhook.platform.StartRefused;
import leadhook.platform.database.Database.Address;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupportedPostgresTest {
    private static final String SETTING = "LEADHOOK_DATABASE_URL";

    @Test
    void the_one_of_this_run_is() {
        var address = TestPostgres.database();
        assertThatNoException().isThrownBy(() -> SupportedPostgres.require(address, SETTING));
    }

    @ParameterizedTest
    @CsvSource({"14, 14.19 (Debian)", "19, 19beta1"})
    void others_are_refused_by_name(int major, String version) {
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> SupportedPostgres.refuseOther(major, version, SETTING))
                .withMessage("The database of %s is PostgreSQL %s: use one of version 15 to 18.", SETTING, version);
    }

    @Test
    void a_standby_is_refused() {
        var address = TestPostgres.database();
        try (var database = Database.everyday(address, 1)) {
            var name = database.first("select current_database()", row -> row.getString(1))
                    .orElseThrow();
            database.update("alter database " + name + " set default_transaction_read_only = on");
        }
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> SupportedPostgres.require(address, SETTING))
                .withMessageContaining("can only be read");
    }

    @Test
    void a_database_that_is_not_there_is_told_in_the_words_of_the_server() {
        var address = TestPostgres.database();
        var wrong = new Address(address.url() + "_missing", address.user(), address.password());
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> SupportedPostgres.require(wrong, SETTING))
                .withMessageMatching("The database of LEADHOOK_DATABASE_URL cannot be used: "
                        + "database \"test_\\d+_missing\" does not exist\\.");
    }

    @Test
    void the_words_of_the_driver_which_quote_the_url_are_kept_back() {
        var wrong = new Address("jdbc:postgresql://[::1/nowhere?password=hunter2", "ada", "hunter3");
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> SupportedPostgres.require(wrong, SETTING))
                .satisfies(refused -> assertThat(refused).hasMessageNotContaining("hunter"));
    }

    @Test
    void a_user_who_may_make_no_tables_is_told_so() {
        var address = TestPostgres.database();
        try (var database = Database.everyday(address, 1)) {
            database.update("""
                    do $$ begin
                        if to_regrole('leadhook_guest') is null then
                            create role leadhook_guest login password 'guest';
                        end if;
                    end $$
                    """);
        }
        try (var database = Database.everyday(new Address(address.url(), "leadhook_guest", "guest"), 2)) {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(() -> Migrations.apply(database, SETTING))
                    .withMessageContaining("permission denied for schema public");
        }
    }
}
