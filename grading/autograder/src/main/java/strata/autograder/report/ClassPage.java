package strata.autograder.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.Visibility;

/** The page about a class, for its instructor. */
public final class ClassPage {
    /** Rows of the table of claims: beyond them it is a tail that nobody reads. */
    private static final int CLAIMS_SHOWN = 25;

    private final ClassSummary summary;
    private final ReportOptions options;
    private final Page page = new Page("Grades of the class", "wide");

    private ClassPage(ClassSummary summary, ReportOptions options) {
        this.summary = summary;
        this.options = options;
    }

    /** The whole page. Rows link to {@code FOLDER/report.html} beside it. */
    public static String html(ClassSummary summary, ReportOptions options) {
        ClassPage page = new ClassPage(summary, options);
        page.head();
        page.attention();
        page.scores();
        page.labs();
        page.steps();
        page.claims();
        page.similarity();
        page.submissions();
        return page.page.html("class.js", page.footer());
    }

    private void head() {
        ClassSummary.Scores scores = summary.scores();
        page.add("h1", "Grades of the class");
        page.add("<nav class=\"jump\" aria-label=\"On this page\">");
        for (String[] part :
                List.of(
                        new String[] {"scores", "Scores"},
                        new String[] {"steps", "Steps"},
                        new String[] {"claims", "What failed most"},
                        new String[] {"alike", "Similarity"},
                        new String[] {"all", "Submissions"})) {
            page.add("<a href=\"#" + part[0] + "\">" + part[1] + "</a>");
        }
        page.add("</nav><dl class=\"tiles\">");
        tile("Submissions", String.valueOf(summary.rows().size()));
        tile("Mean of " + scores.maxScore(), number(scores.mean()));
        tile("Median", number(scores.median()));
        tile(
                "Middle half",
                number(scores.lowerQuartile()) + " to " + number(scores.upperQuartile()));
        tile("All points", String.valueOf(scores.histogram().get(ClassSummary.BINS - 1)));
        tile("Flagged", String.valueOf(flaggedSubmissions()));
        page.add("</dl>");
    }

    private long flaggedSubmissions() {
        return summary.rows().stream().filter(row -> !row.flags().isEmpty()).count();
    }

    private void tile(String name, String value) {
        page.add("<div>").add("dt", name).add("dd", value).add("</div>");
    }

    /** What an instructor should know before believing the figures below. */
    private void attention() {
        List<String> notes = new ArrayList<>();
        int errors = summary.scores().graderErrors();
        if (errors > 0) {
            notes.add(
                    "On "
                            + Page.count(errors, "submission")
                            + " the grader itself failed. They are in no figure below, and have to"
                            + " be graded again.");
        }
        if (summary.suiteHashes().size() > 1) {
            notes.add(
                    "These grades come from "
                            + summary.suiteHashes().size()
                            + " different suites of tests: their scores do not compare.");
        }
        summary.protectionsMissing()
                .forEach(
                        (name, count) ->
                                notes.add(
                                        "Protection missing on this machine: "
                                                + name
                                                + " (for "
                                                + Page.count(count, "submission")
                                                + ")."));
        if (!notes.isEmpty()) {
            page.add("<div class=\"note warn\" role=\"note\">").list(notes).add("</div>");
        }
        if (!summary.flagged().isEmpty()) {
            flags();
        }
    }

    private void flags() {
        page.add("h2 id=\"flagged\"", "Flagged");
        page.add(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Flagged"
                        + " submissions\"><table><thead><tr><th scope=\"col\">Submission</th>");
        page.add("<th scope=\"col\">Flag</th><th scope=\"col\">What was seen</th></tr></thead>");
        page.add("<tbody>");
        Map<List<String>, List<ClassSummary.Flagged>> groups = new LinkedHashMap<>();
        for (ClassSummary.Flagged one : summary.flagged()) {
            groups.merge(List.of(one.submission(), one.flag()), List.of(one), Lists::joined);
        }
        for (List<ClassSummary.Flagged> group : groups.values()) {
            ClassSummary.Flagged first = group.get(0);
            String more = group.size() == 1 ? "" : " (and " + (group.size() - 1) + " more)";
            page.add("<tr>").add("th scope=\"row\"", first.submission());
            page.add("<td>").add("span class=\"tag warn\"", first.flag()).add("</td>");
            page.add("td", first.text() + more).add("</tr>");
        }
        page.add("</tbody></table></div>");
    }

