package leadhook.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import leadhook.platform.Json;

/** A connection on which a test writes bytes that no client library would write. */
public final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static Wire to(URI server) {
        return to(server, 0);
    }

    /** The same with room for so many bytes that were not read yet; 0 for the usual. */
    public static Wire to(URI server, int room) {
        try {
            var socket = new Socket();
            if (room > 0) {
                socket.setReceiveBufferSize(room);
            }
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer; names of headers are found in any case. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public JsonNode json() {
            try {
                return Json.read(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + new String(body, StandardCharsets.UTF_8), e);
            }
        }
    }

    /** Writes the bytes of these characters up to U+00FF. */
    public Wire send(String bytes) {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Wire send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes as long as somebody listens. Returns whether nobody does any more. */
    public boolean trySend(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /** Says that nothing more will be sent. */
    public Wire endsSending() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one answer, whose length it states itself. */
    public Answer answer() {
        try {
            var status = line();
            var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            for (var header = line(); !header.isEmpty(); header = line()) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon), header.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
            return new Answer(Integer.parseInt(status.split(" ", 3)[1]), headers, in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side has closed the connection; waits until it has, or sends something. */
    public boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (SocketException _) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side closes the connection within that time, whatever it says before. */
    public boolean isClosedWithin(Duration time) {
        try {
            socket.setSoTimeout((int) Math.max(1, time.toMillis()));
            while (in.read() >= 0) {
                // What it still had to say.
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /** The status of an answer; 0 when the connection was closed without one. */
    public int answered() {
        try {
            return answer().status();
        } catch (UncheckedIOException _) {
            return 0;
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed in the middle of an answer");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
