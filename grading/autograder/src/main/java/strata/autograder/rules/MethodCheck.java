package strata.autograder.rules;

import java.util.Set;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import strata.autograder.rules.ClassCheck.Member;
import strata.kernel.Nullable;

/** Checks the code of one method. */
final class MethodCheck extends MethodVisitor {
    static final Advice LOCKS =
            new Advice(
                    "A layer runs on one thread, so a lock can only stop it", "leave the lock out");
    private static final Advice VERDICTS =
            new Advice(
                    "It would swallow the verdict of a test, or a simulated crash",
                    "catch the very exception that you expect, as CorruptDataException");
    private static final String THROWABLE = "java/lang/Throwable";
    // javac guards a switch over an enum so.
    private static final String MISSING_CONSTANT = "java/lang/NoSuchFieldError";
    private static final Set<String> BOOTSTRAPS =
            Set.of(
                    "java/lang/invoke/LambdaMetafactory",
                    "java/lang/invoke/StringConcatFactory",
                    "java/lang/invoke/ConstantBootstraps",
                    "java/lang/runtime/ObjectMethods",
                    "java/lang/runtime/SwitchBootstraps");

    private final ClassCheck type;
    private final Place place;
    private final Handlers handlers = new Handlers();

    MethodCheck(ClassCheck type, Place place) {
        super(Opcodes.ASM9);
        this.type = type;
        this.place = place;
    }

    @Override
    public void visitLineNumber(int line, Label start) {
        place.reach(line);
        handlers.line(start, line);
    }

    @Override
    public void visitLabel(Label label) {
        handlers.label(label);
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String caught) {
        if (start != handler) { // javac guards a finally by itself
            handlers.handler(handler, caught);
        }
    }

    private void checkCaught(@Nullable String caught) {
        if (caught == null || caught.equals(THROWABLE) || type.isOwn(caught)) {
            return; // Whether it throws on is another question.
        }
        boolean isException = caught.endsWith("Exception");
        if (!(isException && type.permitsType(caught)) && !caught.equals(MISSING_CONSTANT)) {
            Advice advice = isException ? Advice.on(caught, "", "") : VERDICTS;
            type.refuse(place, "catches " + ClassCheck.shown(caught), advice);
        }
    }

    @Override
    public void visitMethodInsn(
            int opcode, String owner, String name, String descriptor, boolean isInterface) {
        handlers.instruction(opcode);
        String does = name.equals("<init>") ? "makes a" : "calls";
        type.use(place, does, owner, new Member(name, descriptor, false));
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        handlers.instruction(opcode);
        type.use(place, "uses", owner, new Member(name, descriptor, true));
    }

    @Override
    public void visitTypeInsn(int opcode, String named) {
        handlers.instruction(opcode);
        type.useType(place, "uses", named);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        handlers.instruction(Opcodes.MULTIANEWARRAY);
        type.useType(place, "uses", descriptor);
    }

    @Override
    public void visitLdcInsn(Object value) {
        handlers.instruction(Opcodes.LDC);
        constant(value);
    }

    @Override
    public void visitInvokeDynamicInsn(
            String name, String descriptor, Handle bootstrap, Object... arguments) {
        handlers.instruction(Opcodes.INVOKEDYNAMIC);
        bootstrap(bootstrap, arguments);
    }

    private void bootstrap(Handle bootstrap, Object... arguments) {
        if (!BOOTSTRAPS.contains(bootstrap.getOwner())) {
            type.refuse(
                    place,
                    "links to " + ClassCheck.shown(bootstrap.getOwner()),
                    Advice.on(bootstrap.getOwner(), bootstrap.getName(), bootstrap.getDesc()));
        } else {
            type.useHandle(place, bootstrap);
        }
        for (Object argument : arguments) {
            constant(argument);
        }
    }

    private void constant(Object value) {
        if (value instanceof Handle handle) {
            type.useHandle(place, handle);
        } else if (value instanceof ConstantDynamic dynamic) {
            Object[] arguments = new Object[dynamic.getBootstrapMethodArgumentCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = dynamic.getBootstrapMethodArgument(i);
            }
            bootstrap(dynamic.getBootstrapMethod(), arguments);
        } else if (value instanceof Type named
                && (named.getSort() == Type.OBJECT || named.getSort() == Type.ARRAY)) {
            type.useType(place, "names", named.getInternalName());
        }
    }

    @Override
    public void visitInsn(int opcode) {
        handlers.instruction(opcode);
        if (opcode == Opcodes.MONITORENTER) {
            type.refuse(place, "has a synchronized block", LOCKS);
        }
    }

    @Override
    public void visitJumpInsn(int opcode, Label target) {
        handlers.instruction(opcode, target);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label other, Label... targets) {
        handlers.instruction(Opcodes.TABLESWITCH, with(other, targets));
    }

    @Override
    public void visitLookupSwitchInsn(Label other, int[] keys, Label[] targets) {
        handlers.instruction(Opcodes.LOOKUPSWITCH, with(other, targets));
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        handlers.instruction(opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
        handlers.instruction(opcode);
    }

    @Override
    public void visitIincInsn(int variable, int increment) {
        handlers.instruction(Opcodes.IINC);
    }

    @Override
    public void visitEnd() {
        for (Handlers.Handler handler : handlers.all()) {
            place.reach(handlers.lineOf(handler));
            checkCaught(handler.type());
            if (handlers.canSwallow(handler)) {
                if (handler.type() == null) {
                    type.refuse(place, "returns from a finally block", VERDICTS);
                } else if (handler.type().equals(THROWABLE)) {
                    type.refuse(place, "catches java.lang.Throwable and goes on", VERDICTS);
                }
            }
        }
    }

    private static Label[] with(Label first, Label... others) {
        Label[] all = new Label[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }
}
