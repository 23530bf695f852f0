package strata.autograder.rules;

import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import strata.kernel.Nullable;

/** Checks one class. */
final class ClassCheck extends ClassVisitor {
    private final OwnClasses classes;
    private final Set<Finding> refusals;
    private final Set<Finding> unsteady;
    private final AllowList allowed;
    private String name = "";
    private String file = "";
    private @Nullable String superName;
    private String[] interfaces = {};

    ClassCheck(
            OwnClasses classes, AllowList allowed, Set<Finding> refusals, Set<Finding> unsteady) {
        super(Opcodes.ASM9);
        this.allowed = allowed;
        this.classes = classes;
        this.refusals = refusals;
        this.unsteady = unsteady;
    }

    @Override
    public void visit(
            int version,
            int access,
            String type,
            @Nullable String signature,
            @Nullable String parent,
            String[] parents) {
        name = type;
        superName = parent;
        interfaces = parents;
    }

    @Override
    public void visitSource(@Nullable String source, @Nullable String debug) {
        file = source == null ? "" : source;
    }

    @Override
    public void visitEnd() {
        Place place = new Place(name, "", file);
        if (superName != null && !permitsType(superName)) {
            refuse(place, "extends " + shown(superName), Advice.on(superName, "", ""));
        }
        for (String each : interfaces) {
            if (!permitsType(each)) {
                refuse(place, "implements " + shown(each), Advice.on(each, "", ""));
            }
        }
    }

    @Override
    public MethodVisitor visitMethod(
            int access,
            String method,
            String descriptor,
            @Nullable String signature,
            @Nullable String[] exceptions) {
        Place place = new Place(name, method, file);
        if ((access & Opcodes.ACC_NATIVE) != 0) {
            refuse(
                    place,
                    "is native",
                    new Advice("Native code is out of reach of every check", "write it in Java"));
        }
        if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
            refuse(place, "is synchronized", MethodCheck.LOCKS);
        }
        if (method.equals("finalize") && descriptor.equals("()V")) {
            refuse(
                    place,
                    "is a finalizer",
                    new Advice(
                            "It would run when the garbage collector likes, on another thread",
                            "do what it does where the object's use ends"));
        }
        return new MethodCheck(this, place);
    }

    /** A member is used: called, read, written, or made a method handle of. */
    void use(Place place, String does, String owner, Member member) {
        if (owner.startsWith("[")) {
            if (!member.name().equals("clone")) {
                useForeign(place, does, "java/lang/Object", member);
            }
            return;
        }
        if (!classes.contains(owner)) {
            useForeign(place, does, owner, member);
            return;
        }
        List<String> foreign = classes.foreignOwners(owner, member.key());
        if (foreign.isEmpty()) {
            return;
        }
        boolean fine =
                foreign.stream()
                        .anyMatch(
                                each -> allowed.permits(each, member.name(), member.descriptor()));
        if (!fine) {
            useForeign(place, does, foreign.get(0), member);
        }
    }

    private void useForeign(Place place, String does, String owner, Member member) {
        String what = does + " " + shown(owner, member.name());
        if (!allowed.permits(owner, member.name(), member.descriptor())) {
            refuse(place, what, Advice.on(owner, member.name(), member.descriptor()));
        } else if (allowed.isUnsteady(owner, member.name())) {
            unsteady.add(
                    place.finding(
                            what,
                            new Advice(
                                    "Its order of iteration differs between two runs, so a score"
                                            + " may, too",
                                    "use LinkedHashMap, LinkedHashSet, TreeMap or TreeSet")));
        }
    }

    /** A class is named: made, cast to, tested for. */
    void useType(Place place, String does, String type) {
        Type element = Type.getObjectType(type);
        if (element.getSort() == Type.ARRAY) {
            element = element.getElementType();
        }
        if (element.getSort() == Type.OBJECT && !permitsType(element.getInternalName())) {
            String internal = element.getInternalName();
            refuse(place, does + " " + shown(internal), Advice.on(internal, "", ""));
        }
    }

    void useHandle(Place place, Handle handle) {
        boolean field = handle.getTag() <= Opcodes.H_PUTSTATIC;
        use(
                place,
                "refers to",
                handle.getOwner(),
                new Member(handle.getName(), handle.getDesc(), field));
    }

    void refuse(Place place, String does, Advice advice) {
        refusals.add(place.finding(does, advice));
    }

    boolean isOwn(String type) {
        return classes.contains(type);
    }

    boolean permitsType(String type) {
        return classes.contains(type) || allowed.permitsType(type);
    }

    /** A member of a class, as an instruction names it. */
    record Member(String name, String descriptor, boolean field) {
        String key() {
            return field ? OwnClasses.field(name, descriptor) : OwnClasses.method(name, descriptor);
        }
    }

    static String shown(String type) {
        return type.replace('/', '.').replace('$', '.');
    }

    private static String shown(String owner, String member) {
        String type = shown(owner);
        return member.equals("<init>") ? "new " + type : type + "." + member;
    }
}
