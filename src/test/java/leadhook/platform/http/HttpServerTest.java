package leadhook.platform.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import leadhook.platform.StartRefused;
import leadhook.platform.metrics.Metrics;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    @Test
    void a_port_that_is_taken_refuses_the_start() {
        try (var first = HttpServer.listen("127.0.0.1", 0, TrustedProxies.NONE, new Metrics(), System::nanoTime)) {
            assertThatThrownBy(() -> HttpServer.listen(
                            "127.0.0.1", first.port(), TrustedProxies.NONE, new Metrics(), System::nanoTime))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("port " + first.port())
                    .hasMessageContaining("LEADHOOK_PORT");
        }
    }

    @Test
    void an_address_of_another_machine_refuses_the_start() {
        assertThatThrownBy(
                        () -> HttpServer.listen("192.0.2.1", 0, TrustedProxies.NONE, new Metrics(), System::nanoTime))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("LEADHOOK_HOST");
    }

    @Test
    void a_host_that_nobody_knows_refuses_the_start() {
        assertThatThrownBy(() ->
                        HttpServer.listen("no such host", 0, TrustedProxies.NONE, new Metrics(), System::nanoTime))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("LEADHOOK_HOST");
    }
}