    private void scores() {
        List<Integer> bins = summary.scores().histogram();
        int highest = Math.max(1, bins.stream().mapToInt(bin -> bin).max().orElse(1));
        page.add("h2 id=\"scores\"", "Scores");
        page.add("p class=\"dim small\"", "Submissions by their share of the points, in percent.");
        page.add("<ul class=\"chart\">");
        for (int bin = 0; bin < bins.size(); bin++) {
            String upTo = "<span class=\"upto\">–" + (bin * 10 + 9) + "</span>";
            page.add("<li><span>" + bins.get(bin) + "</span>");
            page.add(
                    "<span class=\"column\" aria-hidden=\"true\" style=\"height:"
                            + String.format(Locale.ROOT, "%.2f", 8.0 * bins.get(bin) / highest)
                            + "rem\"></span>");
            page.add(
                    "<span class=\"label\">" + bin * 10 + (bin == 10 ? "" : upTo) + "</span></li>");
        }
        page.add("</ul>");
    }

    /** Means by lab, where there are several. */
    private void labs() {
        Map<String, List<ClassSummary.Step>> labs = new LinkedHashMap<>();
        for (ClassSummary.Step step : summary.steps()) {
            labs.merge(step.step().replaceFirst("\\..*", ""), List.of(step), Lists::joined);
        }
        if (labs.size() < 2) {
            return;
        }
        page.add("h2 id=\"labs\"", "Labs");
        page.add("<table><thead><tr><th scope=\"col\">Lab</th>");
        page.add("<th scope=\"col\" class=\"n\">Mean</th><td></td></tr></thead><tbody>");
        labs.forEach(
                (lab, steps) -> {
                    double mean = steps.stream().mapToDouble(ClassSummary.Step::mean).sum();
                    int max = steps.stream().mapToInt(ClassSummary.Step::max).sum();
                    page.add("<tr>").add("th scope=\"row\"", lab);
                    page.add("td class=\"n\"", number(Math.round(mean * 10) / 10.0) + " / " + max);
                    page.add("<td class=\"bars\">");
                    page.add(Page.bar((int) Math.round(mean * 10), max * 10) + "</td></tr>");
                });
        page.add("</tbody></table>");
    }

    private void steps() {
        page.add("h2 id=\"steps\"", "Steps");
        page.add(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\""
                    + " aria-label=\"Steps\"><table><caption>How many submissions have none of a");
        page.add("step's points, less than half, half or more, and all.</caption>");
        page.add("<thead><tr><th scope=\"col\">Step</th><th scope=\"col\">About</th>");
        page.add("<th scope=\"col\" class=\"n\">Mean</th><td></td>");
        for (String column : List.of("None", "&lt; half", "&ge; half", "All")) {
            page.add("<th scope=\"col\" class=\"heat\">" + column + "</th>");
        }
        page.add("</tr></thead><tbody>");
        for (ClassSummary.Step step : summary.steps()) {
            page.add("<tr>").add("th scope=\"row\"", step.step()).add("td", step.concept());
            page.add("td class=\"n\"", number(step.mean()) + " / " + step.max());
            page.add("<td class=\"bars\">");
            page.add(Page.bar((int) Math.round(step.mean() * 10), step.max() * 10) + "</td>");
            int all = step.none() + step.belowHalf() + step.halfOrMore() + step.all();
            for (int count :
                    new int[] {step.none(), step.belowHalf(), step.halfOrMore(), step.all()}) {
                heat(count, all);
            }
            page.add("</tr>");
        }
        page.add("</tbody></table></div>");
    }

    private void heat(int count, int all) {
        double share = all == 0 ? 0 : 0.45 * count / all;
        page.add(
                "<td class=\"heat\" style=\"background:rgb(var(--heat) / "
                        + String.format(Locale.ROOT, "%.3f", share)
                        + ")\">"
                        + count
                        + "</td>");
    }

    private void claims() {
        page.add("h2 id=\"claims\"", "What failed most");
        if (summary.claims().isEmpty()) {
            page.add("p", "Nothing failed.");
            return;
        }
        List<ClassSummary.Claim> shown =
                summary.claims().subList(0, Math.min(CLAIMS_SHOWN, summary.claims().size()));
        page.add(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Claims that"
                        + " failed\"><table><caption>");
        page.add(
                Text.html(
                        "The "
                                + Page.count(shown.size(), "claim")
                                + " that broke most often"
                                + (shown.size() < summary.claims().size()
                                        ? ", of " + summary.claims().size()
                                        : "")
                                + ". Not reached: the submission waits for an earlier step, or"
                                + " never ran."));
        page.add("</caption><thead><tr><th scope=\"col\" class=\"n\">Failed</th>");
        page.add("<th scope=\"col\" class=\"n\">Not reached</th><th scope=\"col\">Claim</th>");
        page.add("<th scope=\"col\">Step</th><th scope=\"col\">Code</th></tr></thead><tbody>");
        for (ClassSummary.Claim claim : shown) {
            page.add("<tr>").add("td class=\"n\"", String.valueOf(claim.failed()));
            page.add("td class=\"n\"", String.valueOf(claim.notReached()));
            page.add("<td>").add("span", claim.claim()).add("<br>");
            boolean hidden = claim.visibility() == Visibility.HIDDEN;
            page.add("code class=\"dim\"", claim.id() + (hidden ? " (hidden)" : ""));
            page.add("</td>").add("td", claim.step()).add("td", claim.code()).add("</tr>");
        }
        page.add("</tbody></table></div>");
    }

