package strata.house.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Everything that is written to be read: the site, and the texts beside the code. */
final class Pages {
    private Pages() {}

    /** The pages of a repository, as paths from its root, sorted. */
    static List<Path> of(Path root) throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        try (Stream<Path> labs = Files.list(root.resolve("labs"))) {
            labs.map(lab -> lab.resolve("README.md")).filter(Files::exists).forEach(pages::add);
        }
        for (String name : List.of("README.md", "CONTRIBUTING.md")) {
            pages.add(root.resolve(name));
        }
        return pages.stream().map(root::relativize).sorted().toList();
    }

    /**
     * A fenced block of a page.
     *
     * @param page from the root
     * @param line of the opening fence, from 1
     * @param language behind the fence; empty for none
     * @param note the comment on the line before the fence, without its marks; empty for none
     * @param lines between the fences
     */
    record Block(Path page, int line, String language, String note, List<String> lines) {
        String place() {
            return page + ":" + line;
        }
    }

    /** The fenced blocks of a page, in order. */
    static List<Block> blocks(Path root, Path page) throws IOException {
        List<String> lines = Files.readAllLines(root.resolve(page));
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String opening = lines.get(i).strip();
            if (!opening.startsWith("```")) {
                continue;
            }
            int indent = lines.get(i).indexOf('`');
            int start = i;
            List<String> inside = new ArrayList<>();
            while (++i < lines.size() && !lines.get(i).strip().equals("```")) {
                String line = lines.get(i);
                inside.add(line.substring(Math.min(indent, line.length())));
            }
            String note = start == 0 ? "" : lines.get(start - 1).strip();
            blocks.add(
                    new Block(
                            page,
                            start + 1,
                            opening.substring(3).strip(),
                            note.startsWith("<!--") && note.endsWith("-->")
                                    ? note.substring(4, note.length() - 3).strip()
                                    : "",
                            List.copyOf(inside)));
        }
        return blocks;
    }
}
