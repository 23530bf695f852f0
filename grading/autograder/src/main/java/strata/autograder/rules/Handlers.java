package strata.autograder.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import strata.kernel.Nullable;

/**
 * The way of control through one method, as far as handlers of exceptions need it: whether one of
 * them can end otherwise than by throwing.
 *
 * <p>What a test throws when its claim breaks passes through the student's code when that called
 * the test's own objects. A {@code finally} (and what javac writes for try-with-resources) catches
 * it and throws it on; one that returns would swallow it.
 */
final class Handlers {
    private record Instruction(int opcode, List<Label> targets) {}

    /** Where it starts, and what it catches; null stands for {@code finally}. */
    record Handler(Label start, @Nullable String type) {}

    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Label, Integer> positions = new HashMap<>();
    private final Map<Label, Integer> lines = new HashMap<>();
    private final List<Handler> handlers = new ArrayList<>();

    void label(Label label) {
        positions.put(label, instructions.size());
    }

    void instruction(int opcode, Label... targets) {
        instructions.add(new Instruction(opcode, Arrays.asList(targets)));
    }

    void handler(Label start, @Nullable String type) {
        handlers.add(new Handler(start, type));
    }

    void line(Label label, int line) {
        lines.put(label, line);
    }

    List<Handler> all() {
        return handlers;
    }

    /** The line on which it starts; 0 when unknown. */
    int lineOf(Handler handler) {
        return lines.getOrDefault(handler.start(), 0);
    }

    /** Whether it can end without throwing. */
    boolean canSwallow(Handler handler) {
        return canReturn(handler.start());
    }

    private boolean canReturn(Label start) {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        open.add(positions.getOrDefault(start, 0));
        while (!open.isEmpty()) {
            int at = open.remove();
            if (at >= instructions.size() || seen.get(at)) {
                continue;
            }
            seen.set(at);
            Instruction here = instructions.get(at);
            if (isReturn(here.opcode())) {
                return true;
            }
            here.targets().forEach(label -> open.add(positions.getOrDefault(label, 0)));
            if (goesOn(here.opcode())) {
                open.add(at + 1);
            }
        }
        return false;
    }

    private static boolean isReturn(int opcode) {
        return opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
    }

    private static boolean goesOn(int opcode) {
        return opcode != Opcodes.GOTO
                && opcode != Opcodes.ATHROW
                && opcode != Opcodes.TABLESWITCH
                && opcode != Opcodes.LOOKUPSWITCH;
    }
}
