package io.espalier.shrink;

/**
 * Units that can only go together. A unit and its batch norm; units that a residual adds to each
 * other, along all residuals that share a stream; a channel and its filter of a depthwise
 * convolution.
 */
final class UnitGroups {
  private final UnitGraph graph;
  private final int[] firsts;
  private final int[] parents;

  UnitGroups(UnitGraph graph) {
    this.graph = graph;
    this.firsts = new int[graph.wires() + 1];
    for (int wire = 0; wire < graph.wires(); wire++) {
      firsts[wire + 1] = firsts[wire] + graph.width(wire);
    }
    this.parents = new int[firsts[graph.wires()]];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = i;
    }
    graph.steps().forEach(this::tie);
  }

  /** Number of all units: groups are numbered below it. */
  int bound() {
    return parents.length;
  }

  /** The group of a unit on a wire. */
  int of(int wire, int unit) {
    int i = firsts[wire] + unit;
    while (parents[i] != i) {
      parents[i] = parents[parents[i]];
      i = parents[i];
    }
    return i;
  }

  private void tie(UnitGraph.Step step) {
    if (step instanceof UnitGraph.Norm norm) {
      tieWires(norm.from(), norm.to());
    } else if (step instanceof UnitGraph.Sum sum) {
      tieWires(sum.body(), sum.to());
      tieWires(sum.shortcut(), sum.to());
    } else if (step instanceof UnitGraph.Link link && link.filtered()) {
      tieWires(link.from(), link.to());
    }
  }

  private void tieWires(int one, int other) {
    for (int unit = 0; unit < graph.width(one); unit++) {
      parents[of(one, unit)] = of(other, unit);
    }
  }
}
