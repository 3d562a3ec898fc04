package leadhook.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Messages of HTTP/1.1 off a connection, one after another, cheap enough that what is measured is the other side. Knows
 * bodies of a {@code Content-Length} and no others.
 */
final class HttpMessages {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private byte[] buffer = new byte[8 << 10];
    private int filled;
    private int bodyAt;
    private int end;

    HttpMessages(InputStream in) {
        this.in = in;
    }

    /** Reads the next one; false when the other side has closed in between. */
    boolean next() throws IOException {
        System.arraycopy(buffer, end, buffer, 0, filled - end);
        filled -= end;
        end = 0;
        bodyAt = 0;
        int searched = 0;
        while (bodyAt == 0) {
            bodyAt = bodyStart(searched);
            searched = Math.max(0, filled - 3);
            if (bodyAt == 0 && !fill()) {
                return false;
            }
        }
        int whole = bodyAt + contentLength();
        while (filled < whole) {
            if (!fill()) {
                throw new EOFException("closed within a body");
            }
        }
        end = whole;
        return true;
    }

    private boolean fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0 && filled > 0) {
            throw new EOFException("closed within a message");
        }
        filled += Math.max(0, read);
        return read >= 0;
    }

    private int bodyStart(int from) {
        for (int i = from; i + 3 < filled; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        return 0;
    }

    private int contentLength() {
        for (int line = lineAfter(0); line < bodyAt; line = lineAfter(line)) {
            if (isLength(line)) {
                return number(line + LENGTH.length);
            }
        }
        return 0;
    }

    private int lineAfter(int from) {
        int i = from;
        while (buffer[i] != '\n') {
            i++;
        }
        return i + 1;
    }

    private boolean isLength(int line) {
        for (int i = 0; i < LENGTH.length; i++) {
            // Of letters, the bit that tells upper case from lower.
            if ((buffer[line + i] | (Character.isLetter(LENGTH[i]) ? 0x20 : 0)) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private int number(int from) {
        int i = from;
        while (buffer[i] == ' ') {
            i++;
        }
        int number = 0;
        for (; buffer[i] >= '0' && buffer[i] <= '9'; i++) {
            number = number * 10 + buffer[i] - '0';
        }
        return number;
    }

    /** Of an answer, its status. */
    int status() {
        return number("HTTP/1.1".length());
    }

    /** Whether the line that it begins with has this after its first word, as the path of a request. */
    boolean isFor(byte[] path) {
        int i = 0;
        while (buffer[i] != ' ') {
            i++;
        }
        return startsWith(i + 1, path);
    }

    /** The number that stands in the body right after this text; -1 when the text is not there. */
    long numberAfter(byte[] text) {
        for (int i = bodyAt; i + text.length < end; i++) {
            if (startsWith(i, text)) {
                return digits(i + text.length);
            }
        }
        return -1;
    }

    private boolean startsWith(int at, byte[] text) {
        return Arrays.equals(buffer, at, at + text.length, text, 0, text.length);
    }

    private long digits(int from) {
        long number = 0;
        for (int i = from; i < end && buffer[i] >= '0' && buffer[i] <= '9'; i++) {
            number = number * 10 + buffer[i] - '0';
        }
        return number;
    }
}
