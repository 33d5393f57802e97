package io.espalier.store.lineage;

import java.util.List;

/**
 * A graph in the direction of the data: input → step → output, configuration → run → step.
 *
 * @param artifact the digest asked for
 * @param truncated whether a cap cut the graph
 */
public record LineageGraph(String artifact, List<Node> nodes, List<Edge> edges, boolean truncated) {
  public LineageGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** A node; kind is {@code artifact}, {@code step} or {@code run}. */
  public record Node(String id, String kind, String label) {}

  /** An edge; role is the role of the artifact in the step, {@code config}, or {@code ran}. */
  public record Edge(String from, String to, String role) {}
}
