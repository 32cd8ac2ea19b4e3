package io.vitalwatch.corsano;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Finds invalid UTF-8 in a body. Not thread-safe; use one for each thread. */
final class Utf8 {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
    /** The decoded text is not used; a small buffer stays in the processor's cache. */
    private final CharBuffer discarded = CharBuffer.allocate(4096);

    /** @return offset of the first byte that is not valid UTF-8 (RFC 3629), or −1 */
    int firstInvalid(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result;
        decoder.reset();
        do {
            result = decoder.decode(in, discarded.clear(), true);
        } while (result.isOverflow());
        return result.isError() ? in.position() : -1;
    }
}
