package strata.autograder.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.Lab;
import strata.autograder.grade.Flag;

final class IntakeTest {
    private static final String OWN = "labs/01-log/src/main/java/strata/log/";
    private static final String SOURCE = "package strata.log; class A {}";
    private static final Limits SMALL = new Limits(3, 100, 250, 10_000, 20, 12);

    @TempDir private Path temp;
    private Lab lab = new Lab(1, "01-log", "log", Path.of("."));

    @BeforeEach
    void makeRepository() throws IOException {
        Path root = temp.resolve("repository");
        Path descriptor = root.resolve("labs/01-log/src/main/resources/META-INF/strata/log");
        Files.createDirectories(descriptor.getParent());
        Files.writeString(descriptor, "ours\n");
        lab = new Lab(1, "01-log", "log", root);
    }

    @Test
    void aZipOfARepositoryGivesItsSources() throws IOException {
        RawZip zip =
                new RawZip()
                        .file(OWN + "A.java", SOURCE)
                        .file("README.md", "hello")
                        .file("labs/01-log/src/test/java/strata/log/ATest.java", "not taken");

        Taken taken = take(zip);

        assertThat(taken.isRefused()).isFalse();
        assertThat(taken.sources()).containsOnlyKeys("strata/log/A.java");
        assertThat(taken.flags()).isEmpty();
    }

