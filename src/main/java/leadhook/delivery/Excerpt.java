package leadhook.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The first 16 KiB of an answer, kept to be shown. */
final class Excerpt {
    static final int MAX_BYTES = 16 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    synchronized void add(ByteBuffer content) {
        var part = new byte[Math.min(content.remaining(), MAX_BYTES - bytes.size())];
        content.get(part);
        bytes.writeBytes(part);
    }

    synchronized boolean isFull() {
        return bytes.size() >= MAX_BYTES;
    }

    /** Text that PostgreSQL takes: what is not UTF-8, and NUL, shown as U+FFFD; a character cut in two left out. */
    synchronized String text() {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        var text = CharBuffer.allocate(bytes.size());
        var _ = decoder.decode(ByteBuffer.wrap(bytes.toByteArray()), text, !isFull());
        return text.flip().toString().replace('\0', '\uFFFD');
    }
}
