package leadhook.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import leadhook.dashboard.Words.Part;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void a_sentence_is_cut_where_a_moment_stands() {
        assertThat(Words.parts("It came at 2026-03-02T09:15:44Z, and again."))
                .containsExactly(
                        new Part("It came at ", false),
                        new Part("2026-03-02T09:15:44Z", true),
                        new Part(", and again.", false));
    }

    @Test
    void a_host_that_looks_like_one_is_none() {
        var sentence = "url https://2024-01-01T00Z.example.com/…";

        assertThat(Words.parts(sentence)).containsExactly(new Part(sentence, false));
    }

    @Test
    void a_sentence_without_one_stays_whole() {
        assertThat(Words.parts("Nothing came.")).containsExactly(new Part("Nothing came.", false));
    }

    @Test
    void an_outcome_is_told_by_what_was_answered_or_why_nothing_was() {
        assertThat(Words.outcome(200, null)).isEqualTo("answered 200");
        assertThat(Words.outcome(500, "answered 500")).isEqualTo("answered 500");
        assertThat(Words.outcome(null, "timeout")).isEqualTo("timeout");
    }
}
