package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadhookTest {
    @Test
    void help_lists_the_commands_and_the_one_of_the_launcher() {
        var help = Typed.command("--help");

        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains(
                        "serve", "listen", "campaign", "key", "user", "explain", "verify", "doctor", "./leadhook test");
    }

    @Test
    void every_command_explains_itself() {
        for (var command : new String[] {"serve", "listen", "campaign", "key", "user", "explain", "verify", "doctor"}) {
            var help = Typed.command(command, "--help");
            assertThat(help.status()).isZero();
            assertThat(help.out()).startsWith("Usage: leadhook " + command);
        }
    }

    @Test
    void the_version_is_one_line() {
        assertThat(Typed.command("--version").out()).isEqualToIgnoringNewLines("leadhook unreleased");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frob | Unmatched argument at index 0: 'frob' | leadhook",
                "serve --prot=1 | Unknown option: '--prot=1' | leadhook serve",
                "campaign | Say what to do: campaign create or campaign list. | leadhook campaign",
                "campaign create | Missing required option: '--name=NAME' | leadhook campaign create",
                "campaign create --name=A --id=x | Invalid value for option '--id': 'x' is not a long | leadhook campaign create",
                "key create | Missing required option: '--campaign=ID' | leadhook key create",
                "key revoke --campaign=1 | Missing required option: '--id=ID' | leadhook key revoke",
                "user | Say what to do: user create, user password, user list or user delete. | leadhook user",
                "user create | Missing required option: '--name=NAME' | leadhook user create",
                "user create --name=A --role=boss | --role must be owner or viewer. | leadhook user create",
                "verify --campaign=all | Invalid value for option '--campaign': 'all' is not a long | leadhook verify",
                "listen --status=99 | --status must be from 200 to 599. | leadhook listen",
                "listen --delay=soon | --delay must be a duration such as 500ms or 3s. | leadhook listen",
                "listen --port=70000 | --port must be from 0 to 65535. | leadhook listen"
            })
    void bad_usage_is_a_sentence_with_a_hint_and_exit_status_2(String words, String sentence, String help) {
        var typed = Typed.command(words.split(" "));

        assertThat(typed.status()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).isEqualToNormalizingNewlines("%s\nTry '%s --help'.\n".formatted(sentence, help));
    }

    @Test
    void a_refused_start_is_one_sentence_and_exit_status_1() {
        var typed = Typed.command("serve", "--port", "eighty");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.err())
                .isEqualToNormalizingNewlines(
                        "LEADHOOK_PORT must be a whole number from 0 to 65535; it is \"eighty\".\n");
    }
}
