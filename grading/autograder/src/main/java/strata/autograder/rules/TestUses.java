package strata.autograder.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import strata.kernel.Nullable;

/** Which members of the layer the methods of the tests use, through whatever helpers. */
final class TestUses {
    /** A use of a member: its class and what {@link OwnClasses} calls it. */
    record Use(String owner, String member, boolean isStatic) {}

    private final OwnClasses tests;
    private final String ownPath;
    private final Map<String, Set<Use>> usesOf = new TreeMap<>();

    TestUses(OwnClasses tests, String ownPath) {
        this.tests = tests;
        this.ownPath = ownPath;
        tests.bytes().forEach(this::read);
    }

    /**
     * What a test uses of the layer.
     *
     * @param testClass with slashes
     * @param method its name
     */
    List<Use> of(String testClass, String method) {
        Set<Use> found = new LinkedHashSet<>();
        Set<String> visited = new TreeSet<>();
        List<String> open = new ArrayList<>();
        for (String each : usesOf.keySet()) {
            boolean runsAnyway =
                    each.startsWith(testClass + ".<init>") || each.startsWith(testClass + ".<cl");
            if (each.startsWith(testClass + "." + method + "(") || runsAnyway) {
                open.add(each);
            }
        }
        while (!open.isEmpty()) {
            String at = open.remove(open.size() - 1);
            if (!visited.add(at)) {
                continue;
            }
            for (Use use : usesOf.getOrDefault(at, Set.of())) {
                if (tests.contains(use.owner())) {
                    open.add(use.owner() + "." + use.member());
                } else {
                    found.add(use);
                }
            }
        }
        return List.copyOf(found);
    }

    private void read(String name, byte[] content) {
        new ClassReader(content)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access,
                                    String method,
                                    String descriptor,
                                    @Nullable String signature,
                                    @Nullable String[] exceptions) {
                                String key = name + "." + method + descriptor;
                                return new Collector(
                                        usesOf.computeIfAbsent(key, k -> new LinkedHashSet<>()));
                            }
                        },
                        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    private final class Collector extends MethodVisitor {
        private final Set<Use> uses;

        Collector(Set<Use> uses) {
            super(Opcodes.ASM9);
            this.uses = uses;
        }

        private void add(String owner, String member, boolean isStatic) {
            if (owner.startsWith(ownPath)) {
                uses.add(new Use(owner, member, isStatic));
            }
        }

        @Override
        public void visitMethodInsn(
                int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean isStatic = opcode == Opcodes.INVOKESTATIC;
            add(owner, OwnClasses.method(name, descriptor), isStatic);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
            add(owner, OwnClasses.field(name, descriptor), isStatic);
        }

        @Override
        public void visitInvokeDynamicInsn(
                String name, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle handle && handle.getTag() > Opcodes.H_PUTSTATIC) {
                    boolean isStatic = handle.getTag() == Opcodes.H_INVOKESTATIC;
                    String member = OwnClasses.method(handle.getName(), handle.getDesc());
                    add(handle.getOwner(), member, isStatic);
                }
            }
        }
    }
}
