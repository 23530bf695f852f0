package strata.sim.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who came before whom: a directed graph with edges of several kinds, and its circles. A kind is
 * one bit, so that a set of kinds is a mask.
 */
final class Graph {
    private final int vertices;
    private int edges;
    private int[] from = new int[64];
    private int[] to = new int[64];
    private int[] kind = new int[64];
    // Edges of vertex v: those in order[starts[v]] to order[starts[v + 1]].
    private int[] starts = new int[0];
    private int[] order = new int[0];

    Graph(int vertices) {
        this.vertices = vertices;
    }

    void edge(int a, int b, int itsKind) {
        if (edges == from.length) {
            from = Arrays.copyOf(from, 2 * edges);
            to = Arrays.copyOf(to, 2 * edges);
            kind = Arrays.copyOf(kind, 2 * edges);
        }
        from[edges] = a;
        to[edges] = b;
        kind[edges] = itsKind;
        edges++;
    }

    /** From now on no edges are added. */
    void complete() {
        starts = new int[vertices + 1];
        for (int e = 0; e < edges; e++) {
            starts[from[e] + 1]++;
        }
        for (int v = 0; v < vertices; v++) {
            starts[v + 1] += starts[v];
        }
        int[] next = Arrays.copyOf(starts, vertices);
        order = new int[edges];
        for (int e = 0; e < edges; e++) {
            order[next[from[e]]++] = e;
        }
    }

    int edges() {
        return edges;
    }

    int from(int edge) {
        return from[edge];
    }

    int to(int edge) {
        return to[edge];
    }

    int kind(int edge) {
        return kind[edge];
    }

    /**
     * The strongly connected component of each vertex, by edges of some kinds: two vertices have
     * the same number exactly if each can be reached from the other. (Tarjan 1972, with a stack of
     * its own instead of recursion.)
     */
    int[] components(int mask) {
        return new Components(mask).found();
    }

    /**
     * A shortest way from one vertex to another, both included, within one component.
     *
     * @param component as {@link #components} gave them for the same mask
     */
    List<Integer> way(int start, int end, int mask, int[] component) {
        Map<Integer, Integer> cameFrom = new LinkedHashMap<>();
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(start);
        while (!queue.isEmpty() && !cameFrom.containsKey(end)) {
            int v = queue.remove();
            for (int i = starts[v]; i < starts[v + 1]; i++) {
                int w = to[order[i]];
                boolean goes = (kind[order[i]] & mask) != 0 && component[w] == component[start];
                if (goes && w != start && cameFrom.putIfAbsent(w, v) == null) {
                    queue.add(w);
                }
            }
        }
        List<Integer> way = new ArrayList<>();
        for (Integer v = end; v != null; v = cameFrom.get(v)) {
            way.add(v);
        }
        Collections.reverse(way);
        return way;
    }

    /** One search for components. */
    private final class Components {
        private final int mask;
        private final int[] component = new int[vertices];
        private final int[] number = new int[vertices];
        private final int[] lowest = new int[vertices];
        // The next edge of each vertex to look at, as a subscript of order.
        private final int[] next = Arrays.copyOf(starts, vertices);
        private final int[] path = new int[vertices];
        private final int[] open = new int[vertices];
        private int pathSize;
        private int openSize;
        private int numbers;
        private int componentsFound;

        Components(int mask) {
            this.mask = mask;
            Arrays.fill(component, -1);
            Arrays.fill(number, -1);
        }

        int[] found() {
            for (int v = 0; v < vertices; v++) {
                if (number[v] < 0) {
                    enter(v);
                    while (pathSize > 0) {
                        goOn(path[pathSize - 1]);
                    }
                }
            }
            return component;
        }

        private void enter(int v) {
            number[v] = numbers;
            lowest[v] = numbers++;
            path[pathSize++] = v;
            open[openSize++] = v;
        }

        private void goOn(int v) {
            while (next[v] < starts[v + 1]) {
                int edge = order[next[v]++];
                int w = to[edge];
                if ((kind[edge] & mask) == 0) {
                    continue;
                }
                if (number[w] < 0) {
                    enter(w);
                    return;
                }
                if (component[w] < 0) {
                    lowest[v] = Math.min(lowest[v], number[w]);
                }
            }
            leave(v);
        }

        private void leave(int v) {
            pathSize--;
            if (pathSize > 0) {
                int below = path[pathSize - 1];
                lowest[below] = Math.min(lowest[below], lowest[v]);
            }
            if (lowest[v] == number[v]) {
                int w;
                do {
                    w = open[--openSize];
                    component[w] = componentsFound;
                } while (w != v);
                componentsFound++;
            }
        }
    }
}
