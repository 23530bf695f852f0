package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTextTest {
    private static String shown(String markdown) {
        return MarkdownText.render(markdown, true)
                .replace("\u001b[0m", ">")
                .replaceAll("\u001b\\[([0-9]+)m", "<$1 ");
    }

    @Test
    void withoutATerminalItStaysAsItIs() {
        assertThat(MarkdownText.render("\n# A `b` **c**\n", false)).isEqualTo("# A `b` **c**");
    }

    @Test
    void headingsCodeAndEmphasisGetAStyle() {
        assertThat(shown("## A title")).isEqualTo("<1 A title>");
        assertThat(shown("call `a(*p*)` **now**, *not* later"))
                .isEqualTo("call <36 a(*p*)> <1 now>, <3 not> later");
    }

    @Test
    void aProductIsNoEmphasis() {
        assertThat(shown("2 * 3 * 4 and a*b*c")).isEqualTo("2 * 3 * 4 and a*b*c");
    }

    @Test
    void aLinkShowsWhereItLeads() {
        assertThat(shown("**see** [the page](x.md)")).isEqualTo("<1 see> the page (x.md)");
    }

    @Test
    void codeInAFenceIsShownAsItIs() {
        assertThat(shown("a\n```java\nint **b** = 1;\n```\nc"))
                .isEqualTo("a\n    <36 int **b** = 1;>\nc");
    }

    @Test
    void aBacktickThatOpensNothingStays() {
        assertThat(shown("a ` b")).isEqualTo("a ` b");
    }
}
