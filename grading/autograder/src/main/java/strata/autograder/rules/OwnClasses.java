package strata.autograder.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import strata.kernel.Nullable;

/** The classes of a submission (or of the tests) by name, with what they declare. */
public final class OwnClasses {
    /**
     * A class.
     *
     * @param name with slashes
     * @param parents its superclass (if any), then its interfaces
     * @param members as {@code readInt(Ljava/nio/ByteBuffer;)I} and, for fields, {@code size I};
     *     with their access flags
     */
    record Declared(String name, List<String> parents, Map<String, Integer> members) {}

    private final SortedMap<String, byte[]> bytes;
    private final SortedMap<String, Declared> declared = new TreeMap<>();

    /**
     * @param bytes class files by the names of their classes, with slashes
     */
    public OwnClasses(Map<String, byte[]> bytes) {
        this.bytes = new TreeMap<>(bytes);
        this.bytes.forEach((name, content) -> declared.put(name, declaredIn(content)));
    }

    /** The class files by name. */
    public SortedMap<String, byte[]> bytes() {
        return bytes;
    }

    @Nullable
    Declared get(String name) {
        return declared.get(name);
    }

    boolean contains(String name) {
        return declared.containsKey(name);
    }

    /**
     * Where a member that is used through a class of ours really is: in one of ours (then empty),
     * or in one of these foreign classes.
     */
    List<String> foreignOwners(String owner, String member) {
        List<String> foreign = new ArrayList<>();
        return isOurs(owner, member, foreign, new TreeSet<>()) ? List.of() : foreign;
    }

    private boolean isOurs(String owner, String member, List<String> foreign, Set<String> visited) {
        Declared type = declared.get(owner);
        if (type == null) {
            foreign.add(owner);
            return false;
        }
        if (!visited.add(owner)) {
            return false;
        }
        if (type.members().containsKey(member)) {
            return true;
        }
        for (String parent : type.parents()) {
            if (isOurs(parent, member, foreign, visited)) {
                return true;
            }
        }
        return false;
    }

    static String field(String name, String descriptor) {
        return name + " " + descriptor;
    }

    static String method(String name, String descriptor) {
        return name + descriptor;
    }

    private static Declared declaredIn(byte[] content) {
        ClassReader reader = new ClassReader(content);
        List<String> parents = new ArrayList<>();
        if (reader.getSuperName() != null) {
            parents.add(reader.getSuperName());
        }
        parents.addAll(List.of(reader.getInterfaces()));
        Map<String, Integer> members = new TreeMap<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            @Nullable String[] exceptions) {
                        members.put(method(name, descriptor), access);
                        return null;
                    }

                    @Override
                    public @Nullable FieldVisitor visitField(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            @Nullable Object value) {
                        members.put(field(name, descriptor), access);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new Declared(reader.getClassName(), parents, members);
    }
}
