package io.espalier.service.answer;

import java.util.List;

/**
 * Answer of {@code lineage}: what an artifact was made from as one run had it, with edges in the
 * direction of the data (input → step → output, configuration → run → step).
 *
 * @param others steps that made the same bytes elsewhere; some of them, where there are many
 * @param othersInAll how many there are
 * @param knownFaults what is known to be wrong with steps among the nodes
 */
public record LineageAnswer(
    String artifact,
    List<Node> nodes,
    List<Edge> edges,
    List<Other> others,
    long othersInAll,
    boolean truncated,
    List<KnownFaultAnswer> knownFaults) {
  public LineageAnswer {
    others = List.copyOf(others);
    knownFaults = List.copyOf(knownFaults);
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** Kind is {@code artifact}, {@code step} or {@code run}. */
  public record Node(String id, String kind, String label) {}

  /** A step that made the bytes of an artifact too, without their being used here. */
  public record Other(String artifact, String step, String label, String runId) {}

  /** From and to are node ids. */
  public record Edge(String from, String to, String role) {}
}