    private void similarity() {
        Similarity similarity = summary.similarity();
        page.add("h2 id=\"alike\"", "Similarity of the sources");
        if (!similarity.note().isEmpty()) {
            page.add("p", similarity.note());
        }
        if (!similarity.compared()) {
            return;
        }
        page.add(
                "p class=\"dim small\"",
                "JPlag compared "
                        + Page.count(similarity.submissions(), "submission")
                        + ", without what all were given. A high figure is a reason to look, not a"
                        + " verdict: solutions of one step look alike.");
        if (similarity.pairs().isEmpty()) {
            page.add("p", "No two have anything to speak of in common.");
            return;
        }
        page.add(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Similar"
                        + " submissions\"><table><thead><tr><th scope=\"col\">Submission</th>");
        page.add("<th scope=\"col\">and</th><th scope=\"col\" class=\"n\">Alike</th>");
        page.add("<th scope=\"col\" class=\"n\">Of the shorter</th><td></td>");
        page.add("<th scope=\"col\" class=\"n\">Tokens</th></tr></thead><tbody>");
        for (Similarity.Pair pair : similarity.pairs()) {
            page.add("<tr>").add("td", pair.first()).add("td", pair.second());
            page.add("td class=\"n\"", percent(pair.average()));
            page.add("td class=\"n\"", percent(pair.maximum()));
            int share = (int) Math.round(100 * pair.average());
            page.add("<td class=\"bars\">" + Page.bar(share, 100) + "</td>");
            page.add("td class=\"n\"", String.valueOf(pair.matchedTokens())).add("</tr>");
        }
        page.add("</tbody></table></div>");
    }

    private void submissions() {
        page.add("h2 id=\"all\"", "Submissions");
        page.add("<p hidden><label>Show those with <input class=\"filter\" id=\"filter\"");
        page.add("type=\"search\"></label> <span id=\"shown\" class=\"dim\" role=\"status\">");
        page.add("</span></p>");
        page.add(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\""
                        + " aria-label=\"Submissions\"><table id=\"submissions\"><thead><tr>");
        page.add("<th scope=\"col\">Name</th><th scope=\"col\" class=\"n\">Score</th>");
        for (ClassSummary.Step step : summary.steps()) {
            page.add("th scope=\"col\" class=\"n\"", step.step());
        }
        page.add("<th scope=\"col\">Outcome</th><th scope=\"col\">Flags</th></tr></thead><tbody>");
        summary.rows().forEach(this::row);
        page.add("</tbody></table></div>");
    }

    private void row(ClassSummary.Row row) {
        String link = "<a href=\"" + Text.url(row.folder()) + "/report.html\">";
        page.add("<tr><th scope=\"row\">" + link + Text.html(row.name()) + "</a></th>");
        sortable(row.score(), row.score() + " / " + row.maxScore());
        for (ClassSummary.Step step : summary.steps()) {
            Integer points = row.steps().get(step.step());
            sortable(points == null ? -1 : points, points == null ? "" : String.valueOf(points));
        }
        String outcome = Telling.outcomeLabel(row.outcome());
        page.add(row.outcome() == Outcome.GRADED ? "td" : "td class=\"warn\"", outcome);
        page.add("td class=\"small\"", String.join(", ", row.flags())).add("</tr>");
    }

    private void sortable(int value, String text) {
        page.add("td class=\"n\" data-sort=\"" + value + "\"", text);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    private String footer() {
        String docs = options.docsBase();
        String hashes =
                String.join(
                        ", ",
                        summary.suiteHashes().stream()
                                .map(hash -> hash.substring(0, Math.min(12, hash.length())))
                                .toList());
        String guide =
                docs.startsWith("https://") || docs.startsWith("http://")
                        ? " · <a href=\"" + Text.html(docs) + "\">Strata</a>"
                        : "";
        return Text.html("Suite " + hashes) + guide;
    }
}
