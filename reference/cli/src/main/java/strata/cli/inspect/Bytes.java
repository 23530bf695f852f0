package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.Nullable;

/** Bytes of a key, a value or a header, as many of them as are to be shown. */
final class Bytes {
    private static final int HEX_MAX = 32;

    private final int sizeInBytes;
    private final byte[] shown;

    /**
     * @param sizeInBytes how many there are
     * @param shown the first of them
     */
    Bytes(int sizeInBytes, byte[] shown) {
        this.sizeInBytes = sizeInBytes;
        this.shown = shown;
    }

    /** How many there are. */
    int sizeInBytes() {
        return sizeInBytes;
    }

    /** The first of them. */
    byte[] shown() {
        return shown;
    }

    /** Whether not all are shown. */
    boolean isCut() {
        return shown.length < sizeInBytes;
    }

    /** As text, when they are text in UTF-8; a character that was cut in two does not count. */
    @Nullable
    String text() {
        for (int missing = 0; missing <= Math.min(isCut() ? 3 : 0, shown.length); missing++) {
            try {
                CharBuffer text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(shown, 0, shown.length - missing));
                return isReadable(text) ? text.toString() : null;
            } catch (CharacterCodingException tryFewer) {
                // The next round leaves out another byte.
            }
        }
        return null;
    }

    private static boolean isReadable(CharSequence text) {
        return text.chars().noneMatch(c -> Character.isISOControl(c) && "\n\r\t".indexOf(c) < 0);
    }

    /** For a person: text between quotation marks, or hexadecimal digits. */
    String forPeople() {
        String text = text();
        String more = isCut() ? "… (" + sizeInBytes + " bytes)" : "";
        if (text != null) {
            return '"' + escaped(text) + '"' + more;
        }
        int count = Math.min(shown.length, HEX_MAX);
        String hex = "0x" + HexFormat.of().formatHex(shown, 0, count);
        return count < sizeInBytes ? hex + "… (" + sizeInBytes + " bytes)" : hex;
    }

    /** For a program: the size, and {@code text} or {@code base64}. */
    Map<String, Object> forPrograms() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sizeInBytes", sizeInBytes);
        String text = text();
        if (text != null) {
            fields.put("text", text);
        } else {
            fields.put("base64", Base64.getEncoder().encodeToString(shown));
        }
        if (isCut()) {
            fields.put("cut", true);
        }
        return fields;
    }

    /** Text that stays on its line and does nothing to a terminal. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '"', '\\' -> escaped.append('\\').append(c);
                default -> {
                    if (isUnprintable(c)) {
                        escaped.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    // Marks of direction would turn what stands behind them on the line.
    private static boolean isUnprintable(char c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }

    @Override
    public String toString() {
        return forPeople();
    }
}
