package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/**
 * What an artifact was made from as one run had it, with edges in the direction of the data (input
 * → step → output, configuration → run → step).
 */
@Doc(
    "What an artifact was made from as one run had it, with edges in the direction of the data (input → step → output, configuration → run → step).")
public record LineageAnswer(
    @Doc("Digest of the artifact.") String artifact,
    @Doc("Artifacts, steps and runs.") List<Node> nodes,
    @Doc("What went into what.") List<Edge> edges,
    @Doc("Steps that made the same bytes elsewhere; some of them, where there are many.")
        List<Other> others,
    @Doc("How many of them there are.") long othersInAll,
    @Doc("Whether the graph is larger than what is given.") boolean truncated,
    @Doc("What is known to be wrong with steps among the nodes.")
        List<KnownFaultAnswer> knownFaults) {
  public LineageAnswer {
    others = List.copyOf(others);
    knownFaults = List.copyOf(knownFaults);
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** A node. */
  @Doc("A node.")
  public record Node(
      @Doc("Its id within this answer.") String id,
      @Doc("`artifact`, `step` or `run`.") String kind,
      @Doc("What it is, for people.") String label) {}

  /** A step that made the bytes of an artifact too, without their being used here. */
  @Doc("A step that made the bytes of an artifact too, without their being used here.")
  public record Other(
      @Doc("Digest of the artifact.") String artifact,
      @Doc("Key of the step.") String step,
      @Doc("What it is, for people.") String label,
      @Doc("The run that computed it.") String runId) {}

  /** An edge. */
  @Doc("An edge.")
  public record Edge(
      @Doc("Id of the node that the data comes from.") String from,
      @Doc("Id of the node that it goes into.") String to,
      @Doc("As what.") String role) {}
}
