package strata.autograder.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import strata.autograder.grade.Grade;
import strata.autograder.grade.LabGrade;
import strata.autograder.grade.Message;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.grade.Visibility;

/** The page that explains one grade to the student it is about. */
public final class StudentPage {
    private final Grade grade;
    private final ReportOptions options;
    private final Page page;

    private StudentPage(Grade grade, ReportOptions options) {
        this.grade = grade;
        this.options = options;
        this.page = new Page(title(grade), "");
    }

    /** The whole page. */
    public static String html(Grade grade, ReportOptions options) {
        StudentPage student = new StudentPage(grade, options);
        student.head();
        student.byLab();
        student.steps();
        student.failures();
        student.unreached();
        student.passed();
        return student.page.html("", student.footer());
    }

    private static String title(Grade grade) {
        return labs(grade)
                + ": "
                + grade.submission().name()
                + ", "
                + grade.score()
                + " of "
                + grade.maxScore();
    }

    private static String labs(Grade grade) {
        String labs = Telling.labs(grade);
        return labs.substring(0, 1).toUpperCase(Locale.ROOT) + labs.substring(1);
    }

    private void head() {
        page.add("h1", labs(grade));
        page.add("p class=\"dim\"", grade.submission().name());
        page.add(
                "<p class=\"score\"><strong>"
                        + grade.score()
                        + "</strong> of "
                        + Page.count(grade.maxScore(), "point")
                        + "</p>");
        page.add(Page.bar(grade.score(), grade.maxScore()));
        if (grade.outcome() != Outcome.GRADED) {
            page.add("<div class=\"note bad\" role=\"note\">");
            page.add("p", Telling.outcome(grade));
        } else if (grade.score() == grade.maxScore()) {
            page.add("<div class=\"note good\" role=\"note\">");
            page.add(
                    "p",
                    "Every test passed. Nothing is left to do in "
                            + (grade.labs().size() == 1 ? "this lab." : "these labs."));
        } else {
            page.add("<div class=\"note\" role=\"note\">");
            if (grade.labs().stream().anyMatch(lab -> !grade.ran(lab.lab()))) {
                page.add("p", Telling.outcome(grade));
            }
            next().ifPresent(text -> page.add("p", text));
        }
        List<String> messages = Telling.messages(grade);
        if (!messages.isEmpty()) {
            page.preformatted("Messages", "text", String.join("\n", messages));
        }
        page.add("</div>");
        List<String> broken = Telling.brokenRuns(grade);
        if (!broken.isEmpty()) {
            page.add("<div class=\"note warn\" role=\"note\">").list(broken).add("</div>");
        }
        List<String> flags = flags();
        if (!flags.isEmpty()) {
            page.add("<div class=\"note warn\" role=\"note\">");
            page.add("p", "Your instructor is asked to look at this:");
            page.list(flags).add("</div>");
        }
    }

    /** Those that the messages above have not told already. */
    private List<String> flags() {
        List<String> told = grade.messages().stream().map(Message::text).toList();
        return grade.integrity().flags().stream()
                .filter(flag -> !told.contains(flag.text()))
                .map(flag -> flag.name() + ": " + flag.text())
                .toList();
    }

    /** Where to go on: the first step that is not full, since later ones build on it. */
    private Optional<String> next() {
        return StepScore.of(grade).stream()
                .filter(step -> !step.full())
                .findFirst()
                .map(
                        step ->
                                "Go on with step "
                                        + step.step()
                                        + ", "
                                        + step.concept()
                                        + ": "
                                        + (step.tests() - step.passed())
                                        + " of its "
                                        + Page.count(step.tests(), "test")
                                        + " did not pass.");
    }

    /** Where there are several: what each earned, and on what it ran. */
    private void byLab() {
        if (grade.labs().size() == 1) {
            return;
        }
        page.add("h2", "Labs");
        page.add("<table><thead><tr><th scope=\"col\">Lab</th><th scope=\"col\">Ran on</th>");
        page.add("<th scope=\"col\" class=\"n\">Points</th><td></td>");
        page.add("<th scope=\"col\">Outcome</th></tr></thead><tbody>");
        for (LabGrade lab : grade.labs()) {
            page.add("<tr>").add("th scope=\"row\"", lab.lab());
            page.add("td class=\"small\"", lab.layers().replaceFirst("^layers: ", ""));
            page.add("td class=\"n\"", lab.score() + " / " + lab.maxScore());
            page.add("<td class=\"bars\">" + Page.bar(lab.score(), lab.maxScore()) + "</td>");
            boolean ran = lab.outcome() == Outcome.GRADED;
            page.add(ran ? "td" : "td class=\"warn\"", Telling.outcomeLabel(lab.outcome()));
            page.add("</tr>");
        }
        page.add("</tbody></table>");
    }

    private void steps() {
        page.add("h2", "Steps");
        page.add("<table><thead><tr><th scope=\"col\">Step</th><th scope=\"col\">About</th>");
        page.add("<th scope=\"col\" class=\"n\">Points</th><td></td>");
        page.add("<th scope=\"col\" class=\"n\">Tests</th></tr></thead><tbody>");
        for (StepScore step : StepScore.of(grade)) {
            page.add("<tr>").add("th scope=\"row\"", step.step()).add("td", step.concept());
            page.add("td class=\"n\"", step.points() + " / " + step.max());
            page.add("<td class=\"bars\">" + Page.bar(step.points(), step.max()) + "</td>");
            page.add("td class=\"n\"", step.passed() + " / " + step.tests()).add("</tr>");
        }
        page.add("</tbody></table>");
    }

