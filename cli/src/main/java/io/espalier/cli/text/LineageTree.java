package io.espalier.cli.text;

import io.espalier.service.answer.LineageAnswer;
import io.espalier.store.lineage.LineageGraph;
import io.espalier.store.text.HumanFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A lineage graph as an indented tree, from the artifact back; what was shown is not repeated. */
public final class LineageTree {
  private final Map<String, LineageGraph.Node> nodes = new HashMap<>();
  private final Map<String, List<LineageGraph.Edge>> incoming = new HashMap<>();
  private final Set<String> faulty = new HashSet<>();
  private final Set<String> shown = new HashSet<>();
  private final List<String> lines = new ArrayList<>();

  private LineageTree(LineageAnswer answer) {
    answer.nodes().forEach(node -> nodes.put(node.id(), node));
    answer
        .edges()
        .forEach(edge -> incoming.computeIfAbsent(edge.to(), key -> new ArrayList<>()).add(edge));
    answer.knownFaults().forEach(fault -> faulty.addAll(fault.steps()));
  }

  /** The lines of the tree. */
  public static List<String> lines(LineageAnswer answer) {
    LineageTree tree = new LineageTree(answer);
    answer.nodes().stream()
        .filter(node -> node.kind().equals("artifact") && node.id().endsWith(answer.artifact()))
        .findFirst()
        .ifPresent(node -> tree.add(node.id(), "", ""));
    answer.knownFaults().forEach(fault -> tree.lines.add(FaultText.of(fault)));
    return tree.lines;
  }

  /** Lines that name steps which made the same bytes elsewhere; none where there are none. */
  public static List<String> others(LineageAnswer answer) {
    List<String> lines = new ArrayList<>();
    if (answer.others().isEmpty()) {
      return lines;
    }
    lines.add("");
    lines.add("The same bytes were also made by steps that have no part in this:");
    for (LineageGraph.Other other : answer.others()) {
      lines.add(
          "  "
              + HumanFormat.digest(other.artifact())
              + ": step "
              + HumanFormat.digest(other.step())
              + " "
              + other.label()
              + " of run "
              + other.runId());
    }
    if (answer.othersInAll() > answer.others().size()) {
      lines.add("  … " + answer.othersInAll() + " in all");
    }
    return lines;
  }

  private void add(String id, String role, String indent) {
    LineageGraph.Node node = nodes.get(id);
    if (node == null) {
      return;
    }
    boolean again = !shown.add(id);
    boolean parents = incoming.containsKey(id);
    lines.add(
        indent
            + (role.isEmpty() ? "" : role + ": ")
            // A run's label names it; artifacts and steps are known by their digests.
            + (node.kind().equals("run")
                ? ""
                : node.kind() + " " + HumanFormat.digest(bare(id)) + " ")
            + node.label()
            + (faulty.contains(id) ? " (known fault: see the end)" : "")
            + (again && parents ? " (above)" : ""));
    if (!again) {
      for (LineageGraph.Edge edge : incoming.getOrDefault(id, List.of())) {
        add(edge.from(), edge.role(), indent + "  ");
      }
    }
  }

  private static String bare(String id) {
    return id.substring(id.indexOf(':') + 1);
  }
}
