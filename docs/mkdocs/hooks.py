"""What the site is made of beside its own pages: lists of decisions and failure codes, and the labs' READMEs.

mkdocs calls the functions named on_*. A link from a page to a file that is not on the site becomes plain text
if the file is there, and stays a broken link, which fails the build, if it is not.
"""

import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

DOCS = Path(__file__).resolve().parents[1]
ROOT = DOCS.parent
FAILURE_CODES = re.compile(r"<!-- failure-codes.*<!-- end of failure-codes -->", re.DOTALL)
# Pages that the handout leaves out; it has no grading/ either.
FOR_INSTRUCTORS = ["instructor.md"]
LAB_HOURS = re.compile(r"<!-- hours of (0\d-[a-z-]+) -->")
# A row of the table of steps in a lab's README: | [1.1](#…) | … | points | 0.5–1 |
STEP_ROW = re.compile(r"^\| *\[?\d\.\d.*\| *([\d.]+)[–-]([\d.]+) *\|$")
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])+)\]\(([^()\s#]+)(#[^()\s]*)?\)")
FENCE = re.compile(r"^\s*(```|~~~)")


def on_config(config):
    """Adds to the navigation what no hand has to list."""
    sections = {title: pages for entry in config.nav for title, pages in entry.items()}
    if is_handout():
        sections["Start"][:] = [page for page in sections["Start"] if not set(page.values()) & set(FOR_INSTRUCTORS)]
    sections["Labs"].extend({lab_title(lab): lab_page(lab)} for lab in open_labs())
    codes = [{Path(page).stem: page} for page in pages("failures")]
    sections["Labs"].append({"Failure codes": ["failures/README.md", *codes]})
    sections["Know how"].append({"Decisions": ["decisions/README.md", *pages("decisions")]})
    return config


def on_files(files, config):
    """The READMEs of the labs are pages, written once, in the student's room."""
    for lab in open_labs():
        text = (lab / "README.md").read_text(encoding="utf-8")
        page = lab_page(lab)
        files.append(File.generated(config, page, content=relink(text, f"labs/{lab.name}/README.md", page)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Fills in lists and sums where the page asks for them, and mends the links that leave the site."""
    markdown = FAILURE_CODES.sub(lambda _: failure_codes(), markdown)
    markdown = LAB_HOURS.sub(lambda lab: lab_hours(lab.group(1)), markdown)
    if page.file.src_uri in {lab_page(lab) for lab in open_labs()}:
        return markdown
    return relink(markdown, f"docs/{page.file.src_uri}", page.file.src_uri)


def is_handout():
    return not (ROOT / "grading").is_dir()


def pages(folder):
    return sorted(f"{folder}/{p.name}" for p in (DOCS / folder).glob("*.md") if p.name not in ("README.md", "index.md"))


def open_labs():
    return [p for p in sorted((ROOT / "labs").glob("0*")) if (p / "src" / "test").is_dir() and (p / "README.md").is_file()]


def lab_page(lab):
    return f"labs/{lab.name}-steps.md"


def lab_title(lab):
    return f"Lab {int(lab.name[:2])}: the steps"


def lab_hours(lab):
    """The hours of all steps together, as the lab's own text counts them."""
    readme = ROOT / "labs" / lab / "README.md"
    rows = [STEP_ROW.match(line) for line in readme.read_text(encoding="utf-8").splitlines()]
    hours = [(float(row.group(1)), float(row.group(2))) for row in rows if row]
    if not hours:
        return "not counted yet"
    return f"{sum(least for least, _ in hours):g} to {sum(most for _, most in hours):g}"


def heading(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return path.stem


def failure_codes():
    """One row a page; the heading says what failed, with or without the code before it."""
    rows = ["| code | what it says |", "| --- | --- |"]
    for uri in pages("failures"):
        path = DOCS / uri
        says = re.sub(rf"^`?{re.escape(path.stem)}`?[\s.:–—-]*", "", heading(path)) or path.stem
        rows.append(f"| [{path.stem}]({path.name}) | {says.replace('|', chr(92) + '|')} |")
    return "\n".join(rows) if len(rows) > 2 else "There is no code yet."


def relink(markdown, source, page):
    """Links of a file of the repository (source), as they must be on the page."""
    parts, fenced = [[]], False
    for line in markdown.splitlines(keepends=True):
        if FENCE.match(line):
            fenced = not fenced
            parts.append([line])
            if not fenced:
                parts.append([])
        else:
            parts[-1].append(line)
    # The text of a link may go over the end of a line, but not into a fenced block.
    return "".join(
        text if FENCE.match(text) else LINK.sub(lambda link: relinked(link, source, page), text)
        for text in map("".join, parts)
    )


def relinked(link, source, page):
    text, target, anchor = link.group(1), link.group(2), link.group(3) or ""
    if re.match(r"[a-z][a-z0-9+.-]*:|/", target):
        return link.group(0)
    there = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
    on_site = site_page(there)
    if on_site is not None:
        return f"[{text}]({posixpath.relpath(on_site, posixpath.dirname(page) or '.')}{anchor})"
    if not there.startswith("..") and (ROOT / there).exists():
        return text
    if is_handout() and there in {f"docs/{page}" for page in FOR_INSTRUCTORS}:
        return text
    return link.group(0)


def site_page(there):
    """The page of a file of the repository; None if it has none."""
    for lab in open_labs():
        if there in (f"labs/{lab.name}", f"labs/{lab.name}/README.md"):
            return lab_page(lab)
    if there.startswith("docs/") and (ROOT / there).is_file():
        return there[len("docs/") :]
    if there.startswith("docs/") and (ROOT / there / "README.md").is_file():
        return there[len("docs/") :] + "/README.md"
    return None
