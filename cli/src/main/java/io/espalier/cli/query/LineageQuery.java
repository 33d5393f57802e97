package io.espalier.cli.query;

import io.espalier.cli.answer.LineageAnswer;
import io.espalier.store.lineage.LineageGraph;

/** {@code lineage}: what an artifact was made from. */
public final class LineageQuery {
  /** The query; parameter {@code digest}, a prefix will do. */
  public static final Query<LineageAnswer> QUERY =
      new Query<>("lineage", LineageAnswer.class, LineageQuery::answer);

  private LineageQuery() {}

  private static LineageAnswer answer(View view, Arguments arguments) {
    String digest = Find.digest(view.store(), arguments.require("digest"));
    LineageGraph graph = view.store().lineage().ancestors(digest);
    return new LineageAnswer(
        graph.artifact(),
        graph.nodes().stream()
            .map(node -> new LineageAnswer.Node(node.id(), node.kind(), node.label()))
            .toList(),
        graph.edges().stream()
            .map(edge -> new LineageAnswer.Edge(edge.from(), edge.to(), edge.role()))
            .toList(),
        graph.truncated(),
        KnownFaults.of(view.store(), graph));
  }
}
