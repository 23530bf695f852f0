package strata.lessons;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import strata.kernel.Nullable;

/**
 * The fields of the record batches that came as a tree, down to the first wrong one, with carets
 * under its wrong bytes. A length or a checksum that is wrong but agrees with the other fields is
 * no cause: the picture passes on to what is.
 */
final class BatchPicture {
    private static final int BYTES_PER_ROW = 8;
    private static final int NAME_WIDTH = 24;
    private static final int HEX_WIDTH = BYTES_PER_ROW * 3 + 1;

    private final List<BatchField> expected;
    private final List<BatchField> got;
    private final List<String> lines = new ArrayList<>();
    private final Set<Integer> following = new HashSet<>();

    private BatchPicture(List<BatchField> expected, List<BatchField> got) {
        this.expected = expected;
        this.got = got;
    }

    /** The batches that came, down to what differs from those that were expected. */
    static List<String> ofDifference(byte[] expected, byte[] got) {
        BatchPicture picture = new BatchPicture(BatchFields.of(expected), BatchFields.of(got));
        picture.draw(picture.firstWrong());
        if (expected.length != got.length) {
            picture.lines.add(
                    "(" + expected.length + " bytes were expected, " + got.length + " came)");
        }
        return picture.lines;
    }

    /** The index of the first field that is wrong by itself; the count of fields when one lacks. */
    private int firstWrong() {
        int wrong = -1;
        for (int i = 0; i < got.size(); i++) {
            if (i >= expected.size() || !got.get(i).isSameField(expected.get(i))) {
                return i;
            }
            if (got.get(i).isSame(expected.get(i))) {
                continue;
            }
            if (!got.get(i).follows()) {
                return i;
            }
            following.add(i);
            wrong = wrong < 0 ? i : wrong;
        }
        if (got.size() < expected.size() || wrong < 0) {
            return got.size();
        }
        // Nothing else differs, so what follows from other fields follows wrongly.
        following.clear();
        return wrong;
    }

    private void draw(int wrong) {
        BatchField missing = wrong < expected.size() ? expected.get(wrong) : null;
        List<String> target =
                wrong < got.size()
                        ? got.get(wrong).path()
                        : missing == null ? List.of() : missing.path();
        List<String> open = List.of();
        int hiddenFrom = -1;
        for (int i = 0; i < wrong; i++) {
            if (!isOnTheWay(got.get(i).path(), target)) {
                hiddenFrom = hiddenFrom < 0 ? i : hiddenFrom;
                continue;
            }
            passOver(hiddenFrom, i - 1, target);
            hiddenFrom = -1;
            open = openGroups(open, got.get(i).path());
            drawField(i, got.get(i));
        }
        passOver(hiddenFrom, wrong - 1, target);
        openGroups(open, target);
        if (wrong < got.size()) {
            drawWrong(got.get(wrong), missing);
        } else if (missing != null) {
            lines.add(
                    "> "
                            + indent(missing.path().size())
                            + "ends here; expected "
                            + missing.name()
                            + " "
                            + row(missing.bytes(), 0)
                            + "= "
                            + missing.value());
        }
    }

    /** Groups that are right and finished, in one line: {@code record 0 to record 7: right}. */
    private void passOver(int from, int to, List<String> target) {
        if (from < 0) {
            return;
        }
        String first = groupOf(got.get(from), target);
        String last = groupOf(got.get(to), target);
        String groups = first.equals(last) ? first : first + " to " + last;
        int depth = commonDepth(got.get(from).path(), target);
        lines.add("  " + indent(depth) + groups + ": right");
    }

    private static String groupOf(BatchField field, List<String> target) {
        return field.path()
                .get(Math.min(field.path().size() - 1, commonDepth(field.path(), target)));
    }

    private static int commonDepth(List<String> path, List<String> target) {
        int depth = 0;
        while (depth < path.size()
                && depth < target.size()
                && path.get(depth).equals(target.get(depth))) {
            depth++;
        }
        return depth;
    }

    private static boolean isOnTheWay(List<String> path, List<String> target) {
        return commonDepth(path, target) == path.size();
    }

    private List<String> openGroups(List<String> open, List<String> path) {
        for (int depth = commonDepth(open, path); depth < path.size(); depth++) {
            lines.add("  " + indent(depth) + path.get(depth));
        }
        return path;
    }

    private void drawField(int index, BatchField field) {
        boolean follows = following.contains(index);
        String mark = follows ? "~ " : "  ";
        String why = follows ? "  (follows from > below)" : "";
        lines.add(
                (mark + name(field) + hex(field.bytes(), 0) + field.value() + why).stripTrailing());
    }

    private void drawWrong(BatchField field, @Nullable BatchField right) {
        boolean same = right != null && right.isSameField(field);
        byte[] rightBytes = same && right != null ? right.bytes() : new byte[0];
        int first = firstDifference(field.bytes(), rightBytes);
        int from = first / BYTES_PER_ROW * BYTES_PER_ROW;
        String where = from == 0 ? "" : "  (from its byte " + from + ")";
        lines.add(
                ("> " + name(field) + hex(field.bytes(), from) + field.value() + where)
                        .stripTrailing());
        String carets = carets(field.bytes(), rightBytes, from);
        String wanted;
        if (right == null) {
            wanted = "expected nothing more";
        } else if (same) {
            wanted = "expected " + row(right.bytes(), from) + "= " + right.value();
        } else {
            wanted = "expected " + right.name() + " of " + String.join(", ", right.path());
        }
        lines.add(
                ("  " + " ".repeat(NAME_WIDTH) + pad(carets, HEX_WIDTH) + wanted).stripTrailing());
    }

    private static int firstDifference(byte[] got, byte[] right) {
        int i = 0;
        while (i < got.length && i < right.length && got[i] == right[i]) {
            i++;
        }
        // One that is the right one's beginning differs where it ends.
        return i > 0 && i == got.length ? i - 1 : i;
    }

    private static String carets(byte[] got, byte[] right, int from) {
        StringBuilder carets = new StringBuilder();
        for (int i = from; i < Math.min(got.length, from + BYTES_PER_ROW); i++) {
            carets.append(i < right.length && got[i] == right[i] ? "   " : "^^ ");
        }
        if (carets.toString().isBlank()) {
            carets.append("^^ ");
        }
        return carets.toString();
    }

    private static String name(BatchField field) {
        return pad(indent(field.path().size()) + field.name(), NAME_WIDTH);
    }

    private static String hex(byte[] bytes, int from) {
        return pad(row(bytes, from), HEX_WIDTH);
    }

    private static String row(byte[] bytes, int from) {
        int start = Math.min(from, bytes.length);
        int end = Math.min(bytes.length, start + BYTES_PER_ROW);
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, start, end);
        return hex + (end < bytes.length ? "…" : "") + (hex.isEmpty() ? "" : " ");
    }

    private static String indent(int depth) {
        return "  ".repeat(depth);
    }

    private static String pad(String text, int width) {
        return text.length() < width ? text + " ".repeat(width - text.length()) : text + " ";
    }
}
