package io.espalier.store.lineage;

import java.util.List;

/**
 * A graph in the direction of the data: input → step → output, configuration → run → step.
 *
 * @param artifact the digest asked for
 * @param others steps that made bytes of the graph too, but not those that were used here; some of
 *     them, where there are many
 * @param othersInAll how many there are
 * @param truncated whether a cap cut the graph
 */
public record LineageGraph(
    String artifact,
    List<Node> nodes,
    List<Edge> edges,
    List<Other> others,
    long othersInAll,
    boolean truncated) {
  public LineageGraph {
    others = List.copyOf(others);
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** A node; kind is {@code artifact}, {@code step} or {@code run}. */
  public record Node(String id, String kind, String label) {}

  /**
   * A step that made the same bytes, in a place of its own.
   *
   * @param artifact the bytes
   * @param step key of the step
   * @param label of the step, such as {@code train in r1.dense.train}
   * @param runId the run that computed it
   */
  public record Other(String artifact, String step, String label, String runId) {}

  /** An edge; role is the role of the artifact in the step, {@code config}, or {@code ran}. */
  public record Edge(String from, String to, String role) {}
}