    private void failures() {
        List<TestGrade> failed =
                grade.tests().stream().filter(test -> Telling.hasCard(grade, test)).toList();
        if (failed.isEmpty()) {
            return;
        }
        page.add("h2", "What failed");
        failed.stream()
                .sorted((left, right) -> StepScore.compare(left.step(), right.step()))
                .forEach(this::card);
    }

    private void card(TestGrade original) {
        TestGrade test = Telling.forStudent(grade, original, options);
        page.add("<article class=\"card\">").add("h3", test.claim());
        page.add("p class=\"small dim\"", about(test));
        if (Telling.keepsData(grade, original, options)) {
            page.add(
                    "p",
                    "A hidden test of this claim "
                            + Telling.verb(test.status())
                            + ". Its data is not shown; what it checks, the text of step "
                            + test.step()
                            + " promises.");
        } else {
            data(test);
        }
        page.add("<dl class=\"facts\">");
        fact("In your code", "code", test.ownFrame());
        if (test.visibility() == Visibility.VISIBLE) {
            fact("Run it again", "code", test.rerun());
        }
        code(test);
        page.add("</dl></article>");
    }

    private void data(TestGrade test) {
        if (test.expected().isEmpty() && test.got().isEmpty()) {
            page.add("p", test.headline());
        }
        if (!test.steps().isEmpty()) {
            page.add("h4", "What the test did").add("<ol>");
            for (int i = 0; i < test.steps().size(); i++) {
                boolean last = i == test.steps().size() - 1;
                page.add(last ? "li class=\"here\"" : "li", test.steps().get(i));
            }
            page.add("</ol>");
        }
        if (!test.detail().isEmpty()) {
            page.add("h4", "What it looked at").add("p", test.detail());
        }
        if (!test.expected().isEmpty() || !test.got().isEmpty()) {
            page.add("<div class=\"pair\"><div>").add("h4", "Expected");
            page.preformatted("Expected", "text", test.expected());
            page.add("</div><div>").add("h4", "Got");
            page.preformatted("Got", "text", test.got()).add("</div></div>");
        }
        if (!test.picture().isEmpty()) {
            page.preformatted("Picture", "", String.join("\n", test.picture()));
        }
    }

    private static String about(TestGrade test) {
        return "Step "
                + test.step()
                + " · "
                + (test.visibility() == Visibility.HIDDEN ? "hidden test" : "visible test")
                + " · "
                + Page.count(test.max(), "point")
                + " · "
                + Telling.verb(test.status());
    }

    private void fact(String name, String element, String text) {
        if (!text.isEmpty()) {
            page.add("dt", name).add("<dd>").add(element, text).add("</dd>");
        }
    }

    private void code(TestGrade test) {
        if (test.code().isEmpty()) {
            return;
        }
        String link = options.link(test.docUrl());
        page.add("dt", "More about it");
        if (link.startsWith("https://") || link.startsWith("http://")) {
            page.add(
                    "<dd><a href=\""
                            + Text.html(link)
                            + "\">"
                            + Text.html(test.code())
                            + "</a></dd>");
        } else {
            page.add("dd", test.code() + (link.isEmpty() ? "" : ", " + link));
        }
    }

    /** Tests that say nothing of their own, gathered by the reason that they share. */
    private void unreached() {
        Map<String, List<TestGrade>> byReason = new LinkedHashMap<>();
        for (TestGrade test : grade.tests()) {
            if (test.status() != TestStatus.PASSED && !Telling.hasCard(grade, test)) {
                byReason.merge(test.headline(), List.of(test), Lists::joined);
            }
        }
        if (byReason.isEmpty()) {
            return;
        }
        page.add("h2", "Not reached");
        byReason.forEach(
                (why, tests) -> {
                    page.add("<details>");
                    page.add("summary", Page.count(tests.size(), "test") + ": " + why);
                    claims(tests);
                    page.add("</details>");
                });
    }

    private void passed() {
        List<TestGrade> passed =
                grade.tests().stream().filter(t -> t.status() == TestStatus.PASSED).toList();
        if (passed.isEmpty()) {
            return;
        }
        page.add("h2", "What holds").add("<details>");
        page.add("summary", Page.count(passed.size(), "test") + " passed");
        claims(passed);
        page.add("</details>");
    }

    private void claims(List<TestGrade> tests) {
        page.list(
                tests.stream()
                        .map(
                                test ->
                                        test.step()
                                                + " "
                                                + test.claim()
                                                + " ("
                                                + Page.count(test.max(), "point")
                                                + (test.visibility() == Visibility.HIDDEN
                                                        ? ", hidden)"
                                                        : ")"))
                        .toList());
    }

    private String footer() {
        String suite = grade.run().suiteHash();
        return Text.html(
                "Graded "
                        + grade.run().startedAt()
                        + " with Strata "
                        + grade.run().strata()
                        + ", JDK "
                        + grade.run().jdk()
                        + ", suite "
                        + suite.substring(0, Math.min(12, suite.length()))
                        + "; "
                        + grade.run().layers());
    }
}
