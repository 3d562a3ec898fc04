package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void text_is_kept_as_it_came_in_whatever_pieces() {
        var bytes = "Zürich \uD83D\uDE80".getBytes(StandardCharsets.UTF_8);
        var excerpt = new Excerpt();
        for (byte b : bytes) {
            excerpt.add(ByteBuffer.wrap(new byte[] {b}));
        }

        assertThat(excerpt.text()).isEqualTo("Zürich \uD83D\uDE80");
    }

    @Test
    void a_character_cut_at_the_limit_is_left_out() {
        var excerpt = new Excerpt();
        excerpt.add(ByteBuffer.wrap(("x".repeat(Excerpt.MAX_BYTES - 1) + "ü").getBytes(StandardCharsets.UTF_8)));

        assertThat(excerpt.isFull()).isTrue();
        assertThat(excerpt.text()).isEqualTo("x".repeat(Excerpt.MAX_BYTES - 1));
    }

    @Test
    void a_character_cut_by_the_receiver_shows_as_replaced() {
        var excerpt = new Excerpt();
        excerpt.add(ByteBuffer.wrap(new byte[] {'a', (byte) 0xc3}));

        assertThat(excerpt.text()).isEqualTo("a\uFFFD");
    }

    @Property
    void any_bytes_become_text_that_postgresql_takes(@ForAll byte[] bytes) {
        var excerpt = new Excerpt();
        excerpt.add(ByteBuffer.wrap(bytes));

        var text = excerpt.text();

        assertThat(text).doesNotContain("\0");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
    }
}
