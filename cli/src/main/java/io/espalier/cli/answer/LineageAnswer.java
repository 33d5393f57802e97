package io.espalier.cli.answer;

import java.util.List;

/**
 * Answer of {@code lineage}: what an artifact was made from, with edges in the direction of the
 * data (input → step → output, configuration → run → step).
 *
 * @param knownFaults what is known to be wrong with steps among the nodes
 */
public record LineageAnswer(
    String artifact,
    List<Node> nodes,
    List<Edge> edges,
    boolean truncated,
    List<KnownFaultAnswer> knownFaults) {
  public LineageAnswer {
    knownFaults = List.copyOf(knownFaults);
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** Kind is {@code artifact}, {@code step} or {@code run}. */
  public record Node(String id, String kind, String label) {}

  /** From and to are node ids. */
  public record Edge(String from, String to, String role) {}
}
