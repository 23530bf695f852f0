package strata.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.sim.SeededRandom;

final class GraphTest {
    @Test
    void componentsAreThoseThatReachEachOther() {
        for (long seed = 0; seed < 500; seed++) {
            SeededRandom random = new SeededRandom(seed);
            int vertices = 1 + random.nextInt(12);
            Graph graph = new Graph(vertices);
            boolean[][] reach = new boolean[vertices][vertices];
            for (int e = random.nextInt(25); e > 0; e--) {
                int kind = 1 << random.nextInt(2);
                int a = random.nextInt(vertices);
                int b = random.nextInt(vertices);
                graph.edge(a, b, kind);
                reach[a][b] |= kind == 2;
            }
            graph.complete();
            close(reach);

            int[] component = graph.components(2);

            for (int a = 0; a < vertices; a++) {
                for (int b = 0; b < vertices; b++) {
                    boolean together = a == b || (reach[a][b] && reach[b][a]);
                    assertThat(component[a] == component[b]).isEqualTo(together);
                    if (a != b && together) {
                        assertIsWay(graph.way(a, b, 2, component), a, b, reach);
                    }
                }
            }
        }
    }

    @Test
    void aCircleOfAHundredThousandNeedsNoDeepStack() {
        int vertices = 100_000;
        Graph graph = new Graph(vertices);
        for (int v = 0; v < vertices; v++) {
            graph.edge(v, (v + 1) % vertices, 1);
        }
        graph.complete();

        int[] component = graph.components(1);

        assertThat(component).containsOnly(component[0]);
        assertThat(graph.way(1, 0, 1, component)).hasSize(vertices);
    }

    private static void assertIsWay(List<Integer> way, int a, int b, boolean[][] reach) {
        assertThat(way.get(0)).isEqualTo(a);
        assertThat(way.get(way.size() - 1)).isEqualTo(b);
        assertThat(way).doesNotHaveDuplicates();
        for (int i = 1; i < way.size(); i++) {
            assertThat(reach[way.get(i - 1)][way.get(i)]).isTrue();
        }
    }

    private static void close(boolean[][] reach) {
        int n = reach.length;
        for (int k = 0; k < n; k++) {
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    reach[a][b] |= reach[a][k] && reach[k][b];
                }
            }
        }
    }
}