    @Test
    void aPackedZipOfWhatIsBeneathLabsGivesItsSources() throws IOException {
        Path file = temp.resolve("flat.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("01-log/src/main/java/strata/log/A.java"));
            zip.write(SOURCE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        Taken taken = Intake.take(file, "flat", lab, SMALL);

        assertThat(taken.sources()).containsOnlyKeys("strata/log/A.java");
        assertThat(taken.sources().get("strata/log/A.java"))
                .isEqualTo(SOURCE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aZipWithOneFolderAroundTheRepositoryGivesItsSources() throws IOException {
        Taken taken = take(new RawZip().file("strata-main/" + OWN + "A.java", SOURCE));

        assertThat(taken.sources()).containsOnlyKeys("strata/log/A.java");
    }

    @Test
    void aCheckoutGivesTheFilesOfItsWorkTreeAndItsCommit() throws IOException {
        Path folder = temp.resolve("checkout");
        write(folder.resolve(OWN + "A.java"), SOURCE);
        write(folder.resolve(".git/HEAD"), "ref: refs/heads/main\n");
        write(folder.resolve(".git/refs/heads/main"), "0123456789".repeat(4) + "\n");

        Taken taken = Intake.take(folder, "checkout", lab, SMALL);

        assertThat(taken.sources()).containsOnlyKeys("strata/log/A.java");
        assertThat(taken.commit()).isEqualTo("0123456789".repeat(4));
    }

    @Test
    void aPathOutOfTheFolderRefusesTheZip() throws IOException {
        RawZip zip = new RawZip().file(OWN + "A.java", SOURCE).file("../../escaped.txt", "x");

        Taken taken = take(zip);

        assertThat(names(taken)).containsExactly("path-escape");
        assertThat(taken.isRefused()).isTrue();
        assertThat(taken.sources()).isEmpty();
        assertThat(temp.resolve("../escaped.txt")).doesNotExist();
    }

    @Test
    void backslashesDoNotHideAPathOutOfTheFolder() throws IOException {
        assertThat(names(take(new RawZip().file("labs\\..\\..\\x", "x"))))
                .containsExactly("path-escape");
    }

    @Test
    void anAbsolutePathRefusesTheZip() throws IOException {
        assertThat(names(take(new RawZip().file("/etc/cron.d/x", "x"))))
                .containsExactly("absolute-path");
        assertThat(names(take(new RawZip().file("C:/x", "x")))).containsExactly("absolute-path");
    }

    @Test
    void aLinkInAZipIsNotTaken() throws IOException {
        RawZip zip =
                new RawZip()
                        .file(OWN + "A.java", SOURCE)
                        .link(OWN + "B.java", "/grading/hidden/Secret.java");

        Taken taken = take(zip);

        assertThat(names(taken)).containsExactly("symlink");
        assertThat(taken.sources()).containsOnlyKeys("strata/log/A.java");
    }

    @Test
    void aLinkInAFolderIsNotFollowed() throws IOException {
        Path secret = write(temp.resolve("Secret.java"), "class Secret {}");
        Path folder = temp.resolve("folder");
        write(folder.resolve(OWN + "A.java"), SOURCE);
        Files.createSymbolicLink(folder.resolve(OWN + "B.java"), secret);

        Taken taken = Intake.take(folder, "folder", lab, SMALL);

        assertThat(names(taken)).containsExactly("symlink");
        assertThat(taken.sources()).containsOnlyKeys("strata/log/A.java");
    }

    @Test
    void aLinkInPlaceOfAFolderIsNotFollowed() throws IOException {
        Path elsewhere = temp.resolve("elsewhere");
        write(elsewhere.resolve("01-log/src/main/java/strata/log/A.java"), SOURCE);
        Path folder = Files.createDirectories(temp.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("labs"), elsewhere);

        Taken taken = Intake.take(folder, "folder", lab, SMALL);

        assertThat(names(taken)).containsExactly("symlink", "no-sources");
        assertThat(taken.sources()).isEmpty();
    }

    @Test
    void aLinkAsTheSubmissionIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), temp);

        assertThat(names(Intake.take(link, "link", lab, SMALL))).containsExactly("symlink");
    }

    @Test
    void aPipeIsNotTaken() throws IOException {
        RawZip zip = new RawZip().file(OWN + "A.java", SOURCE).pipe(OWN + "B.java");

        assertThat(names(take(zip))).containsExactly("special-file");
    }

    @Test
    void aFileTwiceRefusesTheZip() throws IOException {
        RawZip zip = new RawZip().file(OWN + "A.java", SOURCE).file(OWN + "A.java", "other");

        assertThat(names(take(zip))).containsExactly("duplicate-name");
    }

    @Test
    void aFileTwiceInUpperAndLowerCaseRefusesTheSubmission() throws IOException {
        RawZip zip = new RawZip().file(OWN + "Ab.java", SOURCE).file(OWN + "AB.java", "other");

        assertThat(names(take(zip))).containsExactly("duplicate-name");
    }

    @Test
    void aFileThatIsTooLargeIsNotTaken() throws IOException {
        RawZip zip =
                new RawZip().file(OWN + "A.java", SOURCE).file(OWN + "B.java", "x".repeat(101));

        Taken taken = take(zip);

        assertThat(names(taken)).containsExactly("file-too-large");
        assertThat(taken.sources()).containsOnlyKeys("strata/log/A.java");
    }

    @Test
    void aFileThatGrowsWhenUnpackedIsReadNoFurtherThanItsLimit() throws IOException {
        Path file = temp.resolve("bomb.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(OWN + "A.java"));
            zip.write(new byte[8 << 20]);
        }

        Taken taken = Intake.take(file, "bomb", lab, SMALL);

        assertThat(names(taken)).containsExactly("file-too-large", "no-sources");
    }

    @Test
    void tooManyFilesRefuseTheSubmission() throws IOException {
        RawZip sources = new RawZip();
        RawZip entries = new RawZip();
        for (int i = 0; i < 21; i++) {
            sources.file(OWN + "A" + i + ".java", "x");
            entries.file("other/" + i, "x");
        }

        assertThat(names(take(entries))).containsExactly("too-many-files");
        assertThat(names(take(sources))).containsExactly("too-many-files");
    }

    @Test
    void foldersNestedTooDeepRefuseTheSubmission() throws IOException {
        Path folder = temp.resolve("folder");
        write(folder.resolve("d/".repeat(20) + "x"), "x");

        assertThat(names(Intake.take(folder, "folder", lab, SMALL)))
                .containsExactly("too-many-files");
    }

    @Test
    void aFileThatIsNotUtf8IsNotTaken() throws IOException {
        RawZip zip =
                new RawZip()
                        .file(OWN + "A.java", SOURCE)
                        .bytes(OWN + "B.java", new byte[] {'/', '/', (byte) 0xE9, '\n'});

        assertThat(names(take(zip))).containsExactly("not-utf-8");
    }

    @Test
    void aSourceOutsideThePackageOfTheLabIsNotTaken() throws IOException {
        RawZip zip =
                new RawZip()
                        .file(OWN + "A.java", SOURCE)
                        .file("labs/01-log/src/main/java/strata/kernel/Check.java", "x")
                        .file("labs/01-log/src/main/java/strata/log/module-info.java", "x");

        Taken taken = take(zip);

        assertThat(names(taken)).containsExactly("shadowed-class", "shadowed-class");
        assertThat(taken.sources()).containsOnlyKeys("strata/log/A.java");
    }

    @Test
    void aResourceThatIsNotOursIsFlagged() throws IOException {
        String resources = "labs/01-log/src/main/resources/META-INF/strata/";
        RawZip honest = new RawZip().file(OWN + "A.java", SOURCE).file(resources + "log", "ours\n");
        RawZip forged =
                new RawZip().file(OWN + "A.java", SOURCE).file(resources + "log", "theirs\n");
        RawZip foreign =
                new RawZip().file(OWN + "A.java", SOURCE).file(OWN + "Evil.class", "CAFEBABE");

        assertThat(names(take(honest))).isEmpty();
        assertThat(names(take(forged))).containsExactly("foreign-resource");
        assertThat(names(take(foreign))).containsExactly("foreign-resource");
    }

    @Test
    void whatIsNoZipIsRefused() throws IOException {
        Path text = write(temp.resolve("a.zip"), "this is no zip");
        Path whole = new RawZip().file(OWN + "A.java", SOURCE).write(temp.resolve("b.zip"));
        byte[] bytes = Files.readAllBytes(whole);
        Path torn = Files.write(temp.resolve("c.zip"), java.util.Arrays.copyOf(bytes, 100));
        bytes[bytes.length - 5] = 0x7F; // the directory would be behind the file
        Path wrong = Files.write(temp.resolve("d.zip"), bytes);

        assertThat(names(Intake.take(text, "a", lab, SMALL))).containsExactly("broken-zip");
        assertThat(names(Intake.take(torn, "c", lab, SMALL))).containsExactly("broken-zip");
        assertThat(names(Intake.take(wrong, "d", lab, SMALL))).containsExactly("broken-zip");
    }

    @Test
    void noTextOfAFlagHoldsControlCharacters() throws IOException {
        Taken taken = take(new RawZip().file("labs/\u001b[31mred", "x"));

        assertThat(names(taken)).containsExactly("strange-name");
        assertThat(taken.refusal()).doesNotContain("\u001b");
    }

    private Taken take(RawZip zip) throws IOException {
        return Intake.take(zip.write(temp.resolve("submission.zip")), "it", lab, SMALL);
    }

    private static List<String> names(Taken taken) {
        return taken.flags().stream().map(Flag::name).toList();
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
