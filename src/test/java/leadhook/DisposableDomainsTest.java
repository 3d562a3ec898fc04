package leadhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import leadhook.campaigns.DisposableDomains;
import leadhook.platform.StartRefused;
import leadhook.platform.settings.Setting;
import leadhook.testkit.HandOver;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Email domains that are good for a minute: a list that comes with the server, or an operator's own (contract 7.5). */
class DisposableDomainsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("domains.txt"), text);
    }

    private static boolean isFlagged(TestCampaign campaign, String email) {
        return campaign.signUp(email).path("fraudulent").booleanValue();
    }

    @Test
    void the_list_that_comes_with_the_server_is_in_order_and_flags_who_signs_up_from_there() throws IOException {
        try (var list = DisposableDomains.class.getResourceAsStream("disposable-domains.txt")) {
            assertThat(list).isNotNull();
            assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .filteredOn(line -> !line.startsWith("#"))
                    .hasSizeGreaterThan(100)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .doesNotContain("gmail.com", "outlook.com", "example.com");
        }
        var world = World.shared(HandOver.MEMORY);
        var campaign = world.campaign();

        assertThat(isFlagged(campaign, "ada@Mailinator.com")).isTrue();
        assertThat(isFlagged(campaign, "ada@sub.mailinator.com")).isTrue();
        assertThat(isFlagged(campaign, "ada@notmailinator.com")).isFalse();
        assertThat(isFlagged(campaign, "ada@example.com")).isFalse();
        world.verify(campaign);
    }

    @Test
    void an_operators_file_takes_its_place() throws IOException {
        var file = file("""
                # Ours
                Minute.example

                  *.tidy.example\s\s
                """);
        try (var world = World.ofItsOwn(HandOver.MEMORY, Map.of(Setting.DISPOSABLE_DOMAINS, file.toString()))) {
            var campaign = world.campaign();

            assertThat(isFlagged(campaign, "ada@minute.example")).isTrue();
            assertThat(isFlagged(campaign, "ada@a.tidy.example")).isTrue();
            assertThat(isFlagged(campaign, "ada@mailinator.com")).isFalse();
            world.verify();
        }
    }

    @Test
    void an_empty_file_is_a_list_of_none() throws IOException {
        for (var text : List.of("", "\n\n", "# none\r\n")) {
            assertThat(DisposableDomains.read(file(text)).cover("mailinator.com"))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@rival.example",
                "localhost",
                "https://rival.example",
                "a.example b.example",
                "a..b",
                "a.example # no"
            })
    void a_line_that_is_no_domain_refuses_the_start_and_is_named(String line) throws IOException {
        var file = file("good.example\n" + line + "\n");

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> DisposableDomains.read(file))
                .withMessage(
                        "LEADHOOK_DISPOSABLE_DOMAINS: " + file + " has a line that is no domain: \"" + line + "\".");
    }

    @Test
    void a_file_that_is_not_there_or_no_text_refuses_the_start() throws IOException {
        var none = folder.resolve("none.txt");
        var binary = Files.write(folder.resolve("binary.txt"), new byte[] {(byte) 0xC3, (byte) 0x28});

        for (var file : List.of(none, binary, folder)) {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(() -> DisposableDomains.read(file))
                    .withMessage("LEADHOOK_DISPOSABLE_DOMAINS: " + file + " cannot be read as text.");
        }
    }

    @Test
    void a_server_says_so_in_one_sentence() throws Exception {
        ServerProcess.clear();
        var file = file("no domain\n");

        var ended = ServerProcess.refused(Map.of("LEADHOOK_DISPOSABLE_DOMAINS", file.toString()));

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.lines())
                .singleElement()
                .asString()
                .contains("LEADHOOK_DISPOSABLE_DOMAINS", "no domain")
                .endsWith(".");
    }
}
