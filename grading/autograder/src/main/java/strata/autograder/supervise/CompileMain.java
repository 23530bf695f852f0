package strata.autograder.supervise;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles a submission inside the walls: sources come on standard input, classes leave on output.
 */
public final class CompileMain {
    private CompileMain() {}

    /** The arguments are the class path, one each. */
    public static void main(String[] args) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(System.in.readAllBytes()));
        List<Path> classPath = new ArrayList<>();
        for (String each : args) {
            classPath.add(Path.of(each));
        }
        out.write(Compiler.compile(Compiled.readFiles(in), classPath).toBytes());
        out.close();
    }
}
