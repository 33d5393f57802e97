package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import io.espalier.store.lineage.LineageGraph;
import java.util.List;

/**
 * What an artifact was made from as one run had it, with edges in the direction of the data (input
 * → step → output, configuration → run → step).
 */
@Doc(
    "What an artifact was made from as one run had it, with edges in the direction of the data (input → step → output, configuration → run → step).")
public record LineageAnswer(
    @Doc("Digest of the artifact.") String artifact,
    @Doc("Artifacts, steps and runs.") List<LineageGraph.Node> nodes,
    @Doc("What went into what.") List<LineageGraph.Edge> edges,
    @Doc("Steps that made the same bytes elsewhere; some of them, where there are many.")
        List<LineageGraph.Other> others,
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
}
